//! The handlers that the policies are put on.

use axum::response::{IntoResponse as _, Response as AxumResponse};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};

use crate::requests::HEADERS;

/// The names of twenty headers.
pub(crate) const TWENTY: [&str; 20] = [
    "x-0", "x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8", "x-9", "x-10", "x-11", "x-12",
    "x-13", "x-14", "x-15", "x-16", "x-17", "x-18", "x-19",
];

/// Inserts twenty headers unrelated to CORS, with spare capacity as a server leaves it.
pub(crate) fn insert_twenty(headers: &mut HeaderMap) {
    headers.reserve(28);
    for name in TWENTY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
    }
}

/// The handler on the types of `http`.
#[inline]
pub(crate) fn hello(request: &Request<()>) -> Response<&'static str> {
    let mut response = Response::new("Hello, World!");
    if request.uri().path() == HEADERS {
        insert_twenty(response.headers_mut());
    }
    response
}

/// The handler on axum.
pub(crate) async fn axum_hello() -> &'static str {
    "Hello, World!"
}

/// The handler on axum whose response has twenty headers already.
pub(crate) async fn axum_headers() -> AxumResponse {
    let mut response = axum_hello().await.into_response();
    insert_twenty(response.headers_mut());
    response
}
