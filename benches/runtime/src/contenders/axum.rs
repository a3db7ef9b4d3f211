//! axum routers.

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use http::StatusCode;
use tower_layer::Identity;
use tower_service::Service as _;

use super::plain::twenty_headers;
use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::{Asked, HEADERS, HELLO};

/// The handler that the policies are put on.
pub(crate) async fn hello() -> &'static str {
    "Hello, World!"
}

/// The one whose response has twenty headers already.
pub(crate) async fn headers() -> Response {
    let mut response = hello().await.into_response();
    twenty_headers(response.headers_mut());
    response
}

async fn no_content() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn router([at_hello, at_headers]: [MethodRouter; 2]) -> Router {
    Router::new()
        .route(HELLO, at_hello)
        .route(HEADERS, at_headers)
}

pub(crate) fn plain() -> Router {
    router([
        get(hello).options(no_content),
        get(headers).options(no_content),
    ])
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain(), asked)
}

/// What axum itself takes for any layer.
pub(crate) fn bare_with_a_layer(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain().layer(Identity::new()), asked)
}

pub(crate) fn by_hand(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(router((subject.axum_by_hand)()), asked)
}

pub(crate) fn attribute(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(router((subject.axum_attribute)()), asked)
}

pub(crate) fn layer(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let layer = cors::tower::CorsLayer::new(subject.policy);
    server(plain().layer(layer), asked)
}

pub(crate) fn server(router: Router, asked: &Asked) -> Option<Box<dyn Server>> {
    let asked = asked.clone();
    // As `axum::serve` does, so that handlers and layers aren't put together for each request anew.
    let mut router = router.with_state(());
    InMemory::boxed(
        move || asked.request(Body::empty()),
        move |request| ready_now(router.call(request)).map(|Ok(response)| response),
        |response| response.as_ref().map(Shown::of_http).unwrap_or_default(),
    )
}
