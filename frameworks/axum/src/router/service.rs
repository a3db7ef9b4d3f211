//! The router as a service.

use std::convert::Infallible;
use std::task::{Context, Poll};

use ::axum::body::{Body, HttpBody};
use ::axum::routing::future::RouteFuture;
use ::axum::routing::{IntoMakeService, RouterIntoService};
use http::Request;
use tower_service::Service;

use super::Router;
use super::build::{Policies, build};

impl Router {
    /// axum's router, made once for all clones.
    fn served(&self) -> ::axum::Router {
        self.served
            .get_or_init(|| build::<_, Policies>(self.parts.clone()))
            .clone()
    }

    /// A service that makes one for each connection, as axum's method does.
    #[must_use]
    pub fn into_make_service(self) -> IntoMakeService<::axum::Router> {
        ::axum::Router::from(self).into_make_service()
    }

    /// A service that makes one for each connection and tells it about the connection, as axum's method does.
    #[cfg(not(target_family = "wasm"))]
    #[must_use]
    pub fn into_make_service_with_connect_info<C>(
        self,
    ) -> ::axum::extract::connect_info::IntoMakeServiceWithConnectInfo<::axum::Router, C> {
        ::axum::Router::from(self).into_make_service_with_connect_info()
    }
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// A service of requests with this body, as axum's method gives.
    #[must_use]
    pub fn into_service<B>(self) -> RouterIntoService<B, S> {
        ::axum::Router::from(self).into_service()
    }
}

impl<B> Service<Request<B>> for Router
where
    B: HttpBody<Data = ::axum::body::Bytes> + Send + 'static,
    B::Error: Into<::axum::BoxError>,
{
    type Response = ::axum::response::Response<Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> RouteFuture<Infallible> {
        self.served().call(request)
    }
}

/// For `axum::serve(listener, app)`.
#[cfg(not(target_family = "wasm"))]
impl<L: ::axum::serve::Listener> Service<::axum::serve::IncomingStream<'_, L>> for Router {
    type Response = ::axum::Router;
    type Error = Infallible;
    type Future = std::future::Ready<Result<::axum::Router, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: ::axum::serve::IncomingStream<'_, L>) -> Self::Future {
        // As axum's does: its state is given.
        std::future::ready(Ok(self.served().with_state(())))
    }
}
