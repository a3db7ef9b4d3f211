//! What axum's router takes as a service or a layer, under one name each.

use std::convert::Infallible;

use ::axum::extract::Request;
use ::axum::response::IntoResponse;
use ::axum::routing::Route;
use tower_layer::Layer;
use tower_service::Service;

/// A service that a router takes, as axum's does: of requests, infallible, and cheap to clone. It is implemented for all of
/// them.
pub trait RoutedService:
    Service<Request, Error = Infallible, Response: IntoResponse, Future: Send + 'static>
    + Clone
    + Send
    + Sync
    + 'static
{
}

#[diagnostic::do_not_recommend]
impl<T> RoutedService for T
where
    T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
    T::Response: IntoResponse,
    T::Future: Send + 'static,
{
}

/// A layer that a router takes, as axum's does. It is implemented for all of them.
pub trait RouteLayer:
    Layer<
        Route,
        Service: Service<
            Request,
            Response: IntoResponse + 'static,
            Error: Into<Infallible> + 'static,
            Future: Send + 'static,
        > + Clone
                     + Send
                     + Sync
                     + 'static,
    > + Clone
    + Send
    + Sync
    + 'static
{
}

#[diagnostic::do_not_recommend]
impl<L> RouteLayer for L
where
    L: Layer<Route> + Clone + Send + Sync + 'static,
    L::Service: Service<Request> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request>>::Response: IntoResponse + 'static,
    <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
    <L::Service as Service<Request>>::Future: Send + 'static,
{
}
