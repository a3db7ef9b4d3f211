//! A server on axum and tower-http's `CorsLayer`, with one mistake on each path.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, put};
use tower_http::cors::{Any, CorsLayer};

use crate::server::in_thread;

const APP: &str = "https://app.example.com";

/// Starts it, and says where it is.
pub(crate) fn start() -> String {
    in_thread(|listener| async {
        listener.set_nonblocking(true)?;
        axum::serve(tokio::net::TcpListener::from_std(listener)?, service()).await
    })
}

fn service() -> Router {
    let of = |origin| CorsLayer::new().allow_origin([HeaderValue::from_static(origin)]);
    let app = || of(APP);
    let production = HeaderValue::from_static("https://www.example.com");
    let json = [CONTENT_TYPE];
    let layers = [
        // Right, for comparison.
        (
            "/right",
            app()
                .allow_methods([Method::PUT])
                .allow_headers(json)
                .allow_credentials(true),
        ),
        // `*`, and the page sends a cookie.
        ("/wildcard", CorsLayer::permissive()),
        // Nobody said that there are cookies.
        ("/no-credentials", app()),
        // What somebody copies out of the address bar. It compares by itself, and then says nothing.
        ("/slash", of("https://app.example.com/")),
        // The address of production, on a test server. What isn't a list is sent to every page.
        ("/fixed", CorsLayer::new().allow_origin(production)),
        // By default there are no methods.
        ("/methods", app()),
        // JSON isn't thought of.
        (
            "/headers",
            app().allow_methods(Any).allow_headers([AUTHORIZATION]),
        ),
        // `*` isn't for `Authorization`.
        (
            "/token",
            CorsLayer::new().allow_origin(Any).allow_headers(Any),
        ),
    ];
    let router = Router::new()
        // The layer on the route alone: axum answers OPTIONS by itself.
        .route("/route", put(answer).route_layer(app().allow_methods(Any)))
        // Authentication comes first: the last layer is the outermost.
        .route(
            "/authentication",
            any(answer)
                .layer(app().allow_methods(Any))
                .layer(from_fn(authenticate)),
        );
    layers.into_iter().fold(router, |router, (path, layer)| {
        router.route(path, any(answer).layer(layer))
    })
}

async fn answer() -> &'static str {
    "buy milk"
}

async fn authenticate(request: Request, next: Next) -> Response {
    match request.headers().contains_key(AUTHORIZATION) {
        true => next.run(request).await,
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}
