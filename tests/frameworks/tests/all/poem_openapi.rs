//! poem-openapi: a middleware around its service, also among handlers with policies of their own.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use cors::Policy;
use cors::poem::{Cors, Route, cors, get as get_by};
use http_body_util::{BodyExt as _, Full};
use poem::{Endpoint, EndpointExt as _, IntoEndpoint, handler};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{OpenApi, OpenApiService};
use tower::util::service_fn;

use crate::{API, app, evil, get, put};

struct Notes;

#[OpenApi]
impl Notes {
    /// Replaces the note.
    #[oai(path = "/notes", method = "put")]
    async fn save(&self, note: Json<String>) -> PlainText<String> {
        PlainText(note.0)
    }
}

fn notes() -> OpenApiService<Notes, ()> {
    OpenApiService::new(Notes, "notes", "1.0")
}

/// The endpoint as a service.
macro_rules! service {
    ($endpoint:expr) => {{
        let endpoint = Arc::new($endpoint.into_endpoint());
        service_fn(move |request: http::Request<Full<Bytes>>| {
            let endpoint = Arc::clone(&endpoint);
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await?.to_bytes();
                let request = poem::Request::builder().method(head.method).uri(head.uri);
                let mut request = request.body(body);
                *request.headers_mut() = head.headers;
                let response = endpoint.get_response(request).await;
                Ok::<http::Response<_>, Infallible>(response.into())
            }
        })
    }};
}

#[tokio::test]
async fn a_middleware_stands_around_its_service() {
    let service = service!(notes().with(Cors::new(&API)));
    let outcome = app().fetch(&put("/notes"), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        "a note"
    );
    evil()
        .fetch(&put("/notes"), service.clone())
        .await
        .assert_blocked();
    // What it rejects itself, and what it doesn't have.
    let malformed = put("/notes").text("{");
    let rejected = app().fetch(&malformed, service.clone()).await;
    assert_eq!(rejected.assert_readable().status(), 400);
    let missing = app().fetch(&put("/missing"), service).await;
    assert_eq!(missing.assert_readable().status(), 404);
}

#[tokio::test]
async fn its_service_is_nested_among_handlers_with_policies() {
    static ADMINS: Policy = cors::policy! { origins = ["https://admin.example.com"] };

    #[cors(origins = ["*"])]
    #[handler]
    fn status() -> &'static str {
        "well"
    }

    let route = Route::new()
        .at("/status", get_by(status))
        .nest("/api", notes().with(Cors::new(&API)))
        .policy(&ADMINS);
    let service = service!(route);
    let outcome = app().fetch(&put("/api/notes"), service.clone()).await;
    outcome.assert_preflighted().assert_readable();
    let rejected = app().fetch(&put("/api/missing"), service.clone()).await;
    assert_eq!(rejected.assert_readable().status(), 404);
    evil()
        .fetch(&put("/api/notes"), service.clone())
        .await
        .assert_blocked();
    evil()
        .fetch(&get("/status"), service)
        .await
        .assert_readable();
}
