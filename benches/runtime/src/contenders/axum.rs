//! axum routers.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use cors::axum::CorsMethodRouter;
use http::StatusCode;
use tower_layer::Identity;
use tower_service::Service as _;

use super::by_hand;
use super::handlers::{axum_headers, axum_hello};
use crate::policies::{self, BenchPolicy, for_each_policy};
use crate::requests::{BenchRequest, HEADERS, HELLO};
use crate::server::{InMemory, Server, Summary, run_ready};

/// At [`HELLO`] and at [`HEADERS`].
type Routes = [MethodRouter; 2];

/// The routes with one policy, by the attribute and by hand.
struct PolicyRoutes {
    name: &'static str,
    attribute: fn() -> [CorsMethodRouter; 2],
    by_hand: fn() -> Routes,
}

macro_rules! routes {
    ($($name:ident)*) => {
        const ROUTES: &[PolicyRoutes] = &[$({
            fn attribute() -> [CorsMethodRouter; 2] {
                #[cors::axum::cors(policy = policies::$name::POLICY)]
                async fn hello() -> &'static str {
                    axum_hello().await
                }

                #[cors::axum::cors(policy = policies::$name::POLICY)]
                async fn headers() -> Response {
                    axum_headers().await
                }
                // PUT is the method that the preflights ask for.
                [cors::axum::get(hello).put(hello), cors::axum::get(headers).put(headers)]
            }

            PolicyRoutes {
                name: stringify!($name),
                attribute,
                by_hand: by_hand::axum::<policies::$name::Constants>,
            }
        }),*];
    };
}
for_each_policy! { routes }

fn find_routes(policy: &BenchPolicy) -> Option<&'static PolicyRoutes> {
    ROUTES.iter().find(|routes| routes.name == policy.name)
}

async fn no_content() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn router([at_hello, at_headers]: Routes) -> Router {
    Router::new()
        .route(HELLO, at_hello)
        .route(HEADERS, at_headers)
}

pub(crate) fn plain() -> Router {
    router([
        get(axum_hello).options(no_content),
        get(axum_headers).options(no_content),
    ])
}

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(plain(), template)
}

/// The cost of any layer in axum, even one that does nothing.
pub(crate) fn bare_with_a_layer(
    _: &BenchPolicy,
    template: &BenchRequest,
) -> Option<Box<dyn Server>> {
    server(plain().layer(Identity::new()), template)
}

pub(crate) fn by_hand(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let routes = find_routes(policy)?;
    server(router((routes.by_hand)()), template)
}

pub(crate) fn attribute(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let routes = find_routes(policy)?;
    server(
        router((routes.attribute)().map(MethodRouter::from)),
        template,
    )
}

/// The attribute, in the router with the policies in front.
pub(crate) fn router_attribute(
    policy: &BenchPolicy,
    template: &BenchRequest,
) -> Option<Box<dyn Server>> {
    let [at_hello, at_headers] = (find_routes(policy)?.attribute)();
    let router = cors::axum::Router::new()
        .route(HELLO, at_hello)
        .route(HEADERS, at_headers);
    server(router.into(), template)
}

/// The same router with one policy for all that is in it.
pub(crate) fn router_group(
    policy: &BenchPolicy,
    template: &BenchRequest,
) -> Option<Box<dyn Server>> {
    let router = cors::axum::Router::new()
        .route(HELLO, cors::axum::get(axum_hello).put(axum_hello))
        .route(HEADERS, cors::axum::get(axum_headers).put(axum_headers))
        .policy(policy.policy);
    server(router.into(), template)
}

pub(crate) fn layer(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let layer = cors::tower::CorsLayer::new(policy.policy);
    server(plain().layer(layer), template)
}

pub(crate) fn server(router: Router, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let template = template.clone();
    // As in `axum::serve`: otherwise handlers and layers would be combined anew for each request.
    let mut router = router.with_state(());
    InMemory::boxed(
        move || template.to_http(Body::empty()),
        move |request| run_ready(router.call(request)).map(|Ok(response)| response),
        |response| response.as_ref().map(Summary::of).unwrap_or_default(),
    )
}
