//! The floor: what a person writes who has one policy and no crate for it. The same responses as ours, without
//! what only strange requests and nested policies need: a second `Origin` line, the labels that a star stands for,
//! a `Vary` that is there already.

use std::collections::HashSet;

use axum::extract::Request as AxumRequest;
use axum::response::{IntoResponse as _, Response as AxumResponse};
use axum::routing::{MethodRouter, get};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use crate::policies::Terms;

/// A policy as a person writes it into a handler: every part is known while the program compiles.
pub(crate) trait Written: 'static {
    const TERMS: Terms;
    const ANY: bool;

    fn allows(origin: &[u8]) -> bool;
}

/// Whether an origin is one of these: up to ten are compared one after the other, more are in a hash set.
macro_rules! allows {
    (few $given:ident $($origin:literal),*) => {
        false $(|| {
            const ENTRY: by_hand::Entry = by_hand::Entry::new($origin);
            ENTRY.is($given)
        })*
    };
    (many $given:ident $($origin:literal),*) => {{
        static MANY: std::sync::LazyLock<by_hand::Many> =
            std::sync::LazyLock::new(|| by_hand::Many::new(ORIGINS));
        MANY.allows($given)
    }};
}
pub(crate) use allows;

/// One origin, for a comparison.
#[derive(Clone, Copy)]
pub(crate) enum Entry {
    Any,
    Exact(&'static str),
    Subdomains(&'static str),
}

impl Entry {
    pub(crate) const fn new(origin: &'static str) -> Self {
        match origin.as_bytes() {
            b"*" => Self::Any,
            // `https://*.example.com`
            [b'h', b't', b't', b'p', b's', b':', b'/', b'/', b'*', ..] => {
                Self::Subdomains(origin.split_at("https://*".len()).1)
            }
            _ => Self::Exact(origin),
        }
    }

    #[inline]
    pub(crate) fn is(self, origin: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(text) => origin == text.as_bytes(),
            Self::Subdomains(end) => {
                origin.starts_with(b"https://") && origin.ends_with(end.as_bytes())
            }
        }
    }
}

/// Many origins.
pub(crate) struct Many {
    exact: HashSet<&'static [u8]>,
    /// What stands behind the star.
    ends: HashSet<&'static [u8]>,
    /// The length of the longest of those.
    longest: usize,
}

impl Many {
    pub(crate) fn new(origins: &[&'static str]) -> Self {
        let entries = || origins.iter().map(|origin| Entry::new(origin));
        let ends: HashSet<&'static [u8]> = entries()
            .filter_map(|entry| match entry {
                Entry::Subdomains(end) => Some(end.as_bytes()),
                _ => None,
            })
            .collect();
        Self {
            longest: ends.iter().map(|end| end.len()).max().unwrap_or_default(),
            ends,
            exact: entries()
                .filter_map(|entry| match entry {
                    Entry::Exact(text) => Some(text.as_bytes()),
                    _ => None,
                })
                .collect(),
        }
    }

    pub(crate) fn allows(&self, origin: &[u8]) -> bool {
        if self.exact.contains(origin) {
            return true;
        }
        if self.ends.is_empty() {
            return false;
        }
        let Some(host) = origin.strip_prefix(b"https://") else {
            return false;
        };
        // Without this, a long origin that is full of dots would take as long as its length squared.
        let host = &host[host.len().saturating_sub(self.longest)..];
        let mut dots = host.iter().enumerate().filter(|(_, byte)| **byte == b'.');
        dots.any(|(dot, _)| self.ends.contains(&host[dot..]))
    }
}

const TRUE: HeaderValue = HeaderValue::from_static("true");
const STAR: HeaderValue = HeaderValue::from_static("*");

/// What goes on every response.
#[inline]
fn put<P: Written>(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    if !P::ANY {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if P::TERMS.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }
}

/// What goes on the response of the handler.
#[inline]
fn put_on_actual<P: Written>(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    let expose = allowed.is_some();
    put::<P>(headers, allowed);
    if expose && let Some(names) = P::TERMS.expose {
        let names = HeaderValue::from_static(names);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
}

/// What goes on the answer to a preflight, whose status this returns.
#[inline]
fn put_on_preflight<P: Written>(
    headers: &mut HeaderMap,
    allowed: Option<HeaderValue>,
) -> StatusCode {
    let is_allowed = allowed.is_some();
    put::<P>(headers, allowed);
    if !is_allowed {
        return StatusCode::FORBIDDEN;
    }
    let methods = HeaderValue::from_static(P::TERMS.method);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    let names = HeaderValue::from_static(P::TERMS.header_list);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    if let Some(seconds) = P::TERMS.max_age {
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(seconds));
    }
    StatusCode::NO_CONTENT
}

/// The value of `Access-Control-Allow-Origin`.
#[inline]
fn allowed<P: Written>(headers: &HeaderMap) -> Option<HeaderValue> {
    if P::ANY {
        return Some(STAR);
    }
    let origin = headers.get(ORIGIN)?;
    P::allows(origin.as_bytes()).then(|| origin.clone())
}

/// The handler on the types of `http`.
#[inline]
pub(crate) fn plain<P: Written>(request: &Request<()>) -> Response<&'static str> {
    let headers = request.headers();
    if request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    {
        let mut response = Response::new("");
        let status = put_on_preflight::<P>(response.headers_mut(), allowed::<P>(headers));
        *response.status_mut() = status;
        return response;
    }
    let mut response = super::plain::hello(request);
    put_on_actual::<P>(response.headers_mut(), allowed::<P>(headers));
    response
}

/// The handlers on axum, which tells OPTIONS from others by itself.
pub(crate) fn axum<P: Written>() -> [MethodRouter; 2] {
    [
        get(hello::<P>).options(preflight::<P>),
        get(headers::<P>).options(preflight::<P>),
    ]
}

async fn hello<P: Written>(request: AxumRequest) -> AxumResponse {
    let mut response = super::axum::hello().await.into_response();
    put_on_actual::<P>(response.headers_mut(), allowed::<P>(request.headers()));
    response
}

async fn headers<P: Written>(request: AxumRequest) -> AxumResponse {
    let mut response = super::axum::headers().await;
    put_on_actual::<P>(response.headers_mut(), allowed::<P>(request.headers()));
    response
}

async fn preflight<P: Written>(request: AxumRequest) -> AxumResponse {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if request
        .headers()
        .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    {
        let allowed = allowed::<P>(request.headers());
        *response.status_mut() = put_on_preflight::<P>(response.headers_mut(), allowed);
    }
    response
}
