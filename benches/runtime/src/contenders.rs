//! One router, and everything that puts the same policy on it.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use cors::Policy;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    CONTENT_TYPE, ORIGIN, VARY,
};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tower_layer::Identity;

use crate::origins::with_a_hundred;

/// How many origins a policy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origins {
    One,
    Hundred,
}

/// What is on the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    /// Nothing. OPTIONS has a handler, which is the least that it takes to answer a preflight at all.
    Bare,
    /// A handler that compares a string and inserts what it has to.
    ByHand,
    /// `#[cors::axum::cors]`.
    Attribute,
    /// A layer that does nothing: what axum itself takes for any layer.
    EmptyLayer,
    /// `cors::tower::CorsLayer`.
    Layer,
    /// `tower_http::cors::CorsLayer`.
    TowerHttp,
}

impl Contender {
    pub(crate) const ALL: [Self; 6] = [
        Self::Bare,
        Self::ByHand,
        Self::Attribute,
        Self::EmptyLayer,
        Self::Layer,
        Self::TowerHttp,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::ByHand => "by hand",
            Self::Attribute => "attribute",
            Self::EmptyLayer => "empty layer",
            Self::Layer => "layer",
            Self::TowerHttp => "tower-http",
        }
    }

    /// The router with this on it.
    pub(crate) fn router(self, origins: Origins) -> Router {
        let plain = || get(hello).options(no_content);
        let policy = match origins {
            Origins::One => &ONE,
            Origins::Hundred => &HUNDRED,
        };
        let router = match self {
            Self::Bare => router(plain()),
            Self::ByHand => router(get(hello_by_hand).options(preflight_by_hand)),
            Self::Attribute => router(match origins {
                Origins::One => cors::axum::get(hello_to_one).into(),
                Origins::Hundred => cors::axum::get(hello_to_a_hundred).into(),
            }),
            Self::EmptyLayer => router(plain()).layer(Identity::new()),
            Self::Layer => router(plain()).layer(cors::tower::CorsLayer::new(policy)),
            Self::TowerHttp => router(plain()).layer(tower_http(origins)),
        };
        // As `axum::serve` does, so that handlers and layers aren't put together for each request anew.
        router.with_state(())
    }
}

fn router(path: MethodRouter) -> Router {
    Router::new().route("/hello", path)
}

async fn hello() -> &'static str {
    "Hello World!"
}

async fn no_content() -> StatusCode {
    StatusCode::NO_CONTENT
}

static ONE: Policy = cors::policy! {
    origins = ["https://shop50.example.com"],
    methods = [GET],
    headers = ["content-type", "accesstoken"],
    expose = ["x-total-count"],
    max_age = 600,
    credentials,
};

macro_rules! policy {
    ($($origin:literal,)*) => {
        cors::policy! {
            origins = [$($origin),*],
            methods = [GET],
            headers = ["content-type", "accesstoken"],
            expose = ["x-total-count"],
            max_age = 600,
            credentials,
        }
    };
}
static HUNDRED: Policy = with_a_hundred!(policy);

#[cors::axum::cors(policy = ONE)]
async fn hello_to_one() -> &'static str {
    hello().await
}

#[cors::axum::cors(policy = HUNDRED)]
async fn hello_to_a_hundred() -> &'static str {
    hello().await
}

fn tower_http(origins: Origins) -> tower_http::cors::CorsLayer {
    macro_rules! values {
        ($($origin:literal,)*) => { vec![$(HeaderValue::from_static($origin)),*] };
    }
    let origins = match origins {
        Origins::One => vec![HeaderValue::from_static("https://shop50.example.com")],
        Origins::Hundred => with_a_hundred!(values),
    };
    tower_http::cors::CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET])
        .allow_headers([CONTENT_TYPE, HeaderName::from_static("accesstoken")])
        .expose_headers([HeaderName::from_static("x-total-count")])
        .max_age(Duration::from_secs(600))
        .allow_credentials(true)
}

const TRUE: HeaderValue = HeaderValue::from_static("true");

async fn hello_by_hand(request: Request) -> Response {
    let mut response = hello().await.into_response();
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = request.headers().get(ORIGIN)
        && origin == "https://shop50.example.com"
    {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        let expose = HeaderValue::from_static("x-total-count");
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, expose);
    }
    response
}

async fn preflight_by_hand(request: Request) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = request.headers().get(ORIGIN)
        && origin == "https://shop50.example.com"
    {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        let methods = HeaderValue::from_static("GET");
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        let names = HeaderValue::from_static("content-type, accesstoken");
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
        let seconds = HeaderValue::from_static("600");
        headers.insert(ACCESS_CONTROL_MAX_AGE, seconds);
    } else {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    response
}
