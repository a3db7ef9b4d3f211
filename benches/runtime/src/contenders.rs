//! Everything that can have a policy on it, each in its own framework and in memory.

#[cfg(feature = "peers")]
pub(crate) mod actix;
pub(crate) mod axum;
pub(crate) mod by_hand;
pub(crate) mod plain;
#[cfg(feature = "peers")]
pub(crate) mod poem;
#[cfg(feature = "peers")]
pub(crate) mod salvo;
#[cfg(feature = "peers")]
pub(crate) mod their_cors_core;
pub(crate) mod tower;
#[cfg(feature = "peers")]
pub(crate) mod tower_http;
#[cfg(feature = "peers")]
pub(crate) mod warp;

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::policies::Subject;
use crate::requests::Asked;

/// A way to put a policy on a handler.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// A server with this policy, that will be asked this. None if it can't have the policy.
    pub(crate) serve: fn(&Subject, &Asked) -> Option<Box<dyn Server>>,
    /// Whose cost is taken off.
    pub(crate) bare: &'static str,
    /// The same policy by hand, for a ratio.
    pub(crate) floor: &'static str,
}

#[cfg(feature = "peers")]
impl Contender {
    /// tower-http on the same framework, or on a plain service.
    pub(crate) fn tower_http(&self) -> &'static str {
        if self.bare.starts_with("axum") {
            "axum tower-http"
        } else {
            "tower tower-http"
        }
    }
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
    ($($(#[$cfg:meta])* $name:literal: $role:ident by $serve:path, less $bare:literal, over $floor:literal;)*) => {
        &[$($(#[$cfg])* Contender {
            name: $name,
            role: Role::$role,
            serve: $serve,
            bare: $bare,
            floor: $floor,
        }),*]
    };
}

/// In the order of the tables.
pub(crate) const CONTENDERS: &[Contender] = contenders! {
    "http": Bare by plain::bare, less "http", over "http by hand";
    "http by hand": Floor by plain::by_hand, less "http", over "http by hand";
    "http #[cors]": Ours by plain::attribute, less "http", over "http by hand";
    #[cfg(feature = "peers")]
    "http cors-core (crates.io)": Peer by their_cors_core::by_its_decision, less "http", over "http by hand";
    "tower": Bare by tower::bare, less "tower", over "tower by hand";
    "tower by hand": Floor by tower::by_hand, less "tower", over "tower by hand";
    "tower CorsLayer": Ours by tower::layer, less "tower", over "tower by hand";
    #[cfg(feature = "peers")]
    "tower tower-http": Peer by tower_http::on_tower, less "tower", over "tower by hand";
    "axum": Bare by axum::bare, less "axum", over "axum by hand";
    "axum by hand": Floor by axum::by_hand, less "axum", over "axum by hand";
    "axum #[cors]": Ours by axum::attribute, less "axum", over "axum by hand";
    "axum with a layer": Bare by axum::bare_with_a_layer, less "axum", over "axum by hand";
    "axum CorsLayer": Ours by axum::layer, less "axum with a layer", over "axum by hand";
    #[cfg(feature = "peers")]
    "axum tower-http": Peer by tower_http::on_axum, less "axum with a layer", over "axum by hand";
    #[cfg(feature = "peers")]
    "actix-web": Bare by actix::bare, less "actix-web", over "http by hand";
    #[cfg(feature = "peers")]
    "actix-cors": Peer by actix::actix_cors, less "actix-web", over "http by hand";
    #[cfg(feature = "peers")]
    "salvo": Bare by salvo::bare, less "salvo", over "http by hand";
    #[cfg(feature = "peers")]
    "salvo-cors": Peer by salvo::salvo_cors, less "salvo", over "http by hand";
    #[cfg(feature = "peers")]
    "poem": Bare by poem::bare, less "poem", over "http by hand";
    #[cfg(feature = "peers")]
    "poem Cors": Peer by poem::poem_cors, less "poem", over "http by hand";
    #[cfg(feature = "peers")]
    "warp": Bare by warp::bare, less "warp", over "http by hand";
    #[cfg(feature = "peers")]
    "warp cors": Peer by warp::warp_cors, less "warp", over "http by hand";
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
        Self::of_parts(response.status(), response.headers())
    }

    pub(crate) fn of_parts(status: http::StatusCode, headers: &http::HeaderMap) -> Self {
        let allow_origin = headers.get(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
        Self {
            status: status.as_u16(),
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
    pub(crate) fn boxed(make: Make, call: Call, show: Show) -> Option<Box<dyn Server>> {
        Some(Box::new(Self {
            requests: Vec::new(),
            make,
            call,
            show,
        }))
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
