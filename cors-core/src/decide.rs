//! What a policy says of a request.

use http::{HeaderValue, Request};

use crate::by::ReadHeaders;
use crate::head::{HttpHead, RequestHead, RequestHeader, Value};
use crate::origins::AllowedOrigins;
use crate::preflight::{Preflight, Sent};
use crate::respond::{CorsHeaders, CorsResponse};
use crate::same_origin::is_same_origin;
use crate::shared::Held;
use crate::{Policy, PolicyBy, PolicyChoice, SharedPolicy};

/// What a [`Policy`] says of a request: whether the handler runs at all, and which headers its response
/// gets.
///
/// ```
/// use cors::{Decision, Policy};
/// use http::{Request, Response};
///
/// fn serve(policy: &Policy, request: Request<String>) -> Response<String> {
///     match policy.decide(&request) {
///         Decision::Respond(response) => response.into_response(),
///         Decision::Proceed(headers) => headers.applied(Response::new(request.into_body())),
///     }
/// }
///
/// let public = cors::policy! { origins = ["*"] };
/// let response = serve(&public, Request::new("hello".to_owned()));
/// assert_eq!(response.headers()["access-control-allow-origin"], "*");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a decision does nothing until its headers are on the response"]
pub enum Decision<'policy, V: Value = HeaderValue> {
    /// The policy responds, and the handler doesn't run: to a preflight, or to a request that the policy
    /// rejects because of `enforce`.
    Respond(CorsResponse<'policy, V>),
    /// The handler runs. These headers go on its response, whatever its status is.
    Proceed(CorsHeaders<'policy, V>),
}

impl Policy {
    /// Decides about a request, by its method, its headers and, for `enforce` on HTTP/2, the authority of
    /// its URI.
    ///
    /// The work is at most linear in the length of the headers that it reads, whatever they contain.
    ///
    /// ```
    /// use cors::Decision;
    /// use http::{Method, Request, Response, StatusCode};
    ///
    /// let policy = cors::policy! { origins = ["https://example.com"], methods = [PUT] };
    /// let preflight = Request::builder()
    ///     .method(Method::OPTIONS)
    ///     .header("origin", "https://example.com")
    ///     .header("access-control-request-method", "PUT")
    ///     .body(())
    ///     .unwrap();
    ///
    /// let Decision::Respond(response) = policy.decide(&preflight) else { panic!() };
    /// let response: Response<()> = response.into_response();
    /// assert_eq!(response.status(), StatusCode::NO_CONTENT);
    /// assert_eq!(response.headers()["access-control-allow-methods"], "PUT");
    /// ```
    pub fn decide<B>(&self, request: &Request<B>) -> Decision<'_> {
        decide_http(Held::Borrowed(self), HttpHead::from(request))
    }
}

impl<V: Value> Policy<V> {
    /// Decides about a request by its head, whatever types its framework has: as [`Policy::decide`], which is the
    /// same for a [`Request`] of `http`.
    pub fn decide_head<H: RequestHead<Value = V>>(&self, head: &H) -> Decision<'_, V> {
        decide(Held::Borrowed(self), head)
    }
}

impl SharedPolicy {
    /// As [`Policy::decide`], with a decision that keeps the policy alive.
    pub fn decide<B>(&self, request: &Request<B>) -> Decision<'static> {
        decide_http(self.held(), HttpHead::from(request))
    }
}

impl PolicyBy {
    /// Decides about a request by the policy for it. What the function reads is in `Vary` then, too.
    pub fn decide<B>(&self, request: &Request<B>) -> Decision<'static> {
        self.decide_head(&HttpHead::from(request))
    }

    // Out of the way of fixed policies.
    #[inline(never)]
    fn decide_head<H: RequestHead>(&self, head: &H) -> Decision<'static, H::Value> {
        let policy = self.choose(head);
        let policy = policy.unwrap_or_else(|| Policy::NOBODY.into());
        let decision = decide(policy.converted().held(), head);
        decision.varying_by(Some(self.read_headers()))
    }
}

impl<V: Value> PolicyChoice<V> {
    /// Decides about a request by its head, whatever types its framework has: by the policy, or by the one that is chosen
    /// for it.
    pub fn decide_head<H: RequestHead<Value = V>>(&self, head: &H) -> Decision<'static, V> {
        match self {
            Self::Fixed(policy) => policy.decide_head(head),
            Self::By(by) => by.decide_head(head),
        }
    }
}

impl<V: Value> Decision<'_, V> {
    /// The same decision, with these in `Vary`, if a policy was chosen by them.
    pub(crate) fn varying_by(self, by: Option<&ReadHeaders>) -> Self {
        let Some(by) = by else {
            return self;
        };
        match self {
            Self::Respond(response) => Self::Respond(response.varying_by(Some(by))),
            Self::Proceed(headers) => Self::Proceed(headers.varying_by(by)),
        }
    }
}

impl<V: Value> SharedPolicy<V> {
    /// As [`Policy::decide_head`], with a decision that keeps the policy alive.
    pub fn decide_head<H: RequestHead<Value = V>>(&self, head: &H) -> Decision<'static, V> {
        decide(self.held(), head)
    }
}

/// Not generic over the body, so it is compiled once.
fn decide_http<'policy>(
    policy: Held<'policy, HeaderValue>,
    head: HttpHead<'_>,
) -> Decision<'policy> {
    decide(policy, &head)
}

#[inline]
fn decide<'policy, H: RequestHead>(
    policy: Held<'policy, H::Value>,
    head: &H,
) -> Decision<'policy, H::Value> {
    #[cfg(feature = "tracing")]
    let refusal = crate::refusal::refusal(Some(&policy), head);
    let decision = decide_silently(policy, head);
    #[cfg(feature = "tracing")]
    let decision = decision.telling(refusal);
    decision
}

impl<V: Value> Decision<'static, V> {
    /// For a request that no policy governs: what tells of it, with the feature `tracing`, if it is a page's of another
    /// origin and somebody listens. It changes nothing on the response. None: there is nothing to tell.
    ///
    /// What it reaches may still let pages read, by a policy that isn't known or by headers of its own. So it is told when
    /// these `CorsHeaders` are applied to a response that doesn't.
    #[doc(hidden)]
    #[inline]
    pub fn without_policy<H: RequestHead<Value = V>>(head: &H) -> Option<Self> {
        #[cfg(feature = "tracing")]
        {
            let refusal = crate::refusal::refusal(None, head)?;
            let is_told = !refusal.is_preflight && !head.is_governed();
            is_told.then(|| Self::Proceed(CorsHeaders::telling(refusal)))
        }
        #[cfg(not(feature = "tracing"))]
        {
            let _ = head;
            None
        }
    }
}

#[cfg(feature = "tracing")]
impl<V: Value> Decision<'_, V> {
    /// The same decision, and the event of its refusal: now, or when it is known to be the last.
    #[inline]
    fn telling(mut self, refusal: Option<crate::refusal::Refusal>) -> Self {
        if let Some(refusal) = refusal {
            match &mut self {
                Self::Respond(_) => crate::refusal::tell(&refusal),
                Self::Proceed(headers) => headers.refusal = Some(refusal),
            }
        }
        self
    }
}

#[inline]
fn decide_silently<'policy, H: RequestHead>(
    policy: Held<'policy, H::Value>,
    head: &H,
) -> Decision<'policy, H::Value> {
    if let Some(preflight) = Preflight::of(head) {
        return Decision::Respond(CorsResponse::to_preflight(policy, preflight));
    }
    // Once, as each use would look anew how the policy is held.
    let data: &Policy<H::Value> = &policy;
    // With `*` the request's origin isn't read.
    if let AllowedOrigins::Any = data.origins {
        return Decision::Proceed(CorsHeaders::new(policy, Some(H::Value::from_static("*"))));
    }
    let origin = Sent::of(head, RequestHeader::Origin);
    let allow_origin = data.allow_origin::<H>(origin);
    if allow_origin.is_none()
        && !matches!(origin, Sent::Never)
        && (data.enforce || head.is_behind_preflights())
        && !is_same_origin(head)
    {
        return Decision::Respond(CorsResponse::rejected_request());
    }
    Decision::Proceed(CorsHeaders::new(policy, allow_origin))
}

impl<V: Value> Policy<V> {
    /// The value of `Access-Control-Allow-Origin` for a request with this origin, if the policy allows it.
    #[inline]
    pub(crate) fn allow_origin<H>(&self, origin: Sent<H::Line<'_>>) -> Option<V>
    where
        H: RequestHead<Value = V>,
    {
        match origin {
            _ if matches!(self.origins, AllowedOrigins::Any) => Some(V::from_static("*")),
            Sent::Once(line) if self.origins.allow(line.as_ref()) => Some(H::to_value(line)),
            _ => None,
        }
    }
}
