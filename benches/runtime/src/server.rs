//! Servers in memory: a framework is called as its own server would call it.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A server with one policy, for many requests that are all the same.
pub(crate) trait Server {
    /// Makes requests, for as many calls of [`Server::serve`].
    fn prepare(&mut self, requests: usize);
    /// Handles the next request and drops the response. This is what is measured.
    fn serve(&mut self);
    /// Handles one more request, and summarizes the response.
    fn observe(&mut self) -> Summary;
}

/// The parts of a response that matter to a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) status: u16,
    pub(crate) allow_origin: Option<String>,
    pub(crate) allow_methods: bool,
    pub(crate) headers: usize,
}

impl Summary {
    pub(crate) fn of<B>(response: &http::Response<B>) -> Self {
        Self::new(response.status(), response.headers())
    }

    pub(crate) fn new(status: http::StatusCode, headers: &http::HeaderMap) -> Self {
        let allow_origin = headers.get(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
        Self {
            status: status.as_u16(),
            allow_origin: allow_origin
                .map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned()),
            allow_methods: headers.contains_key(http::header::ACCESS_CONTROL_ALLOW_METHODS),
            // axum adds `Allow` to what no handler responds.
            headers: headers
                .keys()
                .filter(|name| *name != http::header::ALLOW)
                .count(),
        }
    }
}

/// A [`Server`] made of closures: to make a request, to call the framework, and to summarize the response.
pub(crate) struct InMemory<Request, Make, Call, Observe> {
    requests: Vec<Request>,
    make: Make,
    call: Call,
    observe: Observe,
}

impl<Request, Response, Make, Call, Observe> InMemory<Request, Make, Call, Observe>
where
    Request: 'static,
    Make: FnMut() -> Request + 'static,
    Call: FnMut(Request) -> Response + 'static,
    Observe: Fn(&Response) -> Summary + 'static,
{
    pub(crate) fn boxed(make: Make, call: Call, observe: Observe) -> Option<Box<dyn Server>> {
        Some(Box::new(Self {
            requests: Vec::new(),
            make,
            call,
            observe,
        }))
    }
}

impl<Request, Response, Make, Call, Observe> Server for InMemory<Request, Make, Call, Observe>
where
    Make: FnMut() -> Request,
    Call: FnMut(Request) -> Response,
    Observe: Fn(&Response) -> Summary,
{
    fn prepare(&mut self, requests: usize) {
        self.requests.extend((0..requests).map(|_| (self.make)()));
    }

    fn serve(&mut self) {
        if let Some(request) = self.requests.pop() {
            black_box(&(self.call)(request));
        }
    }

    fn observe(&mut self) -> Summary {
        let response = (self.call)((self.make)());
        (self.observe)(&response)
    }
}

/// The output of a future that never waits.
pub(crate) fn run_ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
