//! A policy around another one, with layers in between that know of neither. The policy nearest to the handler decides,
//! whatever happens to the headers on the way.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::MethodRouter as AxumMethodRouter;
use cors::Policy;
use cors::axum::{cors, get};
use cors::tower::CorsLayer;
use cors_conformance::{ACAC, ACAO, ADMIN, APP, EVIL, VARY, preflight, request};
use http::{HeaderValue, Request, StatusCode, header};
use tower::{Layer, Service, ServiceExt as _, service_fn};

use crate::serve;

static OUTER: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
static INNER: Policy = cors::policy! { origins = ["https://admin.example.com"] };
static ENFORCED: Policy = cors::policy! { origins = ["https://admin.example.com"], enforce };

#[cors(origins = ["https://admin.example.com"])]
async fn for_admin() -> &'static str {
    "for admin"
}

#[cors(policy = ENFORCED)]
async fn for_admin_only() -> &'static str {
    "for admin only"
}

/// The inner policy by the attribute, and by a layer: `/enforced` doesn't run the handler for another origin.
fn inner() -> Router {
    async fn plain() -> &'static str {
        "by a layer"
    }
    let by_layer = |policy: &'static Policy| -> AxumMethodRouter {
        axum::routing::get(plain).layer(CorsLayer::new(policy))
    };
    Router::new()
        .route("/", get(for_admin).into())
        .route("/enforced", get(for_admin_only).into())
        .route("/layer", by_layer(&INNER))
        .route("/layer/enforced", by_layer(&ENFORCED))
}

const PATHS: [&str; 4] = ["/", "/enforced", "/layer", "/layer/enforced"];

async fn rewrite_vary(mut response: Response) -> Response {
    let value = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().insert(header::VARY, value);
    response
}

#[tokio::test]
async fn what_the_inner_policy_refused_stays_closed_if_a_layer_in_between_sets_vary() {
    let router = inner()
        .layer(map_response(rewrite_vary))
        .layer(CorsLayer::new(&OUTER));
    let server = serve(router).await;
    for path in PATHS {
        for origin in [APP, EVIL] {
            let answer = server.send(request("GET", path, origin)).await;
            assert_eq!(answer.cors(), [(VARY, "Accept-Encoding")], "{path}");
        }
        let answer = server.send(request("GET", path, ADMIN)).await;
        let allowed = [(ACAO, ADMIN), (VARY, "Accept-Encoding")];
        assert_eq!(answer.cors(), allowed, "{path}");
    }
}

#[tokio::test]
async fn or_removes_every_header() {
    async fn without_headers(mut response: Response) -> Response {
        response.headers_mut().clear();
        response
    }
    let router = inner()
        .layer(map_response(without_headers))
        .layer(CorsLayer::new(&OUTER));
    let server = serve(router).await;
    for path in PATHS {
        for origin in [APP, ADMIN] {
            let answer = server.send(request("GET", path, origin)).await;
            answer.assert_untouched();
        }
    }
}

#[tokio::test]
async fn or_replaces_the_body_and_the_status() {
    async fn replaced(response: Response) -> Response {
        let (mut parts, _) = response.into_parts();
        parts.status = StatusCode::IM_A_TEAPOT;
        Response::from_parts(parts, Body::from("another"))
    }
    let router = inner()
        .layer(map_response(replaced))
        .layer(CorsLayer::new(&OUTER));
    let server = serve(router).await;
    for path in PATHS {
        let answer = server.send(request("GET", path, APP)).await;
        assert_eq!(answer.status, StatusCode::IM_A_TEAPOT);
        assert_eq!(answer.body, "another");
        answer.assert_not_allowed();
    }
}

#[tokio::test]
async fn a_layer_that_makes_a_new_response_of_the_parts_drops_the_decision() {
    async fn renewed(response: Response) -> Response {
        let mut new = Response::new(Body::empty());
        *new.status_mut() = response.status();
        *new.headers_mut() = response.headers().clone();
        new
    }
    let router = inner()
        .layer(map_response(renewed))
        .layer(CorsLayer::new(&OUTER));
    let server = serve(router).await;
    for path in PATHS {
        let answer = server.send(request("GET", path, APP)).await;
        let allowed = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin")];
        assert_eq!(answer.cors(), allowed, "{path}");
        // Whose headers these were can't be told any more.
        let answer = server.send(request("GET", path, ADMIN)).await;
        answer.assert_not_allowed();
    }
}

#[tokio::test]
async fn a_layer_that_answers_preflights_opens_no_handler_whose_own_policy_would_not() {
    static WRITES: Policy =
        cors::policy! { origins = ["https://app.example.com"], methods = [PUT] };
    static RAN: AtomicUsize = AtomicUsize::new(0);
    let run = async || {
        RAN.fetch_add(1, Ordering::Relaxed);
    };
    let router = Router::new()
        .route("/", axum::routing::put(run).layer(CorsLayer::new(&INNER)))
        .layer(CorsLayer::new(&WRITES));
    let server = serve(router).await;
    // The browser asked the layer, so the policy nearer to the handler has to keep it from running.
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    let reply = server.send(request("PUT", "/", APP)).await;
    assert_eq!(
        (reply.status, RAN.load(Ordering::Relaxed)),
        (StatusCode::FORBIDDEN, 0)
    );
    server.send(Request::put("/")).await;
    assert_eq!(RAN.load(Ordering::Relaxed), 1, "without `Origin`");
}

#[tokio::test]
async fn a_response_has_one_extension_more_and_that_to_a_preflight_has_none() {
    let plain = service_fn(async |_: Request<Body>| {
        Ok::<_, Infallible>(Response::new(Body::from("hello")))
    });
    let once = CorsLayer::new(&INNER).layer(plain);
    let twice = CorsLayer::new(&OUTER).layer(once.clone());
    let router = inner().layer(CorsLayer::new(&OUTER));
    for (request, expected) in [
        (request("GET", "/", APP), 1),
        (request("GET", "/", ADMIN), 1),
        (request("GET", "/enforced", APP), 1),
        (request("GET", "/layer/enforced", EVIL), 1),
        (Request::get("/"), 1),
        // An outer policy answers these itself.
        (preflight("GET", "/", APP), 0),
        (preflight("GET", "/", EVIL), 0),
    ] {
        let request = request.body(()).unwrap();
        let copy = || request.clone().map(|()| Body::empty());
        assert_eq!(extensions(once.clone(), copy()).await, expected);
        assert_eq!(extensions(twice.clone(), copy()).await, expected);
        assert_eq!(extensions(router.clone(), copy()).await, expected);
    }
}

/// How many extensions the response has.
async fn extensions<S>(service: S, request: Request<Body>) -> usize
where
    S: Service<Request<Body>, Response = Response, Error = Infallible>,
{
    let Ok(response) = service.oneshot(request).await;
    response.extensions().len()
}
