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
use cors_core::routes::PathFront;
use cors_core::{CorsHeaders, Decision};
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
    type Future = FrontFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.inner, context)
    }

    fn call(&mut self, mut request: Request) -> FrontFuture {
        match self.decides.decide(&mut request) {
            Some(Decision::Respond(response)) => FrontFuture::Respond {
                response: Some(response.into_response()),
            },
            Some(Decision::Proceed(headers)) => FrontFuture::Proceed {
                headers: Some(headers),
                inner: self.inner.call(request),
            },
            None => FrontFuture::Proceed {
                headers: None,
                inner: self.inner.call(request),
            },
        }
    }
}

pin_project! {
    /// The response of a route with its policies in front. What is an option is taken by the poll that is ready, which
    /// is the last.
    #[project = FrontProjection]
    pub(crate) enum FrontFuture {
        Respond {
            response: Option<Response>,
        },
        Proceed {
            headers: Option<CorsHeaders<'static>>,
            #[pin]
            inner: RouteFuture<Infallible>,
        },
    }
}

impl Future for FrontFuture {
    type Output = Result<Response, Infallible>;

    #[expect(
        clippy::expect_used,
        reason = "the contract of futures; no request can cause it, and a task that hangs is harder to find"
    )]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FrontProjection::Respond { response } => {
                let response = response.take().expect("polled after completion");
                Poll::Ready(Ok(response))
            }
            FrontProjection::Proceed { headers, inner } => {
                let mut response = ready!(inner.poll(context))?;
                if let Some(headers) = headers.take() {
                    headers.apply(&mut response);
                }
                Poll::Ready(Ok(response))
            }
        }
    }
}
