//! The seams: what a policy reads of a request and writes to a response, whatever types a framework has for them.
//!
//! The types of `http` implement both traits here. A framework with types of its own wraps them in newtypes in its
//! own package, and [converts](crate::Policy::convert) each policy once.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, COOKIE, HOST,
    HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use http::{Extensions, Method, Request, Response, Uri, request, response};

use crate::heard::are_refusals_heard;

/// The value of a header, as a framework keeps it.
///
/// A policy makes its values once, when it is converted, and clones them for each response. So a clone should be
/// cheap. As bytes it is what goes over the wire.
pub trait Value: AsRef<[u8]> + Clone + Send + Sync + 'static {
    /// The value with this text, which is visible ASCII.
    fn from_static(text: &'static str) -> Self;

    /// The same value as this one of `http`.
    fn from_http(value: &HeaderValue) -> Self;
}

/// The head of a request, as far as a policy reads it.
///
/// [`http::Request`] and [`http::request::Parts`] implement it.
pub trait RequestHead {
    /// The values of the framework's headers.
    type Value: Value;
    /// A line of a header, borrowed from the request.
    type Line<'head>: AsRef<[u8]> + Copy
    where
        Self: 'head;

    /// Whether the method is OPTIONS.
    fn is_options(&self) -> bool {
        self.method() == "OPTIONS"
    }

    /// The method.
    fn method(&self) -> &str;

    /// The path of the request's target, without its query. It is for explanations, and decides nothing.
    fn path(&self) -> &str;

    /// The lines of this header, in order.
    fn lines(&self, header: RequestHeader) -> impl Iterator<Item = Self::Line<'_>>;

    /// The first line of this header, and whether there are more.
    fn first_line(&self, header: RequestHeader) -> Option<(Self::Line<'_>, bool)> {
        let mut lines = self.lines(header);
        let first = lines.next()?;
        Some((first, lines.next().is_some()))
    }

    /// This line as a value that goes on a response.
    fn to_value(line: Self::Line<'_>) -> Self::Value;

    /// The authority of the request's target: `:authority` of HTTP/2, or that of an absolute URI.
    fn authority(&self) -> Option<&[u8]>;

    /// Whether another policy, further in front, has answered the preflights for what this one stands before. A browser
    /// then hasn't asked this policy whether the page may send the request, so the policy rejects it by itself where it
    /// doesn't allow the origin, as with `enforce`. Of a preflight itself: whether another policy has left it to this one,
    /// which then marks its response.
    fn is_behind_preflights(&self) -> bool {
        false
    }

    /// What this reads of the head as one of `http`, with these headers and maybe more: a function that chooses a policy by
    /// the request ([`PolicyBy`](crate::PolicyBy)). None: the framework doesn't make such a head, and no page of another
    /// origin may use what a chosen policy governs.
    fn read_as_http<T>(
        &self,
        headers: &[HeaderName],
        read: impl FnOnce(HttpHead<'_>) -> T,
    ) -> Option<T> {
        let _ = (headers, read);
        None
    }

    /// Whether a policy stands in front of what has none, so nobody is to be told of that.
    #[doc(hidden)]
    fn is_governed(&self) -> bool {
        false
    }
}

/// The head of a response, as far as a policy reads and writes it.
///
/// [`http::Response`] and [`http::response::Parts`] implement it.
pub trait ResponseHead {
    /// The values of the framework's headers.
    type Value: Value;

    /// The lines of this header, in order.
    fn lines(&self, header: ResponseHeader) -> impl Iterator<Item = &[u8]>;

    /// Whether there is a line of this header.
    fn contains(&self, header: ResponseHeader) -> bool {
        self.lines(header).next().is_some()
    }

    /// Replaces all lines of this header by one with this value.
    fn insert(&mut self, header: ResponseHeader, value: Self::Value);

    /// Adds a line with this value.
    fn append(&mut self, header: ResponseHeader, value: Self::Value);

    /// Makes room for so many headers more.
    fn reserve(&mut self, additional: usize) {
        let _ = additional;
    }

    /// Removes every line of this header.
    fn remove(&mut self, header: ResponseHeader);

    /// Removes every header whose name starts with `Access-Control-`. On a response on which no policy has decided they
    /// are an upstream server's, or somebody else's.
    fn remove_access_control(&mut self);

    /// As [`remove_access_control`](Self::remove_access_control), with `Timing-Allow-Origin`, and says whether there is a
    /// line of `Vary`: all in one pass, where the framework has a faster way.
    fn take_over(&mut self) -> bool {
        self.remove_access_control();
        self.remove(ResponseHeader::TimingAllowOrigin);
        self.contains(ResponseHeader::Vary)
    }

    /// Whether [`mark_decided`](Self::mark_decided) was called on this response.
    fn is_decided(&self) -> bool;

    /// Marks the response as one on which a policy has decided, where no client and no header can: in what the
    /// framework carries beside the headers, such as [`http::Extensions`].
    fn mark_decided(&mut self);
}

/// The headers that a policy reads of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequestHeader {
    /// `Access-Control-Request-Headers`
    AccessControlRequestHeaders,
    /// `Access-Control-Request-Method`
    AccessControlRequestMethod,
    /// `Authorization`, whose value isn't read
    Authorization,
    /// `Cookie`, whose value isn't read
    Cookie,
    /// `Host`
    Host,
    /// `Origin`
    Origin,
    /// `Sec-Fetch-Mode` (Fetch Metadata §2.2), which decides nothing: it tells what isn't a CORS request
    SecFetchMode,
    /// `Sec-Fetch-Site` (Fetch Metadata §2.3)
    SecFetchSite,
}

impl RequestHeader {
    /// All of them, for a framework's package that hands on the head of a request.
    #[doc(hidden)]
    pub const ALL: [Self; 8] = [
        Self::AccessControlRequestHeaders,
        Self::AccessControlRequestMethod,
        Self::Authorization,
        Self::Cookie,
        Self::Host,
        Self::Origin,
        Self::SecFetchMode,
        Self::SecFetchSite,
    ];

    /// The name in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessControlRequestHeaders => "access-control-request-headers",
            Self::AccessControlRequestMethod => "access-control-request-method",
            Self::Authorization => "authorization",
            Self::Cookie => "cookie",
            Self::Host => "host",
            Self::Origin => "origin",
            Self::SecFetchMode => "sec-fetch-mode",
            Self::SecFetchSite => "sec-fetch-site",
        }
    }

    #[inline]
    fn name(self) -> &'static HeaderName {
        static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
        static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
        match self {
            Self::AccessControlRequestHeaders => &ACCESS_CONTROL_REQUEST_HEADERS,
            Self::AccessControlRequestMethod => &ACCESS_CONTROL_REQUEST_METHOD,
            Self::Authorization => &AUTHORIZATION,
            Self::Cookie => &COOKIE,
            Self::Host => &HOST,
            Self::Origin => &ORIGIN,
            Self::SecFetchMode => &SEC_FETCH_MODE,
            Self::SecFetchSite => &SEC_FETCH_SITE,
        }
    }
}

/// The headers that a policy writes to a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseHeader {
    /// `Access-Control-Allow-Credentials`
    AccessControlAllowCredentials,
    /// `Access-Control-Allow-Headers`
    AccessControlAllowHeaders,
    /// `Access-Control-Allow-Methods`
    AccessControlAllowMethods,
    /// `Access-Control-Allow-Origin`
    AccessControlAllowOrigin,
    /// `Access-Control-Expose-Headers`
    AccessControlExposeHeaders,
    /// `Access-Control-Max-Age`
    AccessControlMaxAge,
    /// `Timing-Allow-Origin`
    TimingAllowOrigin,
    /// `Vary`
    Vary,
}

impl ResponseHeader {
    /// The name in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessControlAllowCredentials => "access-control-allow-credentials",
            Self::AccessControlAllowHeaders => "access-control-allow-headers",
            Self::AccessControlAllowMethods => "access-control-allow-methods",
            Self::AccessControlAllowOrigin => "access-control-allow-origin",
            Self::AccessControlExposeHeaders => "access-control-expose-headers",
            Self::AccessControlMaxAge => "access-control-max-age",
            Self::TimingAllowOrigin => "timing-allow-origin",
            Self::Vary => "vary",
        }
    }

    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn name(self) -> HeaderName {
        static TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");
        match self {
            Self::AccessControlAllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
            Self::AccessControlAllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
            Self::AccessControlAllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
            Self::AccessControlAllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
            Self::AccessControlExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
            Self::AccessControlMaxAge => ACCESS_CONTROL_MAX_AGE,
            Self::TimingAllowOrigin => TIMING_ALLOW_ORIGIN.clone(),
            Self::Vary => VARY,
        }
    }
}

impl Value for HeaderValue {
    #[inline]
    fn from_static(text: &'static str) -> Self {
        Self::from_static(text)
    }

    fn from_http(value: &HeaderValue) -> Self {
        value.clone()
    }
}

/// The head of a request of `http`, which isn't generic over the body, so what reads it is compiled once.
///
/// A framework that keeps these parts in a type of its own makes one of them by [`new`](Self::new).
#[derive(Clone, Copy, Debug)]
pub struct HttpHead<'request> {
    pub(crate) method: &'request Method,
    pub(crate) uri: &'request Uri,
    pub(crate) headers: &'request HeaderMap,
    pub(crate) extensions: &'request Extensions,
}

impl<'request> HttpHead<'request> {
    /// The head of these parts.
    #[must_use]
    pub fn new(
        method: &'request Method,
        uri: &'request Uri,
        headers: &'request HeaderMap,
        extensions: &'request Extensions,
    ) -> Self {
        Self {
            method,
            uri,
            headers,
            extensions,
        }
    }
}

impl<'request, B> From<&'request Request<B>> for HttpHead<'request> {
    fn from(request: &'request Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
            extensions: request.extensions(),
        }
    }
}

impl<'request> From<&'request request::Parts> for HttpHead<'request> {
    fn from(parts: &'request request::Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            extensions: &parts.extensions,
        }
    }
}

macro_rules! http_request_head {
    ($([$($generic:tt)*] $request:ty: $self:ident, $method:expr, $uri:expr, $headers:expr, $extensions:expr;)*) => { $(
        impl $($generic)* RequestHead for $request {
            type Value = HeaderValue;
            type Line<'head> = &'head HeaderValue where Self: 'head;

            #[inline]
            fn is_options(&$self) -> bool {
                $method == Method::OPTIONS
            }

            fn method(&$self) -> &str {
                $method.as_str()
            }

            fn path(&$self) -> &str {
                $uri.path()
            }

            #[inline]
            fn lines(&$self, header: RequestHeader) -> impl Iterator<Item = &HeaderValue> {
                $headers.get_all(header.name()).iter()
            }

            #[inline]
            fn first_line(&$self, header: RequestHeader) -> Option<(&HeaderValue, bool)> {
                first_line(&$headers, header.name())
            }

            #[inline]
            fn to_value(line: &HeaderValue) -> HeaderValue {
                line.clone()
            }

            fn authority(&$self) -> Option<&[u8]> {
                $uri.authority().map(|authority| authority.as_str().as_bytes())
            }

            fn is_behind_preflights(&$self) -> bool {
                is_behind_preflights(&$extensions)
            }

            #[inline]
            fn read_as_http<T>(
                &$self,
                _: &[HeaderName],
                read: impl FnOnce(HttpHead<'_>) -> T,
            ) -> Option<T> {
                Some(read(HttpHead::new(&$method, &$uri, &$headers, &$extensions)))
            }

            fn is_governed(&$self) -> bool {
                $extensions.get::<Governed>().is_some()
            }
        }
    )* };
}

http_request_head! {
    [] HttpHead<'_>: self, *self.method, self.uri, *self.headers, *self.extensions;
    [<B>] Request<B>: self, *self.method(), self.uri(), *self.headers(), *self.extensions();
    [] request::Parts: self, self.method, self.uri, self.headers, self.extensions;
}

/// An entry in the extensions of a request whose preflight another policy has answered.
#[derive(Clone, Copy)]
struct BehindPreflights;

fn is_behind_preflights(extensions: &Extensions) -> bool {
    extensions.get::<BehindPreflights>().is_some()
}

/// Says to the policies behind this one that it answers their preflights, or has left them this one:
/// [`RequestHead::is_behind_preflights`]. For a framework's package.
pub fn mark_behind_preflights<B>(request: &mut Request<B>) {
    mark_extensions_behind_preflights(request.extensions_mut());
}

/// The same, where the request is of a type of the framework's own.
pub fn mark_extensions_behind_preflights(extensions: &mut Extensions) {
    extensions.insert(BehindPreflights);
}

/// An entry in the extensions of a request that a policy governs which isn't a handler's own.
#[derive(Clone, Copy)]
struct Governed;

/// Says to those behind that a policy governs what has none of its own. It matters only to what is told (feature
/// `tracing`), so nothing is done unless somebody listens.
#[inline]
pub(crate) fn mark_extensions_governed(extensions: &mut Extensions) {
    if are_refusals_heard() {
        extensions.insert(Governed);
    }
}

/// Says to those behind, of a request that a policy around several handlers lets pass: the policy governs what has none of
/// its own, and maybe that a browser hasn't asked one behind it. For [`is_safe`] methods it needn't ask any.
#[doc(hidden)]
#[inline]
pub fn mark_passed(extensions: &mut Extensions, is_unasked: bool) {
    mark_extensions_governed(extensions);
    if is_unasked {
        mark_extensions_behind_preflights(extensions);
    }
}

/// Whether a policy lets a request with this method pass that no browser has asked it about: GET and HEAD, which change
/// nothing (RFC 9110 §9.2.1), and whose response the policy keeps from the page.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD")
}

/// Requests rarely repeat any name, so the lookup of further lines is usually skipped.
#[inline]
fn first_line<'map>(
    headers: &'map HeaderMap,
    name: &HeaderName,
) -> Option<(&'map HeaderValue, bool)> {
    let first = headers.get(name)?;
    let repeats = headers.len() != headers.keys_len();
    Some((
        first,
        repeats && headers.get_all(name).iter().nth(1).is_some(),
    ))
}

/// An entry in the extensions of a response on which a policy has decided.
#[derive(Clone, Copy)]
struct Decided;

/// Implements [`ResponseHead`] for a type that has the parts of `http`'s responses: those of the crate, and newtypes around
/// those of a framework that keeps these parts in a type of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! http_response_head {
    ($([$($generic:tt)*] $response:ty: $self:ident, $headers:expr, $headers_mut:expr, $extensions:expr, $extensions_mut:expr;)*) => { $(
        impl $($generic)* $crate::head::ResponseHead for $response {
            type Value = $crate::__http::HeaderValue;

            fn lines(&$self, header: $crate::head::ResponseHeader) -> impl Iterator<Item = &[u8]> {
                $crate::head::lines($headers, header.name())
            }

            fn insert(&mut $self, header: $crate::head::ResponseHeader, value: Self::Value) {
                $headers_mut.insert(header.name(), value);
            }

            fn append(&mut $self, header: $crate::head::ResponseHeader, value: Self::Value) {
                $headers_mut.append(header.name(), value);
            }

            fn reserve(&mut $self, additional: usize) {
                $headers_mut.reserve(additional);
            }

            fn remove(&mut $self, header: $crate::head::ResponseHeader) {
                $headers_mut.remove(header.name());
            }

            fn remove_access_control(&mut $self) {
                $crate::head::remove_access_control($headers_mut);
            }

            #[inline]
            fn take_over(&mut $self) -> bool {
                $crate::head::take_over($headers_mut)
            }

            fn is_decided(&$self) -> bool {
                $crate::head::is_decided($extensions)
            }

            fn mark_decided(&mut $self) {
                $crate::head::mark_decided($extensions_mut);
            }
        }
    )* };
}

http_response_head! {
    [<B>] Response<B>: self, self.headers(), self.headers_mut(), self.extensions(), self.extensions_mut();
    [] response::Parts: self, &self.headers, &mut self.headers, &self.extensions, &mut self.extensions;
}

#[doc(hidden)]
pub fn lines(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &[u8]> {
    headers.get_all(name).iter().map(HeaderValue::as_bytes)
}

#[inline]
fn is_access_control(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}

#[doc(hidden)]
#[cold]
pub fn remove_access_control(headers: &mut HeaderMap) {
    let is_one = |name: &&HeaderName| is_access_control(name);
    let names: Vec<_> = headers.keys().filter(is_one).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

/// Most responses have few headers yet: looking at each is cheaper than lookups.
#[doc(hidden)]
#[inline]
pub fn take_over(headers: &mut HeaderMap) -> bool {
    let mut has_vary = false;
    let mut has_others = false;
    for name in headers.keys() {
        has_vary |= *name == VARY;
        has_others |= is_access_control(name) || name.as_str() == "timing-allow-origin";
    }
    if has_others {
        remove_access_control(headers);
        headers.remove(ResponseHeader::TimingAllowOrigin.name());
    }
    has_vary
}

#[doc(hidden)]
pub fn is_decided(extensions: &Extensions) -> bool {
    extensions.get::<Decided>().is_some()
}

#[doc(hidden)]
pub fn mark_decided(extensions: &mut Extensions) {
    extensions.insert(Decided);
}
