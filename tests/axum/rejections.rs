//! What an extractor turns away, a page can read.

use axum::Router;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Json, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use cors::axum::{cors, get, post};
use cors_conformance::{ACAO, APP, EVIL, VARY, preflight, request};
use http::StatusCode;
use http::request::Parts;

use crate::serve;

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn numbers(Json(numbers): Json<Vec<u8>>) -> String {
    format!("{numbers:?}")
}

#[tokio::test]
async fn by_json() {
    let server = serve(Router::new().route("/", post(numbers).into())).await;
    for (content_type, body, status) in [
        ("application/json", "[1, 2]", StatusCode::OK),
        (
            "application/json",
            r#"["one"]"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("application/json", "[1", StatusCode::BAD_REQUEST),
        ("text/plain", "[1, 2]", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let by = |origin| request("POST", "/", origin).header("content-type", content_type);
        let answer = server.send_body(by(APP), body).await;
        assert_eq!(answer.status, status, "{body}");
        answer.assert_allowed();
        assert!(!answer.body.is_empty(), "the page can't tell why");
        server.send_body(by(EVIL), body).await.assert_not_allowed();
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn by_number(Path(number): Path<u8>, Query(also): Query<Vec<(String, u8)>>) -> String {
    format!("{number} {also:?}")
}

#[tokio::test]
async fn by_path_and_by_query() {
    let server = serve(Router::new().route("/{number}", get(by_number).into())).await;
    for (path, status) in [
        ("/7?a=1", StatusCode::OK),
        ("/seven", StatusCode::BAD_REQUEST),
        ("/7?a=one", StatusCode::BAD_REQUEST),
    ] {
        let answer = server.send(request("GET", path, APP)).await;
        assert_eq!(answer.status, status, "{path}");
        answer.assert_allowed();
    }
}

#[derive(Clone)]
struct Keys(&'static str);

#[derive(Clone)]
struct App {
    keys: Keys,
}

impl FromRef<App> for Keys {
    fn from_ref(app: &App) -> Self {
        app.keys.clone()
    }
}

/// Who asks, by a key that the state knows: an extractor of parts.
struct User;

impl<S> FromRequestParts<S> for User
where
    Keys: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Keys(right) = Keys::from_ref(state);
        match parts.headers.get("authorization") {
            Some(given) if given == right => Ok(Self),
            _ => Err((StatusCode::UNAUTHORIZED, "who are you?")),
        }
    }
}

/// An extractor of the whole request, which rejects by a response of its own.
struct Signed(String);

impl<S> FromRequest<S> for Signed
where
    Keys: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let Keys(right) = Keys::from_ref(state);
        let text = String::from_request(request, &())
            .await
            .map_err(IntoResponse::into_response)?;
        match text.strip_suffix(right) {
            Some(text) => Ok(Self(text.to_owned())),
            None => Err((StatusCode::CONFLICT, [("vary", "accept")]).into_response()),
        }
    }
}

#[cors(origins = ["https://app.example.com"], headers = ["authorization"])]
async fn sign(_: User, State(keys): State<Keys>, Signed(text): Signed) -> String {
    format!("{text} {}", keys.0)
}

#[tokio::test]
async fn by_extractors_of_ones_own_that_use_the_state() {
    let app = App {
        keys: Keys("secret"),
    };
    let server = serve(Router::new().route("/", post(sign).into()).with_state(app)).await;

    let unknown = server.send(request("POST", "/", APP)).await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    assert_eq!(unknown.body, "who are you?");
    unknown.assert_allowed();

    let known = |origin| request("POST", "/", origin).header("authorization", "secret");
    let unsigned = server.send_body(known(APP), "text").await;
    assert_eq!(unsigned.status, StatusCode::CONFLICT);
    assert_eq!(
        unsigned.cors(),
        [(ACAO, APP), (VARY, "accept"), (VARY, "Origin")]
    );

    let signed = server.send_body(known(APP), "text secret").await;
    assert_eq!(
        (signed.status, &*signed.body),
        (StatusCode::OK, "text  secret")
    );
    signed.assert_allowed();
    server
        .send_body(known(EVIL), "text secret")
        .await
        .assert_not_allowed();

    // A browser asks without the key that the page will send.
    let asked = server.send(preflight("POST", "/", APP)).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT);
}
