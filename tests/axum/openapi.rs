//! Handlers that utoipa-axum registers.

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use cors::Policy;
use cors::axum::{Router, cors, routes};
use cors_conformance::{ADMIN, APP, preflight, request};
use http::StatusCode;
use utoipa::OpenApi as _;

use crate::serve;

static FOR_ADMIN: Policy = cors::policy! { origins = ["https://admin.example.com"] };

#[derive(utoipa::OpenApi)]
struct Api;

#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "for the schema alone")]
struct Note {
    text: String,
}

#[utoipa::path(get, path = "/notes/{id}", responses((status = 200, body = Note)))]
#[cors(origins = ["https://app.example.com"])]
async fn show() -> &'static str {
    "a note"
}

#[cors(origins = ["https://app.example.com"])]
#[utoipa::path(put, path = "/notes/{id}")]
async fn replace() -> &'static str {
    "replaced"
}

#[utoipa::path(delete, path = "/notes/{id}")]
async fn remove() -> &'static str {
    "removed"
}

async fn rejects_all(_: Request, _: Next) -> StatusCode {
    StatusCode::UNAUTHORIZED
}

#[tokio::test]
async fn they_are_documented_and_have_their_policies_in_front() {
    let mut api = Api::openapi();
    let router: Router = Router::new()
        .routes(routes!(show, replace), &mut api)
        .routes(routes!(remove), &mut api)
        .layer(from_fn(rejects_all))
        .policy(&FOR_ADMIN);
    let path = &api.paths.paths["/notes/{id}"];
    assert!(path.get.is_some() && path.put.is_some() && path.delete.is_some());
    assert!(api.components.unwrap().schemas.contains_key("Note"));
    let server = serve(router).await;
    for (method, origin) in [("GET", APP), ("PUT", APP), ("DELETE", ADMIN)] {
        let answer = server.send(preflight(method, "/notes/1", origin)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{method}");
        assert!(answer.methods().contains(&method));
        let answer = server.send(request(method, "/notes/1", origin)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header(cors_conformance::ACAO), Some(origin));
    }
    server
        .send(preflight("DELETE", "/notes/1", APP))
        .await
        .assert_refused();
}
