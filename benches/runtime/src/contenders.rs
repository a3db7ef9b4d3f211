//! Everything that can have a policy on it, each in its own framework and in memory.

pub(crate) mod axum;
pub(crate) mod by_hand;
pub(crate) mod plain;
pub(crate) mod tower;

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::policies::Subject;
use crate::requests::Asked;

/// A way to put a policy on a handler.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// Whose cost is taken off.
    pub(crate) bare: &'static str,
    /// A server with this policy, that will be asked this.
    pub(crate) serve: fn(&Subject, &Asked) -> Box<dyn Server>,
}

/// What a contender is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The framework by itself.
    Bare,
    /// The policy by hand.
    Floor,
    Ours,
    Peer,
}

macro_rules! contenders {
    ($($name:literal: $role:ident on $bare:literal by $serve:path;)*) => {
        &[$(Contender { name: $name, role: Role::$role, bare: $bare, serve: $serve }),*]
    };
}

pub(crate) const CONTENDERS: &[Contender] = contenders! {
    "http bare": Bare on "http bare" by plain::bare;
    "http by hand": Floor on "http bare" by plain::by_hand;
    "http #[cors]": Ours on "http bare" by plain::attribute;
    "tower bare": Bare on "tower bare" by tower::bare;
    "tower by hand": Floor on "tower bare" by tower::by_hand;
    "tower CorsLayer": Ours on "tower bare" by tower::layer;
    "tower tower-http": Peer on "tower bare" by tower::tower_http;
    "axum bare": Bare on "axum bare" by axum::bare;
    "axum by hand": Floor on "axum bare" by axum::by_hand;
    "axum #[cors]": Ours on "axum bare" by axum::attribute;
    "axum empty layer": Bare on "axum bare" by axum::bare_with_a_layer;
    "axum CorsLayer": Ours on "axum bare" by axum::layer;
    "axum tower-http": Peer on "axum bare" by axum::tower_http;
};

/// A server with one policy, which is asked the same again and again.
pub(crate) trait Server {
    /// Makes requests, for as many answers.
    fn load(&mut self, requests: usize);
    /// Answers the next request, and drops the response. This is what is measured.
    fn answer(&mut self);
    /// Answers one request more, and says what it answers.
    fn show(&mut self) -> Shown;
}

/// What of a response a browser looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) allow_origin: Option<String>,
    pub(crate) allow_methods: bool,
    pub(crate) headers: usize,
}

impl Shown {
    pub(crate) fn of_http<B>(response: &http::Response<B>) -> Self {
        let headers = response.headers();
        let allow_origin = headers.get(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
        Self {
            status: response.status().as_u16(),
            allow_origin: allow_origin
                .map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned()),
            allow_methods: headers.contains_key(http::header::ACCESS_CONTROL_ALLOW_METHODS),
            headers: headers.len(),
        }
    }
}

/// A [`Server`] of closures: how to make a request, how to call with it, and how to read the response.
pub(crate) struct InMemory<Request, Make, Call, Show> {
    requests: Vec<Request>,
    make: Make,
    call: Call,
    show: Show,
}

impl<Request, Response, Make, Call, Show> InMemory<Request, Make, Call, Show>
where
    Request: 'static,
    Make: FnMut() -> Request + 'static,
    Call: FnMut(Request) -> Response + 'static,
    Show: Fn(&Response) -> Shown + 'static,
{
    pub(crate) fn boxed(make: Make, call: Call, show: Show) -> Box<dyn Server> {
        Box::new(Self {
            requests: Vec::new(),
            make,
            call,
            show,
        })
    }
}

impl<Request, Response, Make, Call, Show> Server for InMemory<Request, Make, Call, Show>
where
    Make: FnMut() -> Request,
    Call: FnMut(Request) -> Response,
    Show: Fn(&Response) -> Shown,
{
    fn load(&mut self, requests: usize) {
        self.requests.extend((0..requests).map(|_| (self.make)()));
    }

    fn answer(&mut self) {
        if let Some(request) = self.requests.pop() {
            black_box(&(self.call)(request));
        }
    }

    fn show(&mut self) -> Shown {
        let response = (self.call)((self.make)());
        (self.show)(&response)
    }
}

/// What a future gives that doesn't wait for anything.
pub(crate) fn ready_now<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
