//! axum handlers over real sockets.
#![allow(clippy::unwrap_used)]
use axum::Router;
use axum::extract::{Json, Request, State};
use axum::response::IntoResponse;
use cors::axum::{any, cors, get};
use http::StatusCode;
use tower::ServiceExt as _;

#[cors(origins = ["https://*.example.com"])]
async fn list(State(notes): State<Vec<String>>) -> Json<Vec<String>> {
    Json(notes)
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
#[axum::debug_handler]
async fn create(Json(note): Json<String>) -> Result<StatusCode, StatusCode> {
    if note.is_empty() {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(StatusCode::CREATED)
}

#[cors(origins = ["https://app.example.com"], methods = [PUT])]
#[axum::debug_handler]
#[tracing::instrument(skip_all, fields(n))]
#[utoipa::path(put, path = "/x")]
async fn replace(_: Request) -> impl IntoResponse {
    "x"
}

#[utoipa::path(get, path = "/y")]
#[tracing::instrument]
#[cors(origins = ["https://app.example.com"])]
/// Docs
async fn generic<T: std::fmt::Debug + Send + 'static>() {
    let _ = None::<T>;
}

async fn remove() {}

#[tokio::test]
async fn smoke() {
    let app: Router = Router::new()
        .route(
            "/notes",
            get(list).post(create).delete(remove).put(replace).into(),
        )
        .route("/g", get(generic::<u8>).into())
        .route("/any", any(create).into())
        .with_state(vec!["x".to_owned()]);
    for (m, r) in [
        ("GET", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("OPTIONS", "PUT"),
        ("OPTIONS", "POST"),
        ("OPTIONS", "DELETE"),
        ("OPTIONS", "PATCH"),
        ("OPTIONS", ""),
    ] {
        let mut request = Request::builder()
            .method(m)
            .uri("/notes")
            .header("origin", "https://app.example.com");
        if !r.is_empty() {
            request = request.header("access-control-request-method", r);
        }
        let response = app
            .clone()
            .oneshot(request.body(axum::body::Body::empty()).unwrap())
            .await
            .unwrap();
        let _ = (m, response);
    }
    assert_eq!(create(Json("a".to_owned())).await, Ok(StatusCode::CREATED));
}
