//! What a browser sends, as a server hands it on.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Actual,
    Preflight,
}

/// A path that a handler answers without any header of its own.
pub(crate) const HELLO: &str = "/hello";
/// A path that a handler answers with twenty headers.
pub(crate) const HEADERS: &str = "/headers";

/// A request, for every framework to make its own of.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
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

impl Asked {
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

    /// A preflight that asks for these request headers too.
    pub(crate) fn preflight_for(origin: &str, names: &str) -> Self {
        let own = format!(
            "access-control-request-method: PUT\r\naccess-control-request-headers: {names}\r\n"
        );
        Self::new(Kind::Preflight, origin, &own)
    }

    /// The same request to another path.
    pub(crate) fn to(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// The header values are slices of one buffer, so that a clone of one is what it is in a server, and
    /// doesn't allocate.
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
    pub(crate) fn request<B>(&self, body: B) -> http::Request<B> {
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
