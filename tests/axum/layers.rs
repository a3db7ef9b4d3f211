//! Layers around annotated handlers.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter as AxumMethodRouter;
use cors::axum::{cors, get};
use cors_conformance::{ACAH, APP, EVIL, preflight, request};
use http::StatusCode;
use http::request::Parts;
use tower_http::catch_panic::CatchPanicLayer;

use crate::serve;

#[cors(origins = ["https://app.example.com"])]
async fn hello() -> &'static str {
    "hello"
}

async fn stamp(mut response: Response) -> Response {
    response.headers_mut().insert("x-stamp", 1.into());
    response
}

#[tokio::test]
async fn a_layer_sees_what_a_handler_and_a_preflight_answer() {
    let route = || -> AxumMethodRouter { get(hello).into() };
    let router = Router::new()
        .route("/method", route().layer(map_response(stamp)))
        .route("/method/route", route().route_layer(map_response(stamp)))
        .merge(
            Router::new()
                .route("/router", route())
                .layer(map_response(stamp)),
        )
        .merge(
            Router::new()
                .route("/router/route", route())
                .route_layer(map_response(stamp)),
        )
        .route("/without", route());
    let server = serve(router).await;
    for path in [
        "/method",
        "/method/route",
        "/router",
        "/router/route",
        "/without",
    ] {
        let stamp = (path != "/without").then_some("1");
        let answer = server.send(request("GET", path, APP)).await;
        answer.assert_allowed();
        assert_eq!(
            (answer.header("x-stamp"), &*answer.body),
            (stamp, "hello"),
            "{path}"
        );
        let answer = server.send(preflight("GET", path, APP)).await;
        assert_eq!(answer.methods(), ["GET"]);
        assert_eq!(answer.header("x-stamp"), stamp, "{path}");
        let answer = server.send(preflight("GET", path, EVIL)).await;
        answer.assert_refused();
        assert_eq!(answer.header("x-stamp"), stamp, "{path}");
    }
}

async fn with_key(request: Request, next: Next) -> Response {
    if request.headers().contains_key("authorization") {
        return next.run(request).await;
    }
    StatusCode::UNAUTHORIZED.into_response()
}

/// Which is why the documentation says to use an extractor, as the next test does.
#[tokio::test]
async fn a_middleware_that_rejects_stands_before_the_policy_and_rejects_preflights_too() {
    let router = Router::new()
        .route("/", get(hello).into())
        .layer(from_fn(with_key));
    let server = serve(router).await;
    for asked in [request("GET", "/", APP), preflight("GET", "/", APP)] {
        let answer = server.send(asked).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        answer.assert_untouched();
    }
    let known = request("GET", "/", APP).header("authorization", "x");
    server.send(known).await.assert_allowed();
}

struct Key;

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        match parts.headers.get("authorization") {
            Some(_) => Ok(Self),
            None => Err(StatusCode::UNAUTHORIZED),
        }
    }
}

#[cors(origins = ["https://app.example.com"], headers = ["authorization"])]
async fn secret(_: Key) -> &'static str {
    "secret"
}

#[tokio::test]
async fn an_extractor_that_rejects_stands_behind_it() {
    let server = serve(Router::new().route("/", get(secret).into())).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    answer.assert_allowed();
    let answer = server.send(preflight("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header(ACAH), Some("authorization"));
}

#[cors(origins = ["https://app.example.com"])]
async fn panicking() {
    std::panic::resume_unwind(Box::new("on purpose"));
}

static POLICY: cors::Policy = cors::policy! { origins = ["https://app.example.com"] };

#[tokio::test]
async fn a_panic_takes_the_headers_with_it_where_only_the_attribute_would_put_them() {
    let router = Router::new()
        .route("/", get(panicking).into())
        .layer(CatchPanicLayer::new());
    let server = serve(router).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.assert_untouched();
    // The server goes on.
    assert_eq!(
        server.send(preflight("GET", "/", APP)).await.methods(),
        ["GET"]
    );
}

#[tokio::test]
async fn a_panic_that_is_caught_inside_of_a_cors_layer_has_the_headers() {
    let router = Router::new()
        .route("/", get(panicking).into())
        .layer(CatchPanicLayer::new())
        .layer(cors::tower::CorsLayer::new(&POLICY));
    let server = serve(router).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.assert_allowed();
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
}

#[tokio::test]
async fn a_panic_that_is_caught_outside_of_a_cors_layer_has_not() {
    let router = Router::new()
        .route("/", get(panicking).into())
        .layer(cors::tower::CorsLayer::new(&POLICY))
        .layer(CatchPanicLayer::new());
    let server = serve(router).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.assert_untouched();
}

#[tokio::test]
async fn a_service_may_share_the_path() {
    let service =
        tower::service_fn(async |_: Request| Ok::<_, Infallible>("a service".into_response()));
    let path = AxumMethodRouter::from(get(hello)).put_service(service);
    let server = serve(Router::new().route("/", path)).await;
    let answer = server.send(request("PUT", "/", APP)).await;
    assert_eq!(answer.body, "a service");
    answer.assert_untouched();
    assert_eq!(
        server.send(preflight("PUT", "/", APP)).await.methods(),
        ["GET"]
    );
}
