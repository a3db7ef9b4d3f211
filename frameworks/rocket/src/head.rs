//! What a policy reads of Rocket's requests and writes to its responses.

use std::borrow::Cow;
use std::cell::OnceCell;

use cors_core::CorsResponse;
use cors_core::head::{HttpHead, RequestHead, RequestHeader, ResponseHead, ResponseHeader, Value};
use http::header::{HOST, HeaderName};
use rocket::http::{Method, Status};
use rocket::{Request, Response};

/// The value of a header, as Rocket keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Text(Cow<'static, str>);

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Value for Text {
    fn from_static(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    fn from_http(value: &http::HeaderValue) -> Self {
        Self(
            String::from_utf8_lossy(value.as_bytes())
                .into_owned()
                .into(),
        )
    }
}

/// The head of a request.
pub(crate) struct Head<'request, 'r> {
    request: &'request Request<'r>,
    is_unasked: bool,
    authority: OnceCell<Option<String>>,
}

impl<'request, 'r> Head<'request, 'r> {
    pub(crate) fn of(request: &'request Request<'r>) -> Self {
        Self {
            request,
            is_unasked: is_method_of_form(request),
            authority: OnceCell::new(),
        }
    }

    /// The same request, for a policy that no preflight has asked about it.
    pub(crate) fn unasked(self) -> Self {
        Self {
            is_unasked: true,
            ..self
        }
    }
}

/// Whether the method may be the one that a form names in its field `_method`, in place of the POST that it was sent
/// with. A form needs no preflight, so no policy was asked whether the page may use that method.
fn is_method_of_form(request: &Request<'_>) -> bool {
    let is_safelisted = matches!(request.method(), Method::Get | Method::Head | Method::Post);
    !is_safelisted && request.content_type().is_some_and(|of| of.is_form())
}

impl RequestHead for Head<'_, '_> {
    type Value = Text;
    type Line<'head>
        = &'head str
    where
        Self: 'head;

    fn method(&self) -> &str {
        self.request.method().as_str()
    }

    fn path(&self) -> &str {
        self.request.uri().path().as_str()
    }

    fn lines(&self, header: RequestHeader) -> impl Iterator<Item = &str> {
        self.request.headers().get(header.as_str())
    }

    fn to_value(line: &str) -> Text {
        Text(line.to_owned().into())
    }

    /// Rocket keeps that of HTTP/2 as the host. With HTTP/1 the host is that of `Host`, and it isn't asked twice.
    fn authority(&self) -> Option<&[u8]> {
        let host = || self.request.host().map(ToString::to_string);
        self.authority
            .get_or_init(host)
            .as_deref()
            .map(str::as_bytes)
    }

    fn is_behind_preflights(&self) -> bool {
        self.is_unasked
    }

    fn read_as_http<T>(
        &self,
        headers: &[HeaderName],
        read: impl FnOnce(HttpHead<'_>) -> T,
    ) -> Option<T> {
        let mut request = http::Request::builder()
            .method(self.method())
            .uri(self.request.uri().to_string());
        for name in headers {
            for line in self.request.headers().get(name.as_str()) {
                request = request.header(name, line);
            }
            // HTTP/2 has it in another place.
            if *name == HOST
                && !self.request.headers().contains("host")
                && let Some(host) = self.authority()
            {
                request = request.header(name, host);
            }
        }
        let request = request.body(()).ok()?;
        Some(read(HttpHead::from(&request)))
    }
}

/// The head of a response. The fairing alone decides about it, and once.
pub(crate) struct ResponseParts<'response, 'r>(pub(crate) &'response mut Response<'r>);

impl ResponseHead for ResponseParts<'_, '_> {
    type Value = Text;

    fn lines(&self, header: ResponseHeader) -> impl Iterator<Item = &[u8]> {
        self.0.headers().get(header.as_str()).map(str::as_bytes)
    }

    fn insert(&mut self, header: ResponseHeader, value: Text) {
        self.0.set_raw_header(header.as_str(), value.0);
    }

    fn append(&mut self, header: ResponseHeader, value: Text) {
        self.0.adjoin_raw_header(header.as_str(), value.0);
    }

    fn remove(&mut self, header: ResponseHeader) {
        self.0.remove_header(header.as_str());
    }

    fn remove_access_control(&mut self) {
        let names = self
            .0
            .headers()
            .iter()
            .map(|header| header.name().to_string());
        let names: Vec<_> = names
            .filter(|name| name.to_ascii_lowercase().starts_with("access-control-"))
            .collect();
        for name in names {
            self.0.remove_header(&name);
        }
    }

    fn is_decided(&self) -> bool {
        false
    }

    fn mark_decided(&mut self) {}
}

/// A response of a policy's own.
pub(crate) fn response<'r>(of_policy: CorsResponse<'_, Text>) -> Response<'r> {
    let mut response = Response::new();
    response.set_status(Status::new(of_policy.status().as_u16()));
    of_policy.write(&mut ResponseParts(&mut response));
    response
}
