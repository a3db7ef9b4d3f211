//! What a browser sends, as hyper hands it to a service.

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request as HttpRequest};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Actual,
    Preflight,
}

/// Whose page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Listed,
    Unlisted,
}

const HEAD: &str = "host: api.example.com\r
connection: keep-alive\r
user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r
accept: */*\r
accept-encoding: gzip, deflate, br, zstd\r
accept-language: en-GB,en;q=0.9\r
sec-fetch-dest: empty\r
sec-fetch-mode: cors\r
sec-fetch-site: same-site\r
";

impl Kind {
    /// A request whose header values are slices of one buffer, so that a clone of one is what it is in a
    /// server, and doesn't allocate.
    pub(crate) fn request(self, page: Page) -> Request {
        let (origin, name) = match page {
            Page::Listed => ("https://shop50.example.com", "example.com"),
            Page::Unlisted => ("https://shop50.example.evil", "example.evil"),
        };
        let own = match self {
            Self::Actual => "content-type: application/json\r\naccesstoken: 0123456789abcdef\r\n",
            Self::Preflight => {
                "access-control-request-method: GET\r\n\
                 access-control-request-headers: accesstoken,content-type\r\n"
            }
        };
        let head = format!("{HEAD}origin: {origin}\r\nreferer: https://shop50.{name}/\r\n{own}");
        let mut request = HttpRequest::new(Body::empty());
        *request.method_mut() = match self {
            Self::Actual => Method::GET,
            Self::Preflight => Method::OPTIONS,
        };
        *request.uri_mut() = http::Uri::from_static("/hello");
        *request.headers_mut() = parse(&Bytes::from(head));
        request
    }
}

fn parse(head: &Bytes) -> HeaderMap {
    let text = str::from_utf8(head).unwrap_or_default();
    let lines = text.split_terminator("\r\n");
    lines
        .filter_map(|line| line.split_once(": "))
        .filter_map(|(name, value)| {
            let value = head.slice_ref(value.as_bytes());
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, HeaderValue::from_maybe_shared(value).ok()?))
        })
        .collect()
}
