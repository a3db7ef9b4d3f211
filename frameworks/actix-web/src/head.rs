//! The seams: the heads of actix-web's requests and responses, and its header values, which are those of `http` 0.2.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderName, HeaderValue,
    ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpResponse};
use cors_core::CorsResponse;
use cors_core::head::{HttpHead, RequestHead, RequestHeader, ResponseHead, ResponseHeader, Value};

/// A header value of actix-web's.
#[derive(Clone, Debug)]
pub(crate) struct Line(HeaderValue);

impl AsRef<[u8]> for Line {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Value for Line {
    #[inline]
    fn from_static(text: &'static str) -> Self {
        Self(HeaderValue::from_static(text))
    }

    fn from_http(value: &http::HeaderValue) -> Self {
        // Both have the same rules. If they ever differ, an empty value opens nothing.
        let same = HeaderValue::from_bytes(value.as_bytes());
        Self(same.unwrap_or_else(|_| HeaderValue::from_static("")))
    }
}

/// An entry in the extensions of a request whose preflight a policy further in front has answered.
struct BehindPreflights;

/// Says so to the policies behind this one.
pub(crate) fn mark_behind_preflights(request: &ServiceRequest) {
    request.extensions_mut().insert(BehindPreflights);
}

/// The head of a request.
pub(crate) struct Asked<'request>(pub(crate) &'request ServiceRequest);

impl RequestHead for Asked<'_> {
    type Value = Line;
    type Line<'head>
        = &'head HeaderValue
    where
        Self: 'head;

    #[inline]
    fn is_options(&self) -> bool {
        self.0.method() == Method::OPTIONS
    }

    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn path(&self) -> &str {
        self.0.path()
    }

    #[inline]
    fn lines(&self, header: RequestHeader) -> impl Iterator<Item = &HeaderValue> {
        self.0.headers().get_all(request_name(header))
    }

    #[inline]
    fn to_value(line: &HeaderValue) -> Line {
        Line(line.clone())
    }

    fn authority(&self) -> Option<&[u8]> {
        let authority = self.0.uri().authority()?;
        Some(authority.as_str().as_bytes())
    }

    fn is_behind_preflights(&self) -> bool {
        self.0.extensions().contains::<BehindPreflights>()
    }

    /// Both crates take the same. If they ever differ, no policy is chosen.
    fn read_as_http<T>(
        &self,
        headers: &[http::HeaderName],
        read: impl FnOnce(HttpHead<'_>) -> T,
    ) -> Option<T> {
        let mut request = http::Request::builder()
            .method(self.method())
            .uri(self.0.uri().to_string());
        for name in headers {
            for line in self.0.headers().get_all(name.as_str()) {
                request = request.header(name, line.as_bytes());
            }
        }
        let request = request.body(()).ok()?;
        Some(read(HttpHead::from(&request)))
    }
}

#[inline]
fn request_name(header: RequestHeader) -> HeaderName {
    match header {
        RequestHeader::AccessControlRequestHeaders => ACCESS_CONTROL_REQUEST_HEADERS,
        RequestHeader::AccessControlRequestMethod => ACCESS_CONTROL_REQUEST_METHOD,
        RequestHeader::Host => HOST,
        RequestHeader::Origin => ORIGIN,
        // `http` 0.2 has no constant for these.
        other => HeaderName::from_static(other.as_str()),
    }
}

/// A response of the policy's own.
pub(crate) fn respond(response: CorsResponse<'_, Line>, is_marked: bool) -> HttpResponse {
    // Both crates take the same numbers.
    let status = StatusCode::from_u16(response.status().as_u16());
    let mut own = HttpResponse::new(status.unwrap_or(StatusCode::FORBIDDEN));
    response.write(&mut Answer::new(&mut own, is_marked));
    own
}

/// An entry in the extensions of a response on which a policy has decided.
struct Decided;

/// The head of a response.
pub(crate) struct Answer<'response, B> {
    response: &'response mut HttpResponse<B>,
    /// Whether another policy may stand around the one that decides. If not, nothing reads the mark.
    is_marked: bool,
}

impl<'response, B> Answer<'response, B> {
    pub(crate) fn new(response: &'response mut HttpResponse<B>, is_marked: bool) -> Self {
        Self {
            response,
            is_marked,
        }
    }
}

impl<B> ResponseHead for Answer<'_, B> {
    type Value = Line;

    fn lines(&self, header: ResponseHeader) -> impl Iterator<Item = &[u8]> {
        let lines = self.response.headers().get_all(response_name(header));
        lines.map(HeaderValue::as_bytes)
    }

    fn contains(&self, header: ResponseHeader) -> bool {
        self.response.headers().contains_key(response_name(header))
    }

    #[inline]
    fn insert(&mut self, header: ResponseHeader, value: Line) {
        // A policy inserts nothing that is there already: it has removed it before, or looked for it. So this is the same,
        // and spares making a list of what is replaced.
        debug_assert!(!self.contains(header), "{header:?} is there");
        self.append(header, value);
    }

    #[inline]
    fn append(&mut self, header: ResponseHeader, Line(value): Line) {
        let headers = self.response.headers_mut();
        headers.append(response_name(header), value);
    }

    fn reserve(&mut self, additional: usize) {
        self.response.headers_mut().reserve(additional);
    }

    fn remove(&mut self, header: ResponseHeader) {
        self.response.headers_mut().remove(header.as_str());
    }

    fn remove_access_control(&mut self) {
        let headers = self.response.headers_mut();
        headers.retain(|name, _| !is_access_control(name.as_str()));
    }

    fn take_over(&mut self) -> bool {
        let is_one = |name: &str| is_access_control(name) || name == "timing-allow-origin";
        let (mut is_foreign, mut has_vary) = (false, false);
        for name in self.response.headers().keys() {
            let name = name.as_str();
            is_foreign |= is_one(name);
            has_vary |= name == "vary";
        }
        if is_foreign {
            let headers = self.response.headers_mut();
            headers.retain(|name, _| !is_one(name.as_str()));
        }
        has_vary
    }

    fn is_decided(&self) -> bool {
        self.response.extensions().contains::<Decided>()
    }

    fn mark_decided(&mut self) {
        if self.is_marked {
            self.response.extensions_mut().insert(Decided);
        }
    }
}

fn is_access_control(name: &str) -> bool {
    name.starts_with("access-control-")
}

#[inline]
fn response_name(header: ResponseHeader) -> HeaderName {
    static TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");
    match header {
        ResponseHeader::AccessControlAllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ResponseHeader::AccessControlAllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
        ResponseHeader::AccessControlAllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
        ResponseHeader::AccessControlAllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
        ResponseHeader::AccessControlExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
        ResponseHeader::AccessControlMaxAge => ACCESS_CONTROL_MAX_AGE,
        ResponseHeader::TimingAllowOrigin => TIMING_ALLOW_ORIGIN.clone(),
        ResponseHeader::Vary => VARY,
        // One that the core has by now, and this package doesn't know.
        other => HeaderName::from_static(other.as_str()),
    }
}
