//! utoipa-axum: its macro `routes!` is replaced, and its router takes the rest.

use axum::Json;
use cors::axum::{Router, cors, routes};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::{app, evil};

#[derive(utoipa::OpenApi)]
struct Api;

#[utoipa::path(put, path = "/notes")]
#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn save(Json(note): Json<String>) -> String {
    note
}

#[tokio::test]
async fn documented_handlers_have_their_policies() {
    let mut api = Api::openapi();
    let router: Router = Router::new().routes(routes!(save), &mut api);
    assert!(api.paths.paths["/notes"].put.is_some());
    let service = axum::Router::from(router);
    let outcome = app().fetch(&crate::put("/notes"), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        "a note"
    );
    evil()
        .fetch(&crate::put("/notes"), service)
        .await
        .assert_blocked();
}

#[tokio::test]
async fn a_layer_stands_around_its_router() {
    let (router, _) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(utoipa_axum::routes!(plain))
        .split_for_parts();
    let service = router.layer(cors::tower::CorsLayer::new(&crate::API));
    app()
        .fetch(&crate::put("/plain"), service)
        .await
        .assert_preflighted()
        .assert_readable();
}

#[utoipa::path(put, path = "/plain")]
async fn plain() {}
