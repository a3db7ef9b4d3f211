//! What goes on a response.

use std::sync::Arc;

use http::{HeaderValue, Response, StatusCode};

use crate::by::ReadHeaders;
use crate::head::{RequestHead, RequestHeader, ResponseHead, ResponseHeader, Value};
use crate::policy::AllowList;
use crate::preflight::Preflight;
use crate::shared::{Held, OfPath};
use crate::{Policy, SharedPolicy};

/// Spare capacity for headers that a framework adds, such as `Content-Length` and `Allow`: growing a full map for one
/// costs a second allocation.
const FRAMEWORK_HEADERS: usize = 2;

/// A response that a [`Policy`](crate::Policy) gives by itself, in place of a handler. It has a status, headers, and no body.
///
/// ```
/// # use cors::Decision;
/// # use http::{Request, Response, StatusCode};
/// let policy = cors::policy! { origins = ["https://app.example.com"], enforce };
/// let request = Request::builder().header("origin", "https://evil.example").body(()).unwrap();
///
/// let Decision::Respond(rejection) = policy.decide(&request) else { panic!() };
/// assert_eq!(rejection.status(), StatusCode::FORBIDDEN);
///
/// // As whatever a handler returns, with the body's `Default`.
/// let response: Result<Response<String>, std::io::Error> = rejection.into_response();
/// assert_eq!(response.unwrap().headers()["vary"], "Origin");
/// ```
#[derive(Clone, Debug)]
#[must_use = "it goes to the client in place of a handler's response"]
pub struct CorsResponse<'policy, V: Value = HeaderValue> {
    kind: Kind<'policy, V>,
    /// Whether a policy further in front asks who has decided: it has left the preflight to this one, or may be about to open
    /// what is rejected.
    is_marked: bool,
    /// What the policy was chosen by, if it isn't the same for all requests.
    by: Option<ReadHeaders>,
}

#[derive(Clone, Debug)]
enum Kind<'policy, V: Value> {
    Success(Success<'policy, V>),
    Rejection,
}

/// What makes a CORS-preflight fetch succeed as far as the policy can tell.
#[derive(Clone, Debug)]
struct Success<'policy, V: Value> {
    policy: Held<'policy, V>,
    allow_origin: V,
    /// Nothing, in most policies. In one list, as a response is moved around before it is written.
    reflected: Vec<(ResponseHeader, V)>,
}

impl<'policy, V: Value> CorsResponse<'policy, V> {
    fn of(kind: Kind<'policy, V>, is_marked: bool) -> Self {
        Self {
            kind,
            is_marked,
            by: None,
        }
    }

    pub(crate) fn varying_by(self, by: Option<&ReadHeaders>) -> Self {
        Self {
            by: by.cloned(),
            ..self
        }
    }

    /// 204 for a preflight from an allowed origin (Fetch §3.3.3), else a rejection.
    pub(crate) fn to_preflight<H>(policy: Held<'policy, V>, preflight: Preflight<'_, H>) -> Self
    where
        H: RequestHead<Value = V>,
    {
        let Some(allow_origin) = policy.allow_origin::<H>(preflight.origin) else {
            return Self::rejected_preflight(preflight.head);
        };
        let mut reflected = Vec::new();
        if let AllowList::Reflected = policy.methods() {
            let method = H::to_value(preflight.method);
            reflected.push((ResponseHeader::AccessControlAllowMethods, method));
        }
        if let AllowList::Reflected = policy.headers {
            let requested = RequestHeader::AccessControlRequestHeaders;
            for names in preflight.head.lines(requested) {
                let names = H::to_value(names);
                reflected.push((ResponseHeader::AccessControlAllowHeaders, names));
            }
        }
        let success = Success {
            policy,
            allow_origin,
            reflected,
        };
        Self::of(
            Kind::Success(success),
            preflight.head.is_behind_preflights(),
        )
    }

    /// 403 for a preflight. It tells nothing of the policy.
    pub(crate) fn rejected_preflight<H: RequestHead>(head: &H) -> Self {
        Self::of(Kind::Rejection, head.is_behind_preflights())
    }

    /// 403 for any other request, by `enforce`. It tells nothing of the policy.
    pub(crate) fn rejected_request() -> Self {
        Self::of(Kind::Rejection, true)
    }

    /// 204 for a preflight, or 403 for a rejection.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Success(_) => StatusCode::NO_CONTENT,
            Kind::Rejection => StatusCode::FORBIDDEN,
        }
    }

    /// Writes the headers to the head of an empty response that has this [`status`](Self::status).
    ///
    /// The lists are the policy's own and whole, whatever was requested. The browser compares, its cache then covers
    /// every later request, and its console can name the mismatch.
    pub fn write<R: ResponseHead<Value = V>>(self, response: &mut R) {
        if self.is_marked {
            response.mark_decided();
        }
        match self.kind {
            Kind::Success(success) => success.write(response),
            Kind::Rejection => response.insert(ResponseHeader::Vary, V::from_static("Origin")),
        }
        if let Some(by) = self.by {
            by.vary_on(response);
        }
    }
}

impl<V: Value> Success<'_, V> {
    fn write<R: ResponseHead<Value = V>>(self, response: &mut R) {
        response.reserve(self.policy.preflight_header_count() + FRAMEWORK_HEADERS);
        response.insert(ResponseHeader::AccessControlAllowOrigin, self.allow_origin);
        write_fixed(&self.policy, response);
        write_reflected(self.reflected, response);
    }
}

/// The headers of the response to a preflight that are the same for every allowed origin.
fn write_fixed<V: Value, R: ResponseHead<Value = V>>(policy: &Held<'_, V>, response: &mut R) {
    use ResponseHeader::{
        AccessControlAllowCredentials, AccessControlAllowHeaders, AccessControlAllowMethods,
        AccessControlMaxAge, Vary,
    };

    if policy.varies() {
        response.insert(Vary, V::from_static("Origin"));
    }
    if policy.credentials {
        response.insert(AccessControlAllowCredentials, V::from_static("true"));
    }
    match policy.methods() {
        AllowList::Safelisted => {}
        AllowList::Listed(list) => response.insert(AccessControlAllowMethods, list.clone()),
        AllowList::Reflected => {
            response.append(Vary, V::from_static("Access-Control-Request-Method"));
        }
    }
    match &policy.headers {
        AllowList::Safelisted => {}
        AllowList::Listed(list) => response.insert(AccessControlAllowHeaders, list.clone()),
        AllowList::Reflected => {
            response.append(Vary, V::from_static("Access-Control-Request-Headers"));
        }
    }
    if let Some(seconds) = policy.max_age() {
        response.insert(AccessControlMaxAge, seconds.clone());
    }
}

fn write_reflected<V: Value, R: ResponseHead<Value = V>>(
    reflected: Vec<(ResponseHeader, V)>,
    response: &mut R,
) {
    // Most often there are none, and asking costs less than an empty loop.
    if reflected.is_empty() {
        return;
    }
    for (header, value) in reflected {
        response.append(header, value);
    }
}

impl SharedPolicy {
    /// The same policy for the preflights of a path, with the headers of its response made beforehand: a clone of them
    /// costs less than as many insertions.
    pub(crate) fn for_path(&self, methods: AllowList, max_age: Option<HeaderValue>) -> Self {
        let mut policy = OfPath::new(self.held(), methods, max_age);
        let held = Held::OfPath(Arc::new(policy.clone()));
        let mut response = Response::new(());
        response.reserve(held.preflight_header_count() + FRAMEWORK_HEADERS);
        write_fixed(&held, &mut response);
        policy.set_preflight_headers(response.into_parts().0.headers);
        Held::OfPath(Arc::new(policy)).into()
    }
}

impl Success<'_, HeaderValue> {
    /// As [`write`](Self::write), with the headers that were made beforehand, if there are some.
    fn write_http(self, response: &mut Response<()>) {
        let Some(prepared) = self.policy.preflight_headers() else {
            return self.write(response);
        };
        *response.headers_mut() = prepared.clone();
        response.insert(ResponseHeader::AccessControlAllowOrigin, self.allow_origin);
        write_reflected(self.reflected, response);
    }
}

impl CorsResponse<'_> {
    /// The response, with an empty body, as whatever a handler returns: a [`Response`], or a [`Result`]
    /// of one.
    #[must_use]
    pub fn into_response<R: HandlerResponse>(self) -> R {
        let mut response = Response::new(());
        *response.status_mut() = self.status();
        match self.kind {
            Kind::Success(success) => {
                if self.is_marked {
                    response.mark_decided();
                }
                success.write_http(&mut response);
                if let Some(by) = self.by {
                    by.vary_on(&mut response);
                }
            }
            _ => self.write(&mut response),
        }
        R::from_empty(response)
    }
}

/// The headers that a [`Policy`](crate::Policy) puts on the response of a handler.
///
/// ```
/// # use cors::Decision;
/// # use http::{Request, Response, header::VARY};
/// let policy = cors::policy! { origins = ["https://app.example.com"], expose = ["etag"] };
/// let request = Request::builder().header("origin", "https://app.example.com");
/// let Decision::Proceed(headers) = policy.decide(&request.body(()).unwrap()) else { panic!() };
///
/// let mut response = Response::builder().header(VARY, "Accept").body(()).unwrap();
/// headers.apply(&mut response);
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// assert_eq!(response.headers()["access-control-expose-headers"], "etag");
/// assert!(response.headers().get_all(VARY).iter().eq(["Accept", "Origin"]));
/// ```
#[derive(Clone, Debug)]
#[must_use = "without these headers a browser keeps the response from the page"]
pub struct CorsHeaders<'policy, V: Value = HeaderValue> {
    policy: Held<'policy, V>,
    allow_origin: Option<V>,
    /// Whether they also go on a response on which another policy has decided.
    pub(crate) overrules: bool,
    /// Which is told if no other policy decides.
    #[cfg(feature = "tracing")]
    pub(crate) refusal: Option<crate::refusal::Refusal>,
    /// Whether there is no policy: then telling is all that they do.
    #[cfg(feature = "tracing")]
    only_tell: bool,
    /// Whether they are others for another origin, even if the policy allows all.
    pub(crate) varies: bool,
    /// What the policy was chosen by, if it isn't the same for all requests.
    by: Option<ReadHeaders>,
}

impl<'policy, V: Value> CorsHeaders<'policy, V> {
    pub(crate) fn new(policy: Held<'policy, V>, allow_origin: Option<V>) -> Self {
        Self {
            varies: policy.varies(),
            policy,
            allow_origin,
            overrules: false,
            #[cfg(feature = "tracing")]
            refusal: None,
            #[cfg(feature = "tracing")]
            only_tell: false,
            by: None,
        }
    }

    /// Tells of a refusal where there is no policy.
    #[cfg(feature = "tracing")]
    #[cold]
    pub(crate) fn telling(refusal: crate::refusal::Refusal) -> Self {
        Self {
            refusal: Some(refusal),
            only_tell: true,
            ..Self::new(Held::Shared(Arc::new(Policy::NOBODY.convert())), None)
        }
    }

    /// For a preflight that is left to the policies further inside: if none of them answers it, this tells so, and no
    /// header opens anything.
    pub(crate) fn leaving<H: RequestHead<Value = V>>(policy: Held<'policy, V>, head: &H) -> Self {
        #[cfg(not(feature = "tracing"))]
        let _ = head;
        Self {
            #[cfg(feature = "tracing")]
            refusal: crate::refusal::refusal(None, head),
            ..Self::new(policy, None)
        }
    }

    pub(crate) fn varying_by(self, by: &ReadHeaders) -> Self {
        Self {
            by: Some(by.clone()),
            ..self
        }
    }

    /// The same headers in place of those of any policy that has decided: that of a handler, from in front of the layers
    /// around it.
    #[doc(hidden)]
    pub fn overruling(self) -> Self {
        Self {
            overrules: true,
            ..self
        }
    }

    /// Puts the headers on a response. `Vary` is added to, never replaced. Every other `Access-Control-*` header that is
    /// there is removed, and so is `Timing-Allow-Origin`: it is an upstream server's, or was written by hand, and would
    /// otherwise speak beside the policy.
    ///
    /// The policy nearest to the handler decides, even if it allows nothing: it marks the response, and a response
    /// with a mark is left alone. The mark is an entry in the response's
    /// [extensions](http::Response::extensions). So it survives every layer that keeps those, and is lost where a
    /// layer makes a response anew out of status, headers and body, or where the response crosses a network.
    pub fn apply<R: ResponseHead<Value = V>>(mut self, response: &mut R) {
        let by = self.by.take();
        self.apply_fixed(response);
        if let Some(by) = by {
            by.vary_on(response);
        }
    }

    #[inline]
    fn apply_fixed<R: ResponseHead<Value = V>>(self, response: &mut R) {
        use ResponseHeader::{
            AccessControlAllowCredentials, AccessControlAllowOrigin, AccessControlExposeHeaders,
            TimingAllowOrigin, Vary,
        };

        let is_decided = response.is_decided();
        if is_decided && !self.overrules {
            return;
        }
        #[cfg(feature = "tracing")]
        if let Some(refusal) = &self.refusal {
            if !self.only_tell || !response.contains(AccessControlAllowOrigin) {
                crate::refusal::tell(refusal);
            }
            if self.only_tell {
                return;
            }
        }
        response.mark_decided();
        let has_vary = response.take_over();
        // Even without an `Origin` in the request, or a cache would give the response to a page (Fetch, "CORS
        // protocol and HTTP caches").
        if self.varies {
            if !has_vary {
                response.insert(Vary, V::from_static("Origin"));
            } else if !response.lines(Vary).any(covers_origin) {
                response.append(Vary, V::from_static("Origin"));
            }
        }
        let Some(origin) = self.allow_origin else {
            return;
        };
        let policy: &Policy<V> = &self.policy;
        if policy.timing {
            response.insert(TimingAllowOrigin, origin.clone());
        }
        response.insert(AccessControlAllowOrigin, origin);
        if policy.credentials {
            response.insert(AccessControlAllowCredentials, V::from_static("true"));
        }
        if let Some(names) = &policy.expose {
            response.insert(AccessControlExposeHeaders, names.clone());
        }
    }
}

impl CorsHeaders<'_> {
    /// Puts the headers on the response that a handler returned, if there is one in it.
    ///
    /// ```
    /// # use cors::Decision;
    /// # use http::{Request, Response};
    /// # let policy = cors::policy! { origins = ["*"] };
    /// # let Decision::Proceed(headers) = policy.decide(&Request::new(())) else { panic!() };
    /// fn handler() -> Result<Response<()>, std::io::Error> {
    ///     Ok(Response::new(()))
    /// }
    ///
    /// let response = headers.applied(handler())?;
    /// assert_eq!(response.headers()["access-control-allow-origin"], "*");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn applied<R: HandlerResponse>(self, mut returned: R) -> R {
        returned.set_headers(self);
        returned
    }
}

/// Whether this line of `Vary` covers `Origin`.
fn covers_origin(line: &[u8]) -> bool {
    line.split(|&byte| byte == b',').any(|name| {
        let name = name.trim_ascii();
        name == b"*" || name.eq_ignore_ascii_case(b"origin")
    })
}

/// What a handler with a policy returns: a [`Response`], or a [`Result`] of one. Implement it for a response
/// type of your own.
///
/// An `Err` isn't a response, so headers can't be set on it: turn an error into a response inside of the
/// handler if a page should read it. An `Err` that *is* a `Response` gets the headers too, where `#[cors]` can
/// see it: where its type is written `Response<…>`.
///
/// ```
/// use cors::{HandlerResponse, cors};
/// use http::{Request, Response};
///
/// struct Page(Response<String>);
///
/// impl HandlerResponse for Page {
///     type Body = String;
///
///     fn from_empty(response: Response<()>) -> Self {
///         Self(response.map(|()| String::new()))
///     }
///
///     fn response_mut(&mut self) -> Option<&mut Response<String>> {
///         Some(&mut self.0)
///     }
/// }
///
/// #[cors(origins = ["*"])]
/// fn page(_: Request<()>) -> Page {
///     Page(Response::new("Hello World!".to_owned()))
/// }
/// # assert_eq!(page(Request::new(())).0.headers()["access-control-allow-origin"], "*");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a response that CORS headers can be set on",
    label = "not a response",
    note = "return `http::Response<B>`, or a `Result` of one",
    note = "on a framework's handler write its attribute, e.g. `#[cors::axum::cors]`"
)]
pub trait HandlerResponse: Sized {
    /// The body of the response.
    type Body;

    /// This status and these headers, with an empty body.
    fn from_empty(response: Response<()>) -> Self;

    /// The response, if there is one.
    fn response_mut(&mut self) -> Option<&mut Response<Self::Body>>;

    /// Puts the headers on the response, if there is one. There is no need to implement it.
    // The attribute expands to a call of this by `<Returned as HandlerResponse>::…`, so a type that isn't a response is
    // one error, on the type that the handler returns. A call of `response_mut` would be a second one.
    fn set_headers(&mut self, headers: CorsHeaders<'_>) {
        if let Some(response) = self.response_mut() {
            headers.apply(response);
        }
    }
}

impl<B: EmptyBody> HandlerResponse for Response<B> {
    type Body = B;

    fn from_empty(response: Response<()>) -> Self {
        response.map(|()| B::empty())
    }

    fn response_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
}

impl<R: HandlerResponse, E> HandlerResponse for Result<R, E> {
    type Body = R::Body;

    fn from_empty(response: Response<()>) -> Self {
        Ok(R::from_empty(response))
    }

    fn response_mut(&mut self) -> Option<&mut Response<R::Body>> {
        self.as_mut().ok().and_then(R::response_mut)
    }
}

/// A body that can be empty, as that of the response to a preflight is: every type with a [`Default`].
///
/// ```
/// assert_eq!(<String as cors::EmptyBody>::empty(), "");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't implement `Default`, which is needed for the empty body of a preflight response",
    label = "this body has no `Default`",
    note = "derive or implement `Default` for it, as the empty body"
)]
pub trait EmptyBody {
    /// The empty body.
    fn empty() -> Self;
}

#[diagnostic::do_not_recommend]
impl<B: Default> EmptyBody for B {
    fn empty() -> Self {
        B::default()
    }
}
