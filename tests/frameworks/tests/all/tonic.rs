//! tonic, with tonic-web.

use cors::Policy;
use cors::tower::CorsLayer;
use cors_check::Fetch;
use tonic::service::Routes;
use tonic_web::GrpcWebLayer;
use tower::Layer as _;

use crate::{app, evil};

/// What a gRPC-Web client sends, and what it reads of the response.
static GRPC_WEB: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    headers = ["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"],
    expose = ["grpc-status", "grpc-message", "grpc-status-details-bin"],
    max_age = 86400,
};

#[tokio::test]
async fn a_layer_stands_around_grpc_web() {
    let (_, health) = tonic_health::server::health_reporter();
    // With tonic's server: Server::builder().accept_http1(true).layer(CorsLayer::new(&GRPC_WEB)).layer(GrpcWebLayer::new())
    let service = CorsLayer::new(&GRPC_WEB).layer(GrpcWebLayer::new().layer(Routes::new(health)));
    let check = Fetch::new(
        "POST",
        "https://api.example.com/grpc.health.v1.Health/Check",
    )
    .header("content-type", "application/grpc-web+proto")
    .header("x-grpc-web", "1")
    .body([0, 0, 0, 0, 0]);
    let outcome = app().fetch(&check, service.clone()).await;
    outcome.assert_preflighted().assert_readable();
    let trailers = outcome.assert_readable().body();
    assert!(
        trailers.windows(13).any(|text| text == b"grpc-status:0"),
        "{trailers:?}"
    );
    evil().fetch(&check, service.clone()).await.assert_blocked();
    // A status that is in the headers, as for a method that isn't there.
    let missing = Fetch::new("POST", "https://api.example.com/no.Service/Method")
        .header("content-type", "application/grpc-web+proto")
        .header("x-grpc-web", "1")
        .body([0, 0, 0, 0, 0]);
    let outcome = app().fetch(&missing, service).await;
    outcome.assert_exposes("grpc-status");
}
