//! What stands in front of a path: a layer outside of all others, in which the policies decide.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ::axum::extract::Request;
use ::axum::response::Response;
use ::axum::routing::Route;
use ::axum::routing::future::RouteFuture;
use cors_core::head::HttpHead;
use cors_core::routes::PathFront;
use cors_core::{CorsHeaders, CorsResponse, Decision, HandlerResponse};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// What decides about a request by its head.
pub(crate) trait Decide: Send + Sync + 'static {
    /// None: nothing does, and the request passes.
    fn decide(&self, request: &mut Request) -> Option<Decision<'static>>;
}

impl Decide for PathFront {
    fn decide(&self, request: &mut Request) -> Option<Decision<'static>> {
        self.decide(request)
            .or_else(|| WithoutPolicy.decide(request))
    }
}

/// What stands in front of what has no policy, where somebody wants to know of that.
pub(crate) struct WithoutPolicy;

impl Decide for WithoutPolicy {
    fn decide(&self, request: &mut Request) -> Option<Decision<'static>> {
        Decision::without_policy(&HttpHead::from(&*request))
    }
}

/// Puts it in front.
pub(crate) struct FrontLayer<D>(Arc<D>);

impl<D> FrontLayer<D> {
    pub(crate) fn new(decides: D) -> Self {
        Self(Arc::new(decides))
    }
}

impl<D> Clone for FrontLayer<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D> Layer<Route> for FrontLayer<D> {
    type Service = Front<D>;

    fn layer(&self, inner: Route) -> Front<D> {
        Front {
            decides: Arc::clone(&self.0),
            inner,
        }
    }
}

/// A route with its policies in front.
pub(crate) struct Front<D> {
    decides: Arc<D>,
    inner: Route,
}

impl<D> Clone for Front<D> {
    fn clone(&self) -> Self {
        Self {
            decides: Arc::clone(&self.decides),
            inner: self.inner.clone(),
        }
    }
}

impl<D: Decide> Service<Request> for Front<D> {
    type Response = Response;
    type Error = Infallible;
    type Future = FrontFuture<RouteFuture<Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.inner, context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let decision = self.decides.decide(&mut request);
        FrontFuture::new(decision, || self.inner.call(request))
    }
}

pin_project! {
    /// The response of what has its policies in front. What is an option is taken by the poll that is ready, which is the
    /// last.
    #[project = FrontProjection]
    pub(crate) enum FrontFuture<F> {
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

impl<F> FrontFuture<F> {
    /// None: no policy decides.
    #[inline]
    pub(crate) fn new(decision: Option<Decision<'static>>, inner: impl FnOnce() -> F) -> Self {
        match decision {
            Some(Decision::Respond(response)) => Self::Respond {
                response: Some(response),
            },
            Some(Decision::Proceed(headers)) => Self::Proceed {
                headers: Some(headers),
                inner: inner(),
            },
            None => Self::Proceed {
                headers: None,
                inner: inner(),
            },
        }
    }
}

impl<F: Future<Output: HandlerResponse>> Future for FrontFuture<F> {
    type Output = F::Output;

    #[expect(
        clippy::expect_used,
        reason = "the contract of futures; no request can cause it, and a task that hangs is harder to find"
    )]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FrontProjection::Respond { response } => {
                let response = response.take().expect("polled after completion");
                Poll::Ready(response.into_response())
            }
            FrontProjection::Proceed { headers, inner } => {
                let returned = ready!(inner.poll(context));
                Poll::Ready(match headers.take() {
                    Some(headers) => headers.applied(returned),
                    None => returned,
                })
            }
        }
    }
}
