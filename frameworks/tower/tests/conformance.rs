//! All claims about the wire, for a layer around a service.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use cors_conformance::{Body, Server, Subject, respond};
use cors_core::Policy;
use cors_tower::CorsLayer;
use http::{Request, Response};
use tower::{ServiceBuilder, ServiceExt as _};

struct Layer;

impl Subject for Layer {
    async fn serve(policy: &'static Policy) -> Server {
        let service = ServiceBuilder::new()
            .layer(CorsLayer::new(policy))
            .service_fn(hello);
        Server::of(move |request| {
            let response = service.clone().oneshot(request);
            async { response.await.unwrap() }
        })
        .await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a layer has a policy, and what has none has no layer")
    }
}

async fn hello<B>(request: Request<B>) -> Result<Response<Body>, Infallible> {
    Ok(respond(request.uri()).map(Body::from))
}

cors_conformance::suite!(Layer);
