//! A gateway: behind the policy there is a server with CORS headers of its own, and none of them gets through.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing;
use cors::Policy;
use cors::axum::{Router, any, cors};
use cors::tower::CorsLayer;
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACEH, ACMA, ACRM, ADMIN, APP, EVIL, Reply, Server, VARY, preflight,
    request,
};
use http::{HeaderValue, StatusCode, header};
use tower_http::cors::CorsLayer as TowerHttp;

use crate::serve;

const TIMING: &str = "timing-allow-origin";
const NOTHING: [(&str, &str); 0] = [];

static FOR_APP: Policy = cors::policy! { origins = ["https://app.example.com"] };
static TIMED: Policy = cors::policy! { origins = ["https://app.example.com"], timing };

/// Every header of CORS there is, to every page, on every response and on those to preflights.
async fn permits_all(request: Request) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let origin = origin.unwrap_or(HeaderValue::from_static("*"));
    let mut response = (StatusCode::ACCEPTED, "upstream").into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (ACAC, "true"),
        (ACAM, "GET, PUT, DELETE"),
        (ACAH, "content-type, x-a"),
        (ACEH, "x-secret"),
        (ACMA, "86400"),
        (TIMING, "*"),
        ("access-control-allow-private-network", "true"),
        ("access-control-allow-local-network", "true"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(ACAO, origin.clone());
    headers.append(ACAO, HeaderValue::from_static("*"));
    headers.append(TIMING, origin);
    response
}

async fn handmade() -> Server {
    serve(axum::Router::new().fallback(permits_all)).await
}

/// One that tower-http opens to all pages, with their credentials.
async fn very_permissive() -> Server {
    let app = axum::Router::new().fallback(async || (StatusCode::ACCEPTED, "upstream"));
    serve(app.layer(TowerHttp::very_permissive())).await
}

/// What the upstream server says, as it says it.
async fn forward(upstream: Server, request: Request) -> Response {
    let mut forwarded = http::Request::builder()
        .method(request.method())
        .uri(request.uri().path());
    for (name, value) in request.headers() {
        if *name != header::HOST {
            forwarded = forwarded.header(name, value);
        }
    }
    let reply = upstream.send(forwarded).await;
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

#[cors(policy = FOR_APP)]
async fn annotated(State(upstream): State<Server>, request: Request) -> Response {
    forward(upstream, request).await
}

async fn plain(State(upstream): State<Server>, request: Request) -> Response {
    forward(upstream, request).await
}

/// Each way to put a policy in front of the upstream server.
async fn gateways(upstream: Server) -> Vec<(&'static str, Server)> {
    let service = tower::service_fn(move |request| async move {
        Ok::<_, Infallible>(forward(upstream, request).await)
    });
    let group = |router: Router<Server>| serve(router.policy(&FOR_APP).with_state(upstream));
    let axums = || axum::Router::<Server>::new();
    vec![
        (
            "fallback_service",
            group(Router::new().fallback_service(service)).await,
        ),
        (
            "nest_service",
            group(Router::new().nest_service("/x", service)).await,
        ),
        (
            "route_service",
            group(Router::new().route_service("/x", service)).await,
        ),
        ("fallback", group(Router::new().fallback(plain)).await),
        ("any", group(Router::new().route("/x", any(plain))).await),
        (
            "axum's any",
            group(Router::new().route("/x", routing::any(plain))).await,
        ),
        (
            "the attribute",
            serve(
                Router::new()
                    .route("/x", any(annotated))
                    .with_state(upstream),
            )
            .await,
        ),
        (
            "the attribute in axum's router",
            serve(
                axums()
                    .route("/x", any(annotated).into())
                    .with_state(upstream),
            )
            .await,
        ),
        (
            "a layer",
            serve(
                axums()
                    .fallback(plain)
                    .with_state(upstream)
                    .layer(CorsLayer::new(&FOR_APP)),
            )
            .await,
        ),
        (
            "a router of axum's in a group",
            group(Router::from(axums().fallback(plain))).await,
        ),
    ]
}

#[tokio::test]
async fn nothing_of_an_upstream_servers_policy_gets_through() {
    for upstream in [handmade().await, very_permissive().await] {
        for (name, gateway) in gateways(upstream).await {
            for method in ["GET", "PUT", "OPTIONS"] {
                let reply = gateway.send(request(method, "/x", APP)).await;
                // tower-http answers every OPTIONS request.
                if method != "OPTIONS" {
                    assert_eq!(
                        (reply.status, &*reply.body),
                        (StatusCode::ACCEPTED, "upstream"),
                        "{name}"
                    );
                }
                let vary = reply.lines(VARY).join(", ").to_lowercase();
                assert_eq!(vary.matches("origin").count(), 1, "{name}: {vary}");
                assert_eq!(without_vary(&reply), [(ACAO, APP)], "{name} {method}");
                let reply = gateway.send(request(method, "/x", EVIL)).await;
                assert_eq!(without_vary(&reply), NOTHING, "{name} {method}");
            }
            let reply = gateway.send(preflight("PUT", "/x", EVIL)).await;
            assert_eq!(without_vary(&reply), NOTHING, "{name}");
            let reply = gateway.send(preflight("PUT", "/x", APP)).await;
            let is_left = name == "a router of axum's in a group";
            assert_eq!(reply.header(ACAO), (!is_left).then_some(APP), "{name}");
            for other in [ACAC, ACAH, ACEH, ACMA, TIMING] {
                assert_eq!(reply.header(other), None, "{name}: {other}");
            }
            // What isn't a preflight, but looks like one.
            for (is_read, odd) in [
                (true, request("OPTIONS", "/x", APP)),
                (false, http::Request::options("/x").header(ACRM, "PUT")),
                (
                    false,
                    preflight("PUT", "/x", APP).header(header::ORIGIN, EVIL),
                ),
            ] {
                let reply = gateway.send(odd).await;
                let expected: &[_] = if is_read { &[(ACAO, APP)] } else { &[] };
                assert_eq!(without_vary(&reply), expected, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn resource_timing_is_the_policys_too() {
    let upstream = handmade().await;
    let router = Router::new().fallback(plain).with_state(upstream);
    for (policy, read) in [
        (&TIMED, &[(ACAO, APP), (TIMING, APP)][..]),
        (&FOR_APP, &[(ACAO, APP)]),
    ] {
        let gateway = serve(router.clone().policy(policy)).await;
        let reply = gateway.send(request("GET", "/", APP)).await;
        assert_eq!(without_vary(&reply), read);
        let reply = gateway.send(request("GET", "/", EVIL)).await;
        assert_eq!(without_vary(&reply), NOTHING);
    }
}

/// A policy of this crate, in the same program, isn't an upstream server's: it is the nearest.
#[tokio::test]
async fn inside_of_a_group_the_nearest_policy_speaks() {
    static FOR_ADMIN: Policy =
        cors::policy! { origins = ["https://admin.example.com"], methods = [PUT], timing };
    let upstream = handmade().await;
    let inner = || axum::Router::<Server>::new().fallback(plain);
    let router = Router::from(inner().layer(CorsLayer::new(&FOR_ADMIN))).policy(&FOR_APP);
    let gateway = serve(router.with_state(upstream)).await;
    let reply = gateway.send(preflight("PUT", "/x", ADMIN)).await;
    assert_eq!(without_vary(&reply), [(ACAM, "PUT"), (ACAO, ADMIN)]);
    let reply = gateway.send(request("PUT", "/x", ADMIN)).await;
    assert_eq!(without_vary(&reply), [(ACAO, ADMIN), (TIMING, ADMIN)]);
    for refused in [APP, EVIL] {
        for asked in [
            preflight("PUT", "/x", refused),
            request("PUT", "/x", refused),
        ] {
            assert_eq!(
                without_vary(&gateway.send(asked).await),
                NOTHING,
                "{refused}"
            );
        }
    }
}

fn without_vary(reply: &Reply) -> Vec<(&str, &str)> {
    let lines = reply.cors().into_iter();
    lines.filter(|(name, _)| *name != VARY).collect()
}
