//! The requests of a browser, as a server passes them on.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// The kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Actual,
    Preflight,
}

/// The path of a handler that sets no headers.
pub(crate) const HELLO: &str = "/hello";
/// The path of a handler that sets twenty headers.
pub(crate) const HEADERS: &str = "/headers";

/// A request, from which each contender makes those of its framework.
#[derive(Clone, Debug)]
pub(crate) struct BenchRequest {
    pub(crate) kind: Kind,
    pub(crate) path: &'static str,
    pub(crate) headers: HeaderMap,
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

impl BenchRequest {
    pub(crate) fn actual(origin: &str) -> Self {
        Self::new(Kind::Actual, origin, "content-type: application/json\r\n")
    }

    pub(crate) fn preflight(origin: &str) -> Self {
        Self::new(
            Kind::Preflight,
            origin,
            "access-control-request-method: PUT\r\n",
        )
    }

    /// A preflight with `Access-Control-Request-Headers`.
    pub(crate) fn preflight_for(origin: &str, names: &str) -> Self {
        let own = format!(
            "access-control-request-method: PUT\r\naccess-control-request-headers: {names}\r\n"
        );
        Self::new(Kind::Preflight, origin, &own)
    }

    /// The same request to another path.
    pub(crate) fn with_path(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// The header values are slices of one buffer, as in a server, so cloning one doesn't allocate.
    fn new(kind: Kind, origin: &str, own: &str) -> Self {
        let head = Bytes::from(format!("{HEAD}origin: {origin}\r\n{own}"));
        Self {
            kind,
            path: HELLO,
            headers: parse(&head),
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self.kind {
            Kind::Actual => Method::GET,
            Kind::Preflight => Method::OPTIONS,
        }
    }

    /// The request in the types of `http`.
    pub(crate) fn to_http<B>(&self, body: B) -> http::Request<B> {
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method();
        *request.uri_mut() = http::Uri::from_static(self.path);
        *request.headers_mut() = self.headers.clone();
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
