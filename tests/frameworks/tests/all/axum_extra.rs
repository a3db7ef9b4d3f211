//! axum-extra: typed paths.

use axum::Json;
use axum_extra::routing::TypedPath;
use cors::axum::{Router, cors, put};
use serde::Deserialize;

use crate::{app, evil};

#[derive(TypedPath, Deserialize)]
#[typed_path("/notes/{id}")]
struct NotePath {
    id: u32,
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn save(NotePath { id }: NotePath, Json(note): Json<String>) -> String {
    format!("{id}: {note}")
}

#[tokio::test]
async fn a_typed_path_is_a_path() {
    let router: Router = Router::new().route(NotePath::PATH, put(save));
    let service = axum::Router::from(router);
    let outcome = app().fetch(&crate::put("/notes/7"), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        "7: a note"
    );
    evil()
        .fetch(&crate::put("/notes/7"), service)
        .await
        .assert_blocked();
}
