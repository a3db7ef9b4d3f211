//! Functions from a request to a response, in the types of `http` and with no framework around them.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use super::{InMemory, Server, Shown};
use crate::policies::Subject;
use crate::requests::{Asked, HEADERS};

/// The names of twenty headers.
pub(crate) const TWENTY: [&str; 20] = [
    "x-0", "x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8", "x-9", "x-10", "x-11", "x-12",
    "x-13", "x-14", "x-15", "x-16", "x-17", "x-18", "x-19",
];

/// Twenty headers that have nothing to do with CORS, and room for some more, as a server leaves it.
pub(crate) fn twenty_headers(headers: &mut HeaderMap) {
    headers.reserve(28);
    for name in TWENTY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
    }
}

/// The handler that the policies are put on.
#[inline]
pub(crate) fn hello(request: &Request<()>) -> Response<&'static str> {
    let mut response = Response::new("Hello, World!");
    if request.uri().path() == HEADERS {
        twenty_headers(response.headers_mut());
    }
    response
}

/// The handler without a policy. OPTIONS has an answer of its own, which is the least that it takes to answer a
/// preflight at all.
pub(crate) fn without_a_policy(request: Request<()>) -> Response<&'static str> {
    if request.method() == Method::OPTIONS {
        let mut response = Response::new("");
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    hello(&request)
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(without_a_policy, asked)
}

pub(crate) fn by_hand(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(subject.by_hand, asked)
}

pub(crate) fn attribute(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(subject.attribute, asked)
}

fn server(
    handler: fn(Request<()>) -> Response<&'static str>,
    asked: &Asked,
) -> Option<Box<dyn Server>> {
    let asked = asked.clone();
    InMemory::boxed(move || asked.request(()), handler, Shown::of_http)
}
