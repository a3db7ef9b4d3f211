//! A policy for whole routers, and for any other [`tower`](https://docs.rs/tower) service: [`CorsLayer`].
//!
//! The crate `cors` has all of this as `cors::tower`, with its feature `tower`.
//!
//! # Stacked policies
//!
//! Policies may stand around each other: two layers, or a layer around a handler that has a policy of its own. The
//! policy nearest to the handler then decides about the response, and the outer one leaves it alone, whether the inner
//! one allowed the origin or not. Preflights are different: the outermost layer answers them, and no service inside of
//! it sees one.
//!
//! The inner policy marks its response by an entry in the [extensions](http::Response::extensions). No header is read
//! for it, so a layer in between may rewrite `Vary` or any other header, change the status, or replace the body. The
//! mark is lost where
//!
//! - a layer in between makes a new response out of the old one's status, headers and body, or of an error, as one
//!   that catches panics, times out, or rejects a request by itself does;
//! - a layer in between clears the extensions;
//! - the response crosses a network, as behind a reverse proxy.
//!
//! A cache in the same process that stores responses with their extensions replays the mark, too, with the headers of the
//! inner policy. It has to honour `Vary`, as any cache.
//!
//! The outer policy then decides by itself, and removes all `Access-Control-*` headers that are there. Where it would be
//! harmful if the outer policy allowed such a response, give the route its policy after the layer, so the layer isn't
//! around it.
//!
//! # Gateways
//!
//! Around a service that forwards requests, the layer decides alone: the upstream server's own `Access-Control-*` headers
//! are removed, also those on its responses to origins that the policy doesn't allow.

#![cfg_attr(docsrs, feature(doc_cfg))]

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use cors_core::head::{HttpHead, is_safe, mark_passed};
use cors_core::{
    ChosenHead, CorsHeaders, CorsResponse, Decision, EmptyBody, PolicyBy, PolicyChoice,
    SharedPolicy,
};
use http::{HeaderName, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// Puts a [`Policy`](cors_core::Policy) around any service whose requests and responses are those of `http`: an axum
/// router, a tonic server, a hyper service.
///
/// The layer answers preflights for everything inside of it, and no service inside runs for one. It sets the
/// headers on every other response, unless a policy nearer to the handler [has decided](self#stacked-policies).
///
/// ```
/// use cors::Policy;
/// use cors::tower::CorsLayer;
/// use tower_layer::Layer;
/// # use http::{Request, Response};
/// # let router = tower::service_fn(async |_: Request<String>| {
/// #     Ok::<_, std::convert::Infallible>(Response::new(String::new()))
/// # });
///
/// static API: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
///
/// let service = CorsLayer::new(&API).layer(router); // with axum: router.layer(CorsLayer::new(&API))
/// # async fn call(mut service: impl tower_service::Service<Request<String>, Response = Response<String>, Error = std::convert::Infallible>) {
/// #     let request = Request::builder().header("origin", "https://app.example.com");
/// #     let response = service.call(request.body(String::new()).unwrap()).await.unwrap();
/// #     assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// # }
/// # std::pin::pin!(call(service)).as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
/// # use std::future::Future;
/// ```
///
/// It is cheap to clone.
#[derive(Clone, Debug)]
pub struct CorsLayer {
    policy: PolicyChoice,
}

impl CorsLayer {
    /// A layer with this policy: a `&'static Policy`, an `Arc<Policy>`, or a [`Policy`](cors_core::Policy), which all
    /// clones then share; or with a [`PolicyBy`], as [`by`](Self::by) makes.
    ///
    /// ```
    /// use cors::{Config, Policy, tower::CorsLayer};
    /// use std::sync::Arc;
    ///
    /// static API: Policy = cors::policy! { origins = ["https://app.example.com"] };
    /// let fixed = CorsLayer::new(&API);
    ///
    /// let configured = Arc::new(Policy::try_from(Config::new().origins(["https://app.example.com"]))?);
    /// let shared = CorsLayer::new(Arc::clone(&configured));
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    ///
    /// Origins that are a `LiveOrigins` are to be set before this is called: with the feature `tracing`, it warns of
    /// those that aren't.
    pub fn new(policy: impl Into<PolicyChoice>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        Self { policy }
    }

    /// A layer that chooses the policy by the head of each request, for services with tenants: a `&'static Policy`, an
    /// `Arc<Policy>` or a [`SharedPolicy`]. Where there is none, no page of another origin may use the service.
    ///
    /// The function names the headers that it reads, and can read no others. They are in `Vary` on every response.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::Arc;
    ///
    /// use cors::{Policy, tower::CorsLayer};
    /// use http::header::HOST;
    ///
    /// let tenants: HashMap<String, Arc<Policy>> = HashMap::new(); // say, from a database
    /// let layer = CorsLayer::by([HOST], move |head| {
    ///     tenants.get(head.host()?).cloned()
    /// });
    /// ```
    pub fn by<P: Into<SharedPolicy>>(
        reads: impl IntoIterator<Item = HeaderName>,
        choose: impl Fn(&ChosenHead<'_>) -> Option<P> + Send + Sync + 'static,
    ) -> Self {
        PolicyBy::new(reads, choose).into()
    }
}

impl From<PolicyBy> for CorsLayer {
    fn from(by: PolicyBy) -> Self {
        Self::new(by)
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors {
            inner,
            policy: self.policy.clone(),
        }
    }
}

/// A service with a [`Policy`](cors_core::Policy) around it. Made by [`CorsLayer`].
#[derive(Clone, Debug)]
pub struct Cors<S> {
    inner: S,
    policy: PolicyChoice,
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Cors<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: EmptyBody,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let kind = match self.policy.decide_head(&HttpHead::from(&request)) {
            Decision::Respond(response) => Kind::Respond {
                response: Some(response),
            },
            Decision::Proceed(headers) => {
                let is_unasked = !is_safe(request.method().as_str());
                mark_passed(request.extensions_mut(), is_unasked);
                Kind::Proceed {
                    headers: Some(headers),
                    inner: self.inner.call(request),
                }
            }
        };
        ResponseFuture { kind }
    }
}

pin_project! {
    /// The response of [`Cors`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct ResponseFuture<F> {
        #[pin]
        kind: Kind<F>,
    }
}

pin_project! {
    // What is an option is taken by the poll that is ready, which is the last.
    #[derive(Debug)]
    #[project = KindProjection]
    enum Kind<F> {
        Respond {
            response: Option<CorsResponse<'static>>,
        },
        Proceed {
            headers: Option<CorsHeaders<'static>>,
            #[pin]
            inner: F,
        },
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: EmptyBody,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Ready(match self.project().kind.project() {
            KindProjection::Respond { response } => once(response).into_response(),
            KindProjection::Proceed { headers, inner } => {
                let returned = ready!(inner.poll(context));
                once(headers).applied(returned)
            }
        })
    }
}

#[expect(
    clippy::expect_used,
    reason = "the contract of futures; no request can cause it, and a task that hangs is harder to find"
)]
fn once<T>(taken: &mut Option<T>) -> T {
    taken
        .take()
        .expect("`ResponseFuture` polled after completion")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fmt::Debug;
    use std::future::{Ready, ready};
    use std::task::Waker;

    use cors_core::Config;

    use super::*;

    #[test]
    fn what_is_public_has_the_common_traits() {
        fn has<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}
        fn is_sent<T: Debug + Send + Sync + Unpin + 'static>() {}
        has::<CorsLayer>();
        has::<Cors<()>>();
        is_sent::<ResponseFuture<Ready<()>>>();
    }

    /// A future of the layer around a service that always responds, to a preflight or to another request.
    fn future(
        method: http::Method,
    ) -> ResponseFuture<Ready<Result<Response<()>, std::convert::Infallible>>> {
        struct Empty;
        impl Service<Request<()>> for Empty {
            type Response = Response<()>;
            type Error = std::convert::Infallible;
            type Future = Ready<Result<Response<()>, Self::Error>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, _: Request<()>) -> Self::Future {
                ready(Ok(Response::new(())))
            }
        }
        let policy = Config::new().origins(["*"]).check().unwrap().0;
        let request = Request::builder()
            .method(method)
            .header("origin", "https://app.example.com")
            .header("access-control-request-method", "PUT");
        CorsLayer::new(policy)
            .layer(Empty)
            .call(request.body(()).unwrap())
    }

    fn poll_twice(method: http::Method) {
        let mut future = future(method);
        let mut context = Context::from_waker(Waker::noop());
        let first = Pin::new(&mut future).poll(&mut context);
        assert!(matches!(first, Poll::Ready(Ok(_))));
        let _ = Pin::new(&mut future).poll(&mut context);
    }

    #[test]
    #[should_panic(expected = "`ResponseFuture` polled after completion")]
    fn a_preflight_is_answered_once() {
        poll_twice(http::Method::OPTIONS);
    }

    #[test]
    #[should_panic(expected = "polled after completion")]
    fn the_inner_service_is_polled_to_the_end_once() {
        poll_twice(http::Method::GET);
    }
}
