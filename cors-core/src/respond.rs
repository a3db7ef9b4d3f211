//! What goes on a response.

use http::{HeaderValue, Response, StatusCode};

use crate::head::{RequestHead, RequestHeader, ResponseHead, ResponseHeader, Value};
use crate::policy::AllowList;
use crate::preflight::Preflight;
use crate::shared::Held;

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
pub struct CorsResponse<'policy, V: Value = HeaderValue>(Kind<'policy, V>);

#[derive(Clone, Debug)]
enum Kind<'policy, V: Value> {
    Success(Success<'policy, V>),
    RejectedPreflight,
    /// By `enforce`.
    RejectedRequest,
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
    /// 204 for a preflight from an allowed origin (Fetch §3.3.3), else a rejection.
    pub(crate) fn to_preflight<H>(policy: Held<'policy, V>, preflight: Preflight<'_, H>) -> Self
    where
        H: RequestHead<Value = V>,
    {
        let Some(allow_origin) = policy.allow_origin::<H>(preflight.origin) else {
            return Self::rejected_preflight();
        };
        let mut reflected = Vec::new();
        if let AllowList::Reflected = policy.methods {
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
        Self(Kind::Success(Success {
            policy,
            allow_origin,
            reflected,
        }))
    }

    /// 403 for a preflight. It tells nothing of the policy.
    pub(crate) fn rejected_preflight() -> Self {
        Self(Kind::RejectedPreflight)
    }

    /// 403 for any other request. It tells nothing of the policy.
    pub(crate) fn rejected_request() -> Self {
        Self(Kind::RejectedRequest)
    }

    /// 204 for a preflight, or 403 for a rejection.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.0 {
            Kind::Success(_) => StatusCode::NO_CONTENT,
            Kind::RejectedPreflight | Kind::RejectedRequest => StatusCode::FORBIDDEN,
        }
    }

    /// Writes the headers to the head of an empty response that has this [`status`](Self::status).
    ///
    /// The lists are the policy's own and whole, whatever was requested. The browser compares, its cache then covers
    /// every later request, and its console can name the mismatch.
    pub fn write<R: ResponseHead<Value = V>>(self, response: &mut R) {
        use ResponseHeader::{
            AccessControlAllowCredentials, AccessControlAllowHeaders, AccessControlAllowMethods,
            AccessControlAllowOrigin, AccessControlMaxAge, Vary,
        };

        let success = match self.0 {
            Kind::Success(success) => success,
            Kind::RejectedPreflight => return response.insert(Vary, V::from_static("Origin")),
            Kind::RejectedRequest => {
                // An outer policy may be about to open it. Preflights it answers itself.
                response.mark_decided();
                return response.insert(Vary, V::from_static("Origin"));
            }
        };
        let policy = &*success.policy;
        response.reserve(policy.preflight_header_count() + FRAMEWORK_HEADERS);
        response.insert(AccessControlAllowOrigin, success.allow_origin);
        if policy.varies() {
            response.insert(Vary, V::from_static("Origin"));
        }
        if policy.credentials {
            response.insert(AccessControlAllowCredentials, V::from_static("true"));
        }
        match &policy.methods {
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
        for (header, value) in success.reflected {
            response.append(header, value);
        }
        if let Some(seconds) = &policy.max_age {
            response.insert(AccessControlMaxAge, seconds.clone());
        }
    }
}

impl CorsResponse<'_> {
    /// The response, with an empty body, as whatever a handler returns: a [`Response`], or a [`Result`]
    /// of one.
    #[must_use]
    pub fn into_response<R: HandlerResponse>(self) -> R {
        let mut response = Response::new(());
        *response.status_mut() = self.status();
        self.write(&mut response);
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
    overrules: bool,
}

impl<'policy, V: Value> CorsHeaders<'policy, V> {
    pub(crate) fn new(policy: Held<'policy, V>, allow_origin: Option<V>) -> Self {
        Self {
            policy,
            allow_origin,
            overrules: false,
        }
    }

    /// The same headers in place of those of any policy that has decided: that of a handler, from in front of the layers
    /// around it.
    pub(crate) fn overruling(self) -> Self {
        Self {
            overrules: true,
            ..self
        }
    }

    /// Puts the headers on a response. `Vary` is added to, never replaced. Every other `Access-Control-*` header that is
    /// there is removed: it is an upstream server's, or was written by hand, and would otherwise speak beside the policy.
    ///
    /// The policy nearest to the handler decides, even if it allows nothing: it marks the response, and a response
    /// with a mark is left alone. The mark is an entry in the response's
    /// [extensions](http::Response::extensions). So it survives every layer that keeps those, and is lost where a
    /// layer makes a response anew out of status, headers and body, or where the response crosses a network.
    pub fn apply<R: ResponseHead<Value = V>>(self, response: &mut R) {
        use ResponseHeader::{
            AccessControlAllowCredentials, AccessControlAllowOrigin, AccessControlExposeHeaders,
            TimingAllowOrigin, Vary,
        };

        if response.is_decided() && !self.overrules {
            return;
        }
        response.mark_decided();
        response.remove_access_control();
        // Even without an `Origin` in the request, or a cache would give the response to a page (Fetch, "CORS
        // protocol and HTTP caches").
        if self.policy.varies() {
            if !response.contains(Vary) {
                response.insert(Vary, V::from_static("Origin"));
            } else if !response.lines(Vary).any(covers_origin) {
                response.append(Vary, V::from_static("Origin"));
            }
        }
        let Some(origin) = self.allow_origin else {
            return;
        };
        // Of a handler that says more of this itself, that stays.
        if self.policy.timing && !response.contains(TimingAllowOrigin) {
            response.insert(TimingAllowOrigin, origin.clone());
        }
        response.insert(AccessControlAllowOrigin, origin);
        if self.policy.credentials {
            response.insert(AccessControlAllowCredentials, V::from_static("true"));
        }
        if let Some(names) = &self.policy.expose {
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
        returned.__apply(self);
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
    note = "on an axum handler write `#[cors::axum::cors]`"
)]
pub trait HandlerResponse: Sized {
    /// The body of the response.
    type Body;

    /// This status and these headers, with an empty body.
    fn from_empty(response: Response<()>) -> Self;

    /// The response, if there is one.
    fn response_mut(&mut self) -> Option<&mut Response<Self::Body>>;

    // The attribute expands to a call of this by `<Returned as HandlerResponse>::…`, so a type that isn't a response is
    // one error, on the type that the handler returns. A call of `response_mut` would be a second one.

    #[doc(hidden)]
    fn __apply(&mut self, headers: CorsHeaders<'_>) {
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
