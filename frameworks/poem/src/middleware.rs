//! One policy for everything that a middleware stands around.

use cors_core::head::{is_safe, mark_passed};
use cors_core::{ChosenHead, Decision, PolicyBy, PolicyChoice, SharedPolicy};
use http::HeaderName;
use poem::{Endpoint, Middleware, Request, Response, Result};

use crate::front::{head_of, respond};

/// Puts a [`Policy`](cors_core::Policy) around an endpoint of any kind: a route, a method route, a service of static files.
///
/// It answers the preflights for everything inside of it, and nothing inside runs for one. It sets the headers on every
/// other response, errors too, unless a policy nearer to the handler has decided. So it goes around all other middleware:
/// it is the last one that is added.
///
/// ```
/// use cors::Policy;
/// use cors::poem::Cors;
/// use poem::middleware::SizeLimit;
/// use poem::{EndpointExt, Route, get, handler};
///
/// static API: Policy = cors::policy! { origins = ["https://app.example.com"], methods = [DELETE], credentials };
///
/// #[handler]
/// fn list() -> &'static str { "a note" }
///
/// let app = Route::new()
///     .at("/notes", get(list))
///     .with(SizeLimit::new(1024)) // a page of API can read its 413
///     .with(Cors::new(&API));
/// # let _ = app;
/// ```
#[derive(Clone, Debug)]
pub struct Cors {
    policy: PolicyChoice,
}

impl Cors {
    /// A middleware with this policy: a `&'static Policy`, an `Arc<Policy>` or a [`Policy`](cors_core::Policy); or with a
    /// [`PolicyBy`], as [`by`](Self::by) makes.
    ///
    /// Origins that are a `LiveOrigins` are to be set before this is called: with the feature `tracing`, it warns of those
    /// that aren't.
    pub fn new(policy: impl Into<PolicyChoice>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        Self { policy }
    }

    /// A middleware that chooses the policy by the head of each request, for services with tenants: see
    /// [`PolicyBy::new`].
    pub fn by<P: Into<SharedPolicy>>(
        reads: impl IntoIterator<Item = HeaderName>,
        choose: impl Fn(&ChosenHead<'_>) -> Option<P> + Send + Sync + 'static,
    ) -> Self {
        Self::new(PolicyBy::new(reads, choose))
    }
}

impl<E: Endpoint> Middleware<E> for Cors {
    type Output = CorsEndpoint<E>;

    fn transform(&self, inner: E) -> CorsEndpoint<E> {
        CorsEndpoint {
            inner,
            policy: self.policy.clone(),
        }
    }
}

/// An endpoint with a [`Policy`](cors_core::Policy) around it. Made by [`Cors`].
#[derive(Clone, Debug)]
pub struct CorsEndpoint<E> {
    inner: E,
    policy: PolicyChoice,
}

impl<E: Endpoint> Endpoint for CorsEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let decision = self.policy.decide_head(&head_of(&request));
        if matches!(decision, Decision::Proceed(_)) {
            let is_unasked = !is_safe(request.method().as_str());
            mark_passed(request.extensions_mut(), is_unasked);
        }
        Ok(respond(decision, &self.inner, request).await)
    }
}
