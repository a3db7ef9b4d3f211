//! axum handlers with a policy, as a browser meets them: over real sockets, by a real client.

#![deny(warnings)]
#![deny(clippy::all)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod arguments;
mod attributes;
mod connections;
mod differential;
mod explain;
mod front;
mod gateway;
mod handlers;
mod layers;
mod no_prelude;
mod openapi;
mod preflights;
mod rejections;
mod responses;
mod routing;
mod stacked;
mod tenants;

use axum::Router;
use cors_conformance::Server;

/// Serves a router, over HTTP/1.1 and HTTP/2.
async fn serve(router: impl Into<Router>) -> Server {
    let router = router.into();
    Server::on_listener(async |listener| axum::serve(listener, router).await).await
}
