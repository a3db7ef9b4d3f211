//! The page, from memory: its HTML, the table of calls as JSON, what has reached the API, and what the log says.

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;

use crate::seen::{self, Seen};
use crate::{Addresses, calls};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

#[derive(Clone)]
pub(crate) struct Page {
    calls: Bytes,
    content_security_policy: Option<HeaderValue>,
    seen: Seen,
}

impl Page {
    pub(crate) fn new(addresses: &Addresses, seen: Seen) -> Self {
        // Has the browser refuse anything from elsewhere: the page works offline, and stays so.
        let content_security_policy = format!(
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
             connect-src 'self' {}",
            addresses.api,
        );
        Self {
            calls: calls::json(addresses).to_string().into(),
            content_security_policy: content_security_policy.try_into().ok(),
            seen,
        }
    }

    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let (status, content_type, body) = match request.uri().path() {
            _ if ![Method::GET, Method::HEAD].contains(request.method()) => (
                StatusCode::METHOD_NOT_ALLOWED,
                TEXT,
                "There is nothing but GET here.".into(),
            ),
            "/" => (StatusCode::OK, HTML, include_str!("page.html").into()),
            "/calls.json" => (StatusCode::OK, JSON, self.calls.clone()),
            "/seen.json" => {
                let seen = self.seen.of(seen::run(request).unwrap_or_default());
                let seen = serde_json::Value::from(seen).to_string();
                (StatusCode::OK, JSON, seen.into())
            }
            // For this page alone: no page of another origin can read what this server sends.
            "/log.json" => {
                let log = self.seen.log(seen::run(request).unwrap_or_default());
                let log = serde_json::Value::from(log).to_string();
                (StatusCode::OK, JSON, log.into())
            }
            _ => (StatusCode::NOT_FOUND, TEXT, "There is no such page.".into()),
        };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, content_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        if let Some(policy) = &self.content_security_policy {
            headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
        }
        response
    }
}
