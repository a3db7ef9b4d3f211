//! The floor: a handler written by hand for one policy. It gives the same responses as ours, but doesn't support what
//! only unusual requests and nested policies need: a second `Origin` line, exact rules for the labels that `*` matches,
//! and a `Vary` that is set already.

use axum::extract::Request as AxumRequest;
use axum::response::{IntoResponse as _, Response as AxumResponse};
use axum::routing::{MethodRouter, get};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use super::handlers::{axum_headers, axum_hello, hello as http_hello};
use crate::policies::ConstPolicy;

const TRUE: HeaderValue = HeaderValue::from_static("true");
const STAR: HeaderValue = HeaderValue::from_static("*");

/// Inserts the headers of every response.
#[inline]
fn insert_common<P: ConstPolicy>(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    if !P::ANY {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if P::SETTINGS.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }
}

/// Inserts the headers of the handler's response.
#[inline]
fn insert_actual<P: ConstPolicy>(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    let expose = allowed.is_some();
    insert_common::<P>(headers, allowed);
    if expose && let Some(names) = P::SETTINGS.expose {
        let names = HeaderValue::from_static(names);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
}

/// Inserts the headers of the response to a preflight, and returns its status.
#[inline]
fn insert_preflight<P: ConstPolicy>(
    headers: &mut HeaderMap,
    allowed: Option<HeaderValue>,
) -> StatusCode {
    let is_allowed = allowed.is_some();
    insert_common::<P>(headers, allowed);
    if !is_allowed {
        return StatusCode::FORBIDDEN;
    }
    let methods = HeaderValue::from_static(P::SETTINGS.method);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    let names = HeaderValue::from_static(P::SETTINGS.header_list);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    if let Some(seconds) = P::SETTINGS.max_age {
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(seconds));
    }
    StatusCode::NO_CONTENT
}

/// The value of `Access-Control-Allow-Origin`, if the origin is allowed.
#[inline]
fn allowed<P: ConstPolicy>(headers: &HeaderMap) -> Option<HeaderValue> {
    if P::ANY {
        return Some(STAR);
    }
    let origin = headers.get(ORIGIN)?;
    P::allows(origin.as_bytes()).then(|| origin.clone())
}

/// The handler on the types of `http`.
#[inline]
pub(crate) fn http<P: ConstPolicy>(request: &Request<()>) -> Response<&'static str> {
    let headers = request.headers();
    if request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    {
        let mut response = Response::new("");
        let status = insert_preflight::<P>(response.headers_mut(), allowed::<P>(headers));
        *response.status_mut() = status;
        return response;
    }
    let mut response = http_hello(request);
    insert_actual::<P>(response.headers_mut(), allowed::<P>(headers));
    response
}

/// The handlers on axum, which routes OPTIONS by itself.
pub(crate) fn axum<P: ConstPolicy>() -> [MethodRouter; 2] {
    [
        get(hello::<P>).options(preflight::<P>),
        get(headers::<P>).options(preflight::<P>),
    ]
}

async fn hello<P: ConstPolicy>(request: AxumRequest) -> AxumResponse {
    let mut response = axum_hello().await.into_response();
    insert_actual::<P>(response.headers_mut(), allowed::<P>(request.headers()));
    response
}

async fn headers<P: ConstPolicy>(request: AxumRequest) -> AxumResponse {
    let mut response = axum_headers().await;
    insert_actual::<P>(response.headers_mut(), allowed::<P>(request.headers()));
    response
}

async fn preflight<P: ConstPolicy>(request: AxumRequest) -> AxumResponse {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if request
        .headers()
        .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    {
        let allowed = allowed::<P>(request.headers());
        *response.status_mut() = insert_preflight::<P>(response.headers_mut(), allowed);
    }
    response
}
