//! What goes on a response.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, Entry, HeaderMap, HeaderValue, VARY,
};
use http::{Response, StatusCode};

use crate::Policy;
use crate::decide::Preflight;
use crate::origins::Origins;
use crate::policy::Allowed;

/// Servers add a header of their own, `Content-Length` or `Date`: to grow a full map for it costs as much as to make
/// one.
const FROM_SERVER: usize = 1;

const TRUE: HeaderValue = HeaderValue::from_static("true");
/// What a policy adds to `Vary`. By the address of these very bytes an outer policy knows that an inner one
/// has decided, even if that was to refuse; it costs nothing, and can't come from a client or a handler.
///
/// They are the start of a longer text, which nobody else has: equal texts may get the same address.
static VARY_ORIGIN: HeaderValue = HeaderValue::from_static(
    "Origin, as a policy of the crate cors adds it"
        .split_at(6)
        .0,
);
static VARY_METHOD: HeaderValue = HeaderValue::from_static("Access-Control-Request-Method");
static VARY_HEADERS: HeaderValue = HeaderValue::from_static("Access-Control-Request-Headers");

/// A response that a [`Policy`] gives by itself, in place of a handler: its status and its headers. It has
/// no body.
///
/// ```
/// # use cors::{Answer, Decision};
/// # use http::{Request, Response, StatusCode};
/// let policy = cors::policy! { origins = ["https://app.example.com"], enforce };
/// let request = Request::builder().header("origin", "https://evil.com").body(()).unwrap();
///
/// let Decision::Answer(refusal) = policy.decide(&request) else { panic!() };
/// assert_eq!(refusal.status(), StatusCode::FORBIDDEN);
/// assert_eq!(refusal.headers()["vary"], "Origin");
///
/// // As whatever a handler returns, with the body's `Default`.
/// let response: Result<Response<String>, std::io::Error> = refusal.into_response();
/// assert_eq!(response.unwrap().body(), "");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
}

impl Answer {
    /// 204 to a preflight (Fetch §3.3.3), with all that is the same for every allowed origin.
    ///
    /// The lists are the policy's own and whole, whatever was requested: the browser compares, its cache
    /// then covers every later request, and its console can name what doesn't fit.
    pub(crate) fn preflight(policy: &Policy) -> Self {
        let mut headers = HeaderMap::with_capacity(policy.answered_headers() + FROM_SERVER);
        if policy.varies() {
            headers.insert(VARY, VARY_ORIGIN.clone());
        }
        if policy.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
        if let Allowed::Listed(list) = &policy.methods {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, list.clone());
        }
        if let Allowed::Listed(list) = &policy.headers {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, list.clone());
        }
        if let Some(seconds) = &policy.max_age {
            headers.insert(ACCESS_CONTROL_MAX_AGE, seconds.clone());
        }
        Self {
            status: StatusCode::NO_CONTENT,
            headers,
        }
    }

    /// Makes it the answer to this allowed origin, with what the policy reflects of its request.
    pub(crate) fn send_to(
        &mut self,
        origin: HeaderValue,
        policy: &Policy,
        preflight: &Preflight<'_>,
    ) {
        let headers = &mut self.headers;
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if let Allowed::Requested = policy.methods {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, preflight.method.clone());
            headers.append(VARY, VARY_METHOD.clone());
        }
        if let Allowed::Requested = policy.headers {
            for names in preflight.headers.get_all(ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.append(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
            }
            headers.append(VARY, VARY_HEADERS.clone());
        }
    }

    /// 403 to an origin that isn't allowed: nothing of the policy is told to it.
    pub(crate) fn refused() -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(VARY, VARY_ORIGIN.clone());
        Self {
            status: StatusCode::FORBIDDEN,
            headers,
        }
    }

    /// 204 for a preflight, or 403 for a refusal.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The response, with an empty body, as whatever a handler returns: a [`Response`], or a [`Result`]
    /// of one.
    #[must_use]
    pub fn into_response<R: Respond>(self) -> R {
        let mut response = Response::new(());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        R::from_empty(response)
    }
}

/// The headers that a [`Policy`] puts on the response of a handler.
///
/// ```
/// # use cors::Decision;
/// # use http::{Request, Response, header::VARY};
/// let policy = cors::policy! { origins = ["https://app.example.com"], expose = ["etag"] };
/// let request = Request::builder().header("origin", "https://app.example.com");
/// let Decision::Run(headers) = policy.decide(&request.body(()).unwrap()) else { panic!() };
///
/// let mut response = Response::builder().header(VARY, "Accept").body(()).unwrap();
/// headers.apply(response.headers_mut());
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// assert_eq!(response.headers()["access-control-expose-headers"], "etag");
/// assert!(response.headers().get_all(VARY).iter().eq(["Accept", "Origin"]));
/// ```
#[derive(Clone, Debug)]
#[must_use = "without these headers a browser keeps the response from the page"]
pub struct ResponseHeaders<'policy> {
    policy: &'policy Policy,
    allow_origin: Option<HeaderValue>,
}

impl<'policy> ResponseHeaders<'policy> {
    pub(crate) fn new(policy: &'policy Policy, allow_origin: Option<HeaderValue>) -> Self {
        Self {
            policy,
            allow_origin,
        }
    }

    /// What is kept of the decision while a service runs that the policy can't be lent to.
    #[cfg(feature = "tower")]
    pub(crate) fn into_allow_origin(self) -> Option<HeaderValue> {
        self.allow_origin
    }

    /// Puts the headers on a response. What else is there stays: `Vary` is added to, never replaced, and a
    /// response that already has an `Access-Control-Allow-Origin`, or that another policy has refused one, is
    /// left alone, since a policy nearer to the handler has spoken.
    pub fn apply(self, headers: &mut HeaderMap) {
        let mut varies = false;
        // Most responses have few headers yet: to look at each is cheaper than to look two names up.
        for (name, value) in headers.iter() {
            if *name == ACCESS_CONTROL_ALLOW_ORIGIN {
                return;
            }
            if *name == VARY {
                if is_ours(value) {
                    return;
                }
                varies |= names_origin(value);
            }
        }
        if self.policy.varies() && !varies {
            headers.append(VARY, VARY_ORIGIN.clone());
        }
        let Some(origin) = self.allow_origin else {
            if varies {
                sign_vary(headers);
            }
            return;
        };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if self.policy.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
        if let Some(names) = &self.policy.expose {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names.clone());
        }
    }

    /// Puts the headers on what a handler returns, if it carries a response.
    ///
    /// ```
    /// # use cors::Decision;
    /// # use http::{Request, Response};
    /// # let policy = cors::policy! { origins = ["*"] };
    /// # let Decision::Run(headers) = policy.decide(&Request::new(())) else { panic!() };
    /// fn handler() -> Result<Response<()>, std::io::Error> {
    ///     Ok(Response::new(()))
    /// }
    ///
    /// let response = headers.on(handler())?;
    /// assert_eq!(response.headers()["access-control-allow-origin"], "*");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn on<R: Respond>(self, mut returned: R) -> R {
        if let Some(headers) = returned.headers_mut() {
            self.apply(headers);
        }
        returned
    }
}

impl Policy {
    /// Whether a response depends on who asks. It does even where there is no `Origin` in the request, or a
    /// cache would hand that response to a page (Fetch §3.3.5, "CORS protocol and HTTP caches").
    fn varies(&self) -> bool {
        !matches!(self.origins, Origins::Any)
    }

    /// How many headers there are in the answer to a preflight.
    fn answered_headers(&self) -> usize {
        1 + usize::from(self.varies())
            + usize::from(self.credentials)
            + usize::from(!matches!(self.methods, Allowed::Safelisted))
            + usize::from(!matches!(self.headers, Allowed::Safelisted))
            + usize::from(self.max_age.is_some())
    }
}

/// Puts the policy's own line into a `Vary` that covers `Origin` already, so that an outer policy sees the
/// refusal there too. To say `Origin` twice does no harm; to overrule a refusal would.
fn sign_vary(headers: &mut HeaderMap) {
    if let Entry::Occupied(mut lines) = headers.entry(VARY) {
        let lone = |line: &&mut HeaderValue| line.as_bytes().eq_ignore_ascii_case(b"origin");
        match lines.iter_mut().find(lone) {
            Some(line) => *line = VARY_ORIGIN.clone(),
            None => lines.append(VARY_ORIGIN.clone()),
        }
    }
}

/// Whether a policy has put this line of `Vary` there.
fn is_ours(line: &HeaderValue) -> bool {
    line.as_bytes().as_ptr() == VARY_ORIGIN.as_bytes().as_ptr()
}

/// Whether this line of `Vary` covers `Origin`.
fn names_origin(line: &HeaderValue) -> bool {
    line.as_bytes().split(|&byte| byte == b',').any(|name| {
        let name = name.trim_ascii();
        name == b"*" || name.eq_ignore_ascii_case(b"origin")
    })
}

/// What a handler with a policy returns: a [`Response`], or a [`Result`] of one. Implement it for a response
/// type of your own.
///
/// An `Err` carries no response, so that there is nothing to put headers on: turn an error into a
/// response inside of the handler if a page should read it. An `Err` that *is* a `Response` gets the
/// headers too, where `#[cors]` can see it: where its type is written `Response<…>`.
///
/// ```
/// use cors::{Respond, cors};
/// use http::{HeaderMap, Request, Response};
///
/// struct Page(Response<String>);
///
/// impl Respond for Page {
///     fn from_empty(response: Response<()>) -> Self {
///         Self(response.map(|()| String::new()))
///     }
///
///     fn headers_mut(&mut self) -> Option<&mut HeaderMap> {
///         Some(self.0.headers_mut())
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
    message = "`{Self}` carries no response that CORS headers could go on",
    label = "not a response",
    note = "return `http::Response<B>`, or a `Result` of one"
)]
pub trait Respond: Sized {
    /// This status and these headers, with an empty body.
    fn from_empty(response: Response<()>) -> Self;

    /// The headers of the response, if there is one.
    fn headers_mut(&mut self) -> Option<&mut HeaderMap>;

    // What the attribute expands to calls these two by `<Returned as Respond>::…`: the compiler then points at
    // the type that the handler returns, once, and at nothing in here.

    #[doc(hidden)]
    fn from_answer(answer: Answer) -> Self {
        answer.into_response()
    }

    #[doc(hidden)]
    #[must_use]
    fn with_headers(self, headers: ResponseHeaders<'_>) -> Self {
        headers.on(self)
    }
}

impl<B: EmptyBody> Respond for Response<B> {
    fn from_empty(response: Response<()>) -> Self {
        response.map(|()| B::empty())
    }

    fn headers_mut(&mut self) -> Option<&mut HeaderMap> {
        Some(Response::headers_mut(self))
    }
}

impl<R: Respond, E> Respond for Result<R, E> {
    fn from_empty(response: Response<()>) -> Self {
        Ok(R::from_empty(response))
    }

    fn headers_mut(&mut self) -> Option<&mut HeaderMap> {
        self.as_mut().ok().and_then(R::headers_mut)
    }
}

/// A body that can be empty, as that of a preflight's answer is: every type with a [`Default`].
///
/// ```
/// assert_eq!(<String as cors::EmptyBody>::empty(), "");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, so that a preflight can't be answered with an empty body",
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
