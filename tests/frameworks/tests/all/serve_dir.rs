//! Files, served by tower-http.

use cors::tower::CorsLayer;
use http::StatusCode;
use tower::Layer as _;
use tower_http::services::ServeDir;

use crate::{API, app, evil, get, put};

#[tokio::test]
async fn a_layer_stands_around_files() {
    let service = CorsLayer::new(&API).layer(ServeDir::new(env!("CARGO_MANIFEST_DIR")));
    let read = app().fetch(&get("/Cargo.toml"), service.clone()).await;
    assert!(read.assert_readable().body().starts_with(b"[package]"));
    evil()
        .fetch(&get("/Cargo.toml"), service.clone())
        .await
        .assert_blocked();
    let missing = app().fetch(&get("/nowhere"), service.clone()).await;
    assert_eq!(missing.assert_readable().status(), StatusCode::NOT_FOUND);
    // `ServeDir` itself answers OPTIONS with 405.
    let rejected = app().fetch(&put("/Cargo.toml"), service).await;
    assert_eq!(
        rejected.assert_preflighted().assert_readable().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
}
