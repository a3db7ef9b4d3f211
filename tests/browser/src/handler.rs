//! What every handler does: it answers as the query of the request asks. CORS is the attribute's part.

use http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, LOCATION, SET_COOKIE};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;

pub(crate) type Body = Full<Bytes>;

/// The body of every response of a handler, as far as its status has one.
pub(crate) const BODY: &str = "a secret";

/// The names of the headers on a handler's response, and those that the server adds. What the policy puts
/// there is not among them.
pub(crate) const RESPONSE_HEADERS: [&str; 9] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "set-cookie",
    "x-hidden",
    "x-shown",
];

/// On a response that a handler has made: so that the server can log that it ran.
#[derive(Clone, Copy)]
pub(crate) struct Ran;

pub(crate) fn answer<B>(request: &Request<B>) -> Response<Body> {
    let mut response = Response::new(Body::from(BODY));
    response.extensions_mut().insert(Ran);
    if let Some(status) = parameter(request, "status").and_then(|code| code.parse::<u16>().ok()) {
        *response.status_mut() = StatusCode::from_u16(status).expect("a status that exists");
        if status == 204 {
            // HTTP/2 would send it all the same.
            *response.body_mut() = Body::default();
        }
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    headers.insert(ETAG, HeaderValue::from_static("\"1\""));
    headers.insert(
        SET_COOKIE,
        HeaderValue::from_static("unread=1; Path=/nowhere"),
    );
    headers.insert("x-hidden", HeaderValue::from_static("1"));
    headers.insert("x-shown", HeaderValue::from_static("1"));
    if let Some(to) = parameter(request, "to") {
        // Nothing in it is escaped, as nothing needs to be: it is the last parameter, and one that a `&` ends
        // would be of the next hop.
        let to = HeaderValue::from_str(to).expect("a URL");
        headers.insert(LOCATION, to);
    }
    response
}

/// The value of a parameter in the query; `to` takes all that follows it.
pub(crate) fn parameter<'request, B>(
    request: &'request Request<B>,
    name: &str,
) -> Option<&'request str> {
    let query = request.uri().query()?;
    let (own, to) = match query.split_once("&to=") {
        Some((own, to)) => (own, Some(to)),
        None => (query, None),
    };
    if name == "to" {
        return to;
    }
    own.split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}
