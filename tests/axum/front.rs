//! `cors::axum::Router`: the policies stand in front of all that is in it.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{OriginalUri, Path, Request, State};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{self, MethodFilter};
use cors::Policy;
use cors::axum::{CorsMethodRouter, Router, any, cors, delete, get, on, options, patch, post, put};
use cors::tower::CorsLayer;
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACMA, ADMIN, APP, EVIL, Server, VARY, preflight, request,
};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use crate::serve;

static FOR_APP: Policy = cors::policy! { origins = ["https://app.example.com"] };
static FOR_ADMIN: Policy = cors::policy! { origins = ["https://admin.example.com"] };
static PUBLIC: Policy = cors::policy! { origins = ["*"] };

#[cors(policy = FOR_APP)]
async fn by_app() -> &'static str {
    "by app"
}

#[cors(policy = FOR_ADMIN)]
async fn by_admin() -> &'static str {
    "by admin"
}

#[cors(origins = ["https://app.example.com"], enforce)]
async fn enforced() -> &'static str {
    "enforced"
}

async fn plain() -> &'static str {
    "plain"
}

async fn rejects_all(_: Request, _: Next) -> Response {
    StatusCode::UNAUTHORIZED.into_response()
}

/// Whether a page of this origin can read the response to its request.
async fn reads(server: &Server, method: &str, path: &str, origin: &str) -> bool {
    let answer = server.send(request(method, path, origin)).await;
    answer
        .header(ACAO)
        .is_some_and(|read| read == origin || read == "*")
}

/// Whether a browser would let a page of this origin send such a request: one that isn't simple.
async fn may_send(server: &Server, method: &str, path: &str, origin: &str) -> bool {
    let answer = server.send(preflight(method, path, origin)).await;
    answer.status.is_success()
        && answer
            .header(ACAO)
            .is_some_and(|read| read == origin || read == "*")
        && (answer.methods().contains(&method) || ["GET", "HEAD", "POST"].contains(&method))
}

#[tokio::test]
async fn every_response_is_readable_whoever_gives_it() {
    for status in [301, 401, 403, 408, 413, 415, 429, 500, 504] {
        let status = StatusCode::from_u16(status).unwrap();
        let reject = move |_: Request, _: Next| async move {
            ([(header::LOCATION, "/elsewhere")], status).into_response()
        };
        let router = Router::new()
            .route("/", get(by_app).put(by_admin).delete(plain))
            .layer(from_fn(reject));
        let server = serve(router).await;
        for (method, origin) in [("GET", APP), ("HEAD", APP), ("PUT", ADMIN)] {
            let answer = server.send(request(method, "/", origin)).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.cors(), [(ACAO, origin), (VARY, "Origin")]);
            assert_eq!(
                server.send(preflight(method, "/", origin)).await.status,
                StatusCode::NO_CONTENT
            );
        }
        server
            .send(request("GET", "/", EVIL))
            .await
            .assert_not_allowed();
        server
            .send(request("PUT", "/", APP))
            .await
            .assert_not_allowed();
        // No policy, no headers.
        server
            .send(request("DELETE", "/", APP))
            .await
            .assert_untouched();
        server
            .send(preflight("DELETE", "/", APP))
            .await
            .assert_refused();
    }
}

#[tokio::test]
async fn a_caught_panic_is_readable() {
    #[cors(policy = FOR_APP)]
    async fn panics() {
        std::panic::resume_unwind(Box::new("on purpose"));
    }
    let router = Router::new()
        .route("/", get(panics))
        .layer(CatchPanicLayer::new());
    let server = serve(router).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    answer.assert_allowed();
}

#[tokio::test]
async fn a_405_says_the_methods_that_there_are() {
    let router = Router::new().route("/", get(by_app).put(by_admin));
    let server = serve(router).await;
    for method in ["POST", "OPTIONS", "PURGE", "QUERY"] {
        for origin in [APP, ADMIN] {
            let answer = server.send(request(method, "/", origin)).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(answer.header("allow"), Some("GET,HEAD,PUT"));
            assert_eq!(answer.header(ACAO), Some(origin));
        }
        assert!(!reads(&server, method, "/", EVIL).await);
    }
}

#[tokio::test]
async fn a_path_may_be_in_two_modules() {
    let reading = Router::new().route("/notes", get(by_app)).policy(&PUBLIC);
    let writing = Router::new()
        .route("/notes", put(by_admin).delete(plain))
        .route_layer(from_fn(rejects_all))
        .policy(&FOR_APP);
    for router in [
        reading.clone().merge(writing.clone()),
        writing.merge(reading),
    ] {
        let server = serve(router).await;
        assert_eq!(
            server.send(request("GET", "/notes", APP)).await.body,
            "by app"
        );
        for (method, origin) in [("GET", APP), ("PUT", ADMIN), ("DELETE", APP)] {
            for asked in [APP, ADMIN, EVIL] {
                let is_allowed = asked == origin;
                assert_eq!(reads(&server, method, "/notes", asked).await, is_allowed);
                assert_eq!(may_send(&server, method, "/notes", asked).await, is_allowed);
            }
        }
    }
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `GET /notes` already exists")]
fn a_method_of_a_path_has_one_handler() {
    let _: Router = Router::new()
        .route("/notes", get(by_app))
        .route("/notes", get(by_admin));
}

#[test]
#[should_panic(expected = "Invalid route")]
fn paths_that_overlap_are_noticed_when_they_are_added() {
    let _: Router = Router::new()
        .route("/{one}", get(by_app))
        .route("/{another}", get(by_app));
}

#[test]
#[should_panic(expected = "Cannot merge two `Router`s that both have a fallback")]
fn two_fallbacks_are_noticed_when_they_meet() {
    let _: Router = Router::new()
        .fallback(plain)
        .merge(Router::new().fallback(by_app));
}

#[tokio::test]
async fn captures_wildcards_and_nesting_are_axums_own() {
    #[cors(policy = FOR_APP)]
    async fn shows(Path(id): Path<u8>, OriginalUri(uri): OriginalUri, own: Uri) -> String {
        format!("{id} {} {}", uri.path(), own.path())
    }
    #[cors(policy = FOR_ADMIN)]
    async fn files(Path(rest): Path<String>) -> String {
        rest
    }
    let inner = Router::new()
        .route("/{id}", get(shows))
        .route("/files/{*rest}", get(files))
        .route("/", get(by_app));
    let router = Router::new().nest("/in", Router::new().nest("/side", inner));
    let server = serve(router).await;
    let answer = server.send(request("GET", "/in/side/7", APP)).await;
    assert_eq!(answer.body, "7 /in/side/7 /7");
    answer.assert_allowed();
    // The handler's own rejection, of a path that doesn't parse.
    let answer = server.send(request("GET", "/in/side/x", APP)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.assert_allowed();
    let answer = server
        .send(request("GET", "/in/side/files/a/b", ADMIN))
        .await;
    assert_eq!((&*answer.body, answer.header(ACAO)), ("a/b", Some(ADMIN)));
    assert!(reads(&server, "GET", "/in/side", APP).await);
    assert!(may_send(&server, "GET", "/in/side/files/a/b", ADMIN).await);
    assert!(!may_send(&server, "GET", "/in/side/files/a/b", APP).await);
}

#[tokio::test]
async fn head_query_and_methods_without_a_constant() {
    #[cors(origins = ["https://app.example.com"], methods = [QUERY, "PURGE"])]
    async fn all(method: Method) -> String {
        method.to_string()
    }
    let router = Router::new()
        .route("/any", any(all).delete(plain))
        .route("/get", get(by_app))
        .layer(map_response(async |response: Response| response));
    let server = serve(router).await;
    for method in ["QUERY", "PURGE", "GET", "HEAD"] {
        assert!(reads(&server, method, "/any", APP).await, "{method}");
        assert!(may_send(&server, method, "/any", APP).await, "{method}");
        assert!(!may_send(&server, method, "/any", EVIL).await, "{method}");
    }
    assert!(!may_send(&server, "DELETE", "/any", APP).await);
    assert!(reads(&server, "HEAD", "/get", APP).await);
    assert!(!may_send(&server, "QUERY", "/get", APP).await);
}

#[tokio::test]
async fn an_options_handler_of_ones_own_gets_what_is_not_a_preflight() {
    let router = Router::new().route("/", options(by_admin).get(by_app));
    let server = serve(router).await;
    let answer = server.send(request("OPTIONS", "/", ADMIN)).await;
    assert_eq!(
        (&*answer.body, answer.header(ACAO)),
        ("by admin", Some(ADMIN))
    );
    assert!(may_send(&server, "GET", "/", APP).await);
    assert!(may_send(&server, "OPTIONS", "/", ADMIN).await);
}

#[tokio::test]
async fn finding_the_policy_runs_nothing() {
    let runs = Arc::new(AtomicUsize::new(0));
    async fn counts(State(runs): State<Arc<AtomicUsize>>) {
        runs.fetch_add(1, Ordering::SeqCst);
    }
    #[cors(policy = FOR_APP)]
    async fn annotated(State(runs): State<Arc<AtomicUsize>>) {
        runs.fetch_add(1, Ordering::SeqCst);
    }
    let of_layer = Arc::clone(&runs);
    let layer = from_fn(move |request: Request, next: Next| {
        of_layer.fetch_add(1, Ordering::SeqCst);
        next.run(request)
    });
    let inner = Router::new()
        .route("/x", get(annotated).put(counts))
        .fallback(counts);
    let router = Router::new()
        .route("/", get(annotated).put(counts))
        .route("/opaque", routing::get(counts))
        .nest("/in", inner)
        .fallback(annotated)
        .method_not_allowed_fallback(annotated)
        .layer(layer)
        .policy(&FOR_ADMIN)
        .with_state(Arc::clone(&runs));
    let server = serve(router).await;
    for path in ["/", "/opaque", "/in/x", "/in/lost", "/lost"] {
        for method in ["GET", "PUT", "PATCH", "PURGE"] {
            for origin in [APP, ADMIN, EVIL] {
                server.send(preflight(method, path, origin)).await;
            }
        }
    }
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    server.send(request("GET", "/", APP)).await;
    assert_eq!(runs.load(Ordering::SeqCst), 2, "they do count");
}

#[tokio::test]
async fn an_annotated_405_opens_no_handler() {
    #[cors(origins = ["*"])]
    async fn wrong() -> (StatusCode, &'static str) {
        (StatusCode::METHOD_NOT_ALLOWED, "not that way")
    }
    let router = Router::new()
        .route("/thing", delete(plain))
        .method_not_allowed_fallback(wrong);
    let again = Router::new()
        .route("/thing", delete(plain))
        .method_not_allowed_fallback(any(wrong));
    for router in [router, again] {
        let server = serve(router).await;
        server
            .send(preflight("DELETE", "/thing", EVIL))
            .await
            .assert_refused();
        server
            .send(request("DELETE", "/thing", EVIL))
            .await
            .assert_untouched();
        let answer = server.send(request("POST", "/thing", EVIL)).await;
        assert_eq!(
            (&*answer.body, answer.header(ACAO)),
            ("not that way", Some("*"))
        );
        assert_eq!(answer.header("allow"), Some("DELETE"));
        assert!(
            may_send(&server, "PUT", "/thing", EVIL).await,
            "to read the 405"
        );
    }
}

#[tokio::test]
async fn the_nearest_policy_wins() {
    #[cors(none)]
    async fn internal() -> &'static str {
        "internal"
    }
    let partner = Router::new()
        .route("/own", get(by_app))
        .route("/group", get(plain))
        .policy(&FOR_ADMIN);
    let without = Router::new().route("/group", get(plain));
    let router = Router::new()
        .route("/own", get(by_admin))
        .route("/group", get(plain).put(plain))
        .route("/internal", get(internal))
        .nest("/partner", partner)
        .nest("/without", without)
        .layer(from_fn(rejects_all))
        .policy(&FOR_APP);
    let server = serve(router).await;
    for (path, reader) in [
        ("/own", ADMIN),
        ("/group", APP),
        ("/lost", APP),
        ("/partner/own", APP),
        ("/partner/group", ADMIN),
        ("/partner/lost", ADMIN),
        ("/without/group", APP),
        ("/without/lost", APP),
        ("/internal", ""),
    ] {
        for origin in [APP, ADMIN, EVIL] {
            let is_reader = origin == reader;
            assert_eq!(
                reads(&server, "GET", path, origin).await,
                is_reader,
                "{path} {origin}"
            );
            assert_eq!(
                may_send(&server, "GET", path, origin).await,
                is_reader,
                "{path} {origin}"
            );
        }
    }
    // The error for a method that isn't there can be read, too.
    assert!(may_send(&server, "PATCH", "/partner/own", ADMIN).await);
    assert!(reads(&server, "PATCH", "/partner/own", ADMIN).await);
    server
        .send(preflight("GET", "/internal", APP))
        .await
        .assert_refused();
}

#[tokio::test]
async fn a_fallback_has_its_own_policy_or_the_groups() {
    let annotated = Router::new().route("/", get(plain)).fallback(by_admin);
    let routed = Router::new().route("/", get(plain)).fallback(any(by_admin));
    let of_group = Router::new()
        .route("/", get(plain))
        .fallback(plain)
        .policy(&FOR_ADMIN);
    let as_service = tower::service_fn(async |_: Request| Ok::<_, Infallible>("x".into_response()));
    let service = Router::new()
        .fallback_service(as_service)
        .policy(&FOR_ADMIN);
    for inner in [annotated, routed, of_group, service] {
        let router = Router::new().nest("/in", inner.clone()).fallback(by_app);
        let server = serve(router).await;
        assert!(reads(&server, "GET", "/in/lost", ADMIN).await);
        assert!(may_send(&server, "PUT", "/in/lost", ADMIN).await);
        assert!(!reads(&server, "GET", "/in/lost", APP).await);
        assert!(reads(&server, "GET", "/lost", APP).await);
        assert!(may_send(&server, "DELETE", "/lost", APP).await);
        let server = serve(inner).await;
        assert!(reads(&server, "GET", "/lost", ADMIN).await);
    }
}

/// Trap: CONNECT is a method too.
#[tokio::test]
async fn enforce_holds_for_every_method_that_axum_routes() {
    let all = MethodFilter::CONNECT
        .or(MethodFilter::DELETE)
        .or(MethodFilter::GET)
        .or(MethodFilter::HEAD)
        .or(MethodFilter::OPTIONS)
        .or(MethodFilter::PATCH)
        .or(MethodFilter::POST)
        .or(MethodFilter::PUT)
        .or(MethodFilter::TRACE);
    for routes in [
        on(all, enforced),
        any(enforced),
        CorsMethodRouter::new().merge(any(enforced)),
    ] {
        let mut router: Router = Router::new().route("/", routes);
        for method in ["CONNECT", "TRACE", "GET", "HEAD", "OPTIONS", "PUT"] {
            let request = request(method, "/", EVIL)
                .body(axum::body::Body::empty())
                .unwrap();
            let response = ServiceExt::<Request>::ready(&mut router).await.unwrap();
            let response = tower::Service::call(response, request).await.unwrap();
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
        }
    }
}

/// Trap: what a router of axum's has inside isn't known, and must not be opened by a group.
#[tokio::test]
async fn a_group_opens_nothing_inside_of_an_opaque_router() {
    let opaque = || {
        axum::Router::new()
            .route("/annotated", put(by_admin).into())
            .route("/plain", routing::put(plain))
            .route("/any", routing::any(plain))
    };
    let merged = Router::new().merge(opaque()).policy(&FOR_APP);
    let nested = Router::new().nest("/in", opaque()).policy(&FOR_APP);
    for (router, prefix) in [(merged, ""), (nested, "/in")] {
        let server = serve(router).await;
        for (path, is_admins) in [("/annotated", true), ("/plain", false), ("/any", false)] {
            let path = format!("{prefix}{path}");
            assert!(!may_send(&server, "PUT", &path, APP).await, "{path}");
            assert_eq!(
                may_send(&server, "PUT", &path, ADMIN).await,
                is_admins,
                "{path}"
            );
            // Other responses are the group's, where no policy is nearer.
            assert_eq!(
                reads(&server, "PUT", &path, APP).await,
                !is_admins,
                "{path}"
            );
            assert_eq!(
                reads(&server, "PUT", &path, ADMIN).await,
                is_admins,
                "{path}"
            );
        }
    }
}

/// The same trap, with a method router.
#[tokio::test]
async fn what_a_group_does_open_rejects_by_its_own_policy() {
    #[cors(policy = FOR_ADMIN)]
    async fn counts(State(runs): State<Arc<AtomicUsize>>) {
        runs.fetch_add(1, Ordering::SeqCst);
    }
    let runs = Arc::new(AtomicUsize::new(0));
    let layered = get(plain).put(async |State(runs): State<Arc<AtomicUsize>>| {
        runs.fetch_add(1, Ordering::SeqCst);
    });
    let router = Router::new()
        .route("/opaque", routing::MethodRouter::from(put(counts)))
        .route("/layer", layered.layer(CorsLayer::new(&FOR_ADMIN)))
        .policy(&FOR_APP)
        .with_state(Arc::clone(&runs));
    let server = serve(router).await;
    for path in ["/opaque", "/layer"] {
        assert!(
            may_send(&server, "PUT", path, APP).await,
            "the group answers"
        );
        server
            .send(request("PUT", path, APP))
            .await
            .assert_refused();
        assert_eq!(runs.swap(0, Ordering::SeqCst), 0, "{path}");
        assert!(reads(&server, "PUT", path, ADMIN).await);
        assert_eq!(runs.swap(0, Ordering::SeqCst), 1, "{path}");
        let own = server.send(http::Request::put(path)).await;
        assert_eq!(own.status, StatusCode::OK, "{path}");
        runs.store(0, Ordering::SeqCst);
    }
}

/// Trap: axum keeps the fallback of the one that has one.
#[tokio::test]
async fn a_method_router_with_a_fallback_runs_for_no_preflight() {
    async fn ran(method: Method) -> String {
        format!("ran for {method}")
    }
    let opaque = || routing::delete(plain).fallback(ran);
    for router in [
        Router::new().route("/", put(by_app)).route("/", opaque()),
        Router::new().route("/", opaque()).route("/", put(by_app)),
        Router::new().route("/", put(by_app)).merge(
            Router::new()
                .route("/", opaque())
                .layer(map_response(async |r: Response| r)),
        ),
    ] {
        let server = serve(router).await;
        let answer = server.send(preflight("PUT", "/", APP)).await;
        assert_eq!(
            (answer.status, answer.methods()),
            (StatusCode::NO_CONTENT, vec!["PUT"])
        );
        for method in ["DELETE", "PATCH", "GET"] {
            server
                .send(preflight(method, "/", APP))
                .await
                .assert_refused();
        }
        let answer = server.send(request("PATCH", "/", APP)).await;
        assert_eq!(answer.body, "ran for PATCH");
        answer.assert_untouched();
    }
}

/// Trap: a path that looks like a group's, and reaches the root's fallback.
#[tokio::test]
async fn the_prefix_of_a_path_decides_about_the_default_404_alone() {
    let group = || Router::new().route("/x", get(plain)).policy(&FOR_ADMIN);
    let with_fallback = Router::new()
        .nest("/def", group())
        .fallback(async || "of the root")
        .policy(&FOR_APP);
    let server = serve(with_fallback).await;
    for path in ["/def/lost", "/def/../x", "/lost"] {
        let answer = server.send(request("GET", path, APP)).await;
        assert_eq!(answer.body, "of the root");
        answer.assert_allowed();
        assert!(!reads(&server, "GET", path, ADMIN).await, "{path}");
    }
    let default = Router::new().nest("/def", group()).policy(&FOR_APP);
    let server = serve(default).await;
    for (path, reader) in [
        ("/def/lost", ADMIN),
        ("/def", ADMIN),
        ("/defx", APP),
        ("/%64ef/x", APP),
        ("//def/x", APP),
        ("/DEF/x", APP),
    ] {
        let answer = server.send(request("GET", path, reader)).await;
        assert_eq!((answer.status, &*answer.body), (StatusCode::NOT_FOUND, ""));
        assert_eq!(answer.header(ACAO), Some(reader), "{path}");
        assert!(may_send(&server, "DELETE", path, reader).await, "{path}");
    }
}

/// Trap: a layer that rewrites `Vary` lifts no refusal.
#[tokio::test]
async fn a_layer_that_rewrites_vary_opens_nothing() {
    async fn rewrite(mut response: Response) -> Response {
        let value = HeaderValue::from_static("accept");
        response.headers_mut().insert(header::VARY, value);
        response
    }
    let router = Router::new()
        .route("/", get(by_admin))
        .layer(map_response(rewrite))
        .policy(&FOR_APP);
    let server = serve(
        axum::Router::from(router)
            .layer(map_response(rewrite))
            .layer(CorsLayer::new(&FOR_APP)),
    )
    .await;
    assert!(!reads(&server, "GET", "/", APP).await);
    assert!(reads(&server, "GET", "/", ADMIN).await);
}

/// Trap: what is around the converted router is outside of it.
#[tokio::test]
async fn a_layer_around_the_converted_router_is_in_front_of_the_policies() {
    let router =
        axum::Router::from(Router::new().route("/", get(by_app))).layer(from_fn(rejects_all));
    let server = serve(router).await;
    for asked in [request("GET", "/", APP), preflight("GET", "/", APP)] {
        let answer = server.send(asked).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        answer.assert_untouched();
    }
    let nested = axum::Router::new().nest("/in", Router::new().route("/x", get(by_app)).into());
    let server = serve(nested).await;
    assert!(reads(&server, "GET", "/in/x", APP).await);
    assert!(may_send(&server, "GET", "/in/x", APP).await);
}

/// Trap: a 405 with a body of one's own.
#[tokio::test]
async fn a_405_of_ones_own_is_read_by_the_pages_of_the_group_or_else_of_the_path() {
    async fn wrong(method: Method) -> (StatusCode, String) {
        (StatusCode::METHOD_NOT_ALLOWED, format!("no {method} here"))
    }
    let router = || {
        Router::new()
            .route("/", get(by_app).put(by_admin))
            .method_not_allowed_fallback(wrong)
    };
    let server = serve(router()).await;
    for origin in [APP, ADMIN] {
        let answer = server.send(request("POST", "/", origin)).await;
        assert_eq!(
            (&*answer.body, answer.header(ACAO)),
            ("no POST here", Some(origin))
        );
        // No handler takes it, and the console says so.
        assert!(!may_send(&server, "PATCH", "/", origin).await);
    }
    assert!(!reads(&server, "POST", "/", EVIL).await);
    let server = serve(router().policy(&FOR_ADMIN)).await;
    assert!(reads(&server, "POST", "/", ADMIN).await);
    assert!(!reads(&server, "POST", "/", APP).await);
    assert!(may_send(&server, "PATCH", "/", ADMIN).await);
}

#[tokio::test]
async fn a_handlers_policy_stands_in_front_of_a_cors_layer_around_it_too() {
    let router = Router::new()
        .route("/own", get(by_admin))
        .route("/plain", get(plain))
        .layer(CorsLayer::new(&FOR_APP));
    let server = serve(router).await;
    assert!(may_send(&server, "GET", "/own", ADMIN).await);
    assert!(reads(&server, "GET", "/own", ADMIN).await);
    assert!(!reads(&server, "GET", "/own", APP).await);
    // And the layer keeps its meaning for what has no policy of its own.
    assert!(may_send(&server, "GET", "/plain", APP).await);
    assert!(reads(&server, "GET", "/plain", APP).await);
    assert!(reads(&server, "GET", "/lost", APP).await);
    // As it does around the whole, where it answers all preflights.
    let router = axum::Router::from(Router::new().route("/own", get(by_admin)));
    let server = serve(router.layer(CorsLayer::new(&FOR_APP))).await;
    assert!(!may_send(&server, "GET", "/own", ADMIN).await);
    assert!(reads(&server, "GET", "/own", ADMIN).await);
}

#[tokio::test]
async fn a_layer_between_the_policy_and_the_handler() {
    let routes = get(by_app).layer(from_fn(rejects_all)).post(by_app);
    let server = serve(Router::new().route("/", routes)).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    answer.assert_allowed();
    assert_eq!(
        server.send(request("POST", "/", APP)).await.status,
        StatusCode::OK
    );
    assert!(may_send(&server, "GET", "/", APP).await);
    // In axum's own router as well.
    let routes = get(by_app).route_layer(from_fn(rejects_all));
    let server = serve(axum::Router::new().route("/", routes.into())).await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    assert!(may_send(&server, "GET", "/", APP).await);
}

#[tokio::test]
async fn a_gateway_speaks_by_its_own_policy() {
    async fn upstream(_: Request) -> Result<Response, Infallible> {
        let headers = [(ACAO, EVIL), (ACAC, "true"), (ACAH, "x-a"), (ACAM, "PUT")];
        Ok((headers, Redirect::to("/")).into_response())
    }
    let upstream = || tower::service_fn(upstream);
    let router = Router::new()
        .route_service("/route", upstream())
        .nest_service("/nest", upstream())
        .fallback_service(upstream())
        .policy(&FOR_APP);
    let server = serve(router).await;
    for path in ["/route", "/nest", "/nest/", "/nest/x", "/lost"] {
        server
            .send(request("GET", path, EVIL))
            .await
            .assert_not_allowed();
        server
            .send(request("GET", path, APP))
            .await
            .assert_allowed();
        assert!(may_send(&server, "PUT", path, APP).await, "{path}");
        assert!(!may_send(&server, "PUT", path, EVIL).await, "{path}");
    }
}

#[tokio::test]
async fn it_is_served_and_called_as_it_is() {
    let router: Router = Router::new().route("/", get(by_app));
    let app = router.clone();
    let server = Server::on_listener(async |listener| axum::serve(listener, app).await).await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    let app = router.clone();
    let server = Server::on_listener(async |listener| {
        axum::serve(
            listener,
            app.into_make_service_with_connect_info::<std::net::SocketAddr>(),
        )
        .await
    })
    .await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    let request = request("GET", "/", APP).body(String::new()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.headers()[ACAO], APP);
}

#[tokio::test]
async fn layers_and_state_are_where_axum_has_them() {
    async fn stamp(mut response: Response) -> Response {
        response.headers_mut().append("x-stamp", 1.into());
        response
    }
    async fn state(State(text): State<&'static str>) -> &'static str {
        text
    }
    let nested: Router<&str> = Router::new().route("/x", get(state)).fallback(state);
    let router = Router::new()
        .route("/", get(state))
        .nest("/in", nested)
        .route_layer(map_response(stamp))
        .route("/later", patch(by_app).post(post_later))
        .method_not_allowed_fallback(plain)
        .fallback(state)
        .layer(map_response(stamp))
        .with_state("the state");
    async fn post_later() {}
    let server = serve(router).await;
    for (path, body, stamps) in [
        ("/", "the state", 2),
        ("/in/x", "the state", 2),
        ("/later", "plain", 1),
        ("/in/lost", "the state", 1),
        ("/lost", "the state", 1),
    ] {
        let answer = server.send(request("GET", path, APP)).await;
        let stamped = answer.headers.get_all("x-stamp").iter().count();
        assert_eq!((&*answer.body, stamped), (body, stamps), "{path}");
    }
}

#[test]
fn it_lists_its_routes() {
    let partner = Router::new()
        .route("/report", post(plain).get(by_admin))
        .fallback(by_app)
        .policy(&PUBLIC);
    let router: Router = Router::new()
        .route("/notes", get(by_app).delete(plain))
        .route("/proxy/{*rest}", any(plain))
        .route("/axum", routing::get(plain))
        .nest("/partner", partner)
        .nest_service("/files", routing::get(plain))
        .merge(axum::Router::new().route("/opaque", routing::get(plain)));
    let listing = router.to_string();
    let expected = "\
GET     /notes                 origins = [\"https://app.example.com\"]
DELETE  /notes                 no policy
any     /proxy/{*rest}         no policy
any     /axum                  no policy
POST    /partner/report        group: origins = [\"*\"]
GET     /partner/report        origins = [\"https://admin.example.com\"]
any     /partner/… (fallback)  origins = [\"https://app.example.com\"]
any     /files/…               no policy
any     /…                     unknown: an axum router
";
    assert_eq!(listing, expected, "{listing}");
    let listing = router.policy(&FOR_ADMIN).to_string();
    assert_eq!(
        listing
            .matches("group: origins = [\"https://admin.example.com\"]")
            .count(),
        4
    );
    assert_eq!(listing.matches("no policy").count(), 0);
}

#[tokio::test]
async fn nothing_opens_a_handler_of_an_opaque_router_on_a_shared_path() {
    #[cors(origins = ["*"])]
    async fn wrong() -> StatusCode {
        StatusCode::METHOD_NOT_ALLOWED
    }
    let opaque = || axum::Router::<()>::new().route("/x", routing::delete(plain));
    let by_fallback = Router::<()>::new()
        .route("/x", get(by_app))
        .method_not_allowed_fallback(wrong)
        .merge(opaque());
    let by_group = Router::<()>::new()
        .route("/x", get(by_app))
        .merge(opaque())
        .policy(&PUBLIC);
    for router in [by_fallback, by_group] {
        let server = serve(router).await;
        assert!(!may_send(&server, "DELETE", "/x", EVIL).await);
        assert!(!may_send(&server, "DELETE", "/x", APP).await);
        assert!(may_send(&server, "GET", "/x", APP).await);
    }
}

#[tokio::test]
async fn what_a_browser_caches_for_a_path_opens_no_handler_without_a_policy() {
    #[cors(origins = ["https://app.example.com"], headers = ["content-type"], max_age = 600)]
    async fn cached() {}
    let router = Router::<()>::new()
        .route("/any", any(plain).get(cached))
        .route("/beside", get(cached))
        .route("/beside", routing::post(plain))
        .route("/alone", get(cached));
    let server = serve(router).await;
    for (path, max_age) in [("/any", "0"), ("/beside", "0"), ("/alone", "600")] {
        let reply = server.send(preflight("GET", path, APP)).await;
        assert_eq!(reply.header(ACMA), Some(max_age), "{path}");
    }
}

#[tokio::test]
async fn a_405_speaks_for_no_other_one() {
    #[cors(origins = ["*"])]
    async fn public() -> &'static str {
        "public"
    }
    let inner = Router::<()>::new()
        .route("/x", get(by_app))
        .method_not_allowed_fallback(by_admin);
    let nested = Router::<()>::new()
        .nest("/in", inner)
        .method_not_allowed_fallback(public);
    let server = serve(nested).await;
    assert!(!may_send(&server, "PATCH", "/in/x", EVIL).await);
    assert!(!reads(&server, "PATCH", "/in/x", EVIL).await);
    assert!(reads(&server, "PATCH", "/in/x", ADMIN).await);

    let several = Router::<()>::new()
        .route("/x", put(by_app))
        .method_not_allowed_fallback(get(public).post(plain));
    let server = serve(several).await;
    assert!(!may_send(&server, "POST", "/x", EVIL).await);
    assert!(!reads(&server, "POST", "/x", EVIL).await);
}

/// `enforce` keeps requests out, whatever is behind it, and so their preflights.
#[tokio::test]
async fn enforce_of_a_group_holds_for_the_preflights_of_an_opaque_router() {
    static ENFORCED: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    async fn upstream() -> impl IntoResponse {
        ([(ACAO, EVIL), (ACAM, "PUT")], StatusCode::NO_CONTENT)
    }
    let opaque = axum::Router::new()
        .route("/x", routing::options(upstream).put(plain))
        .route("/own", put(by_app).into());
    let router = Router::<()>::new().merge(opaque).policy(&ENFORCED);
    let server = serve(router).await;
    server
        .send(preflight("PUT", "/x", EVIL))
        .await
        .assert_refused();
    let answer = server.send(preflight("PUT", "/x", APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "upstream answers");
    answer.assert_not_allowed();
    assert!(may_send(&server, "PUT", "/own", APP).await, "a policy does");
}

#[tokio::test]
async fn enforce_of_a_405_holds_in_an_opaque_router() {
    #[cors(origins = ["https://app.example.com"], enforce)]
    async fn wrong() -> (StatusCode, &'static str) {
        (StatusCode::METHOD_NOT_ALLOWED, "not that way")
    }
    let opaque = axum::Router::<()>::new().route("/x", routing::delete(plain));
    let router = Router::<()>::new()
        .route("/known", delete(plain))
        .merge(opaque)
        .method_not_allowed_fallback(wrong);
    let server = serve(router).await;
    for path in ["/known", "/x"] {
        let answer = server.send(request("POST", path, EVIL)).await;
        assert_eq!(
            (answer.status, &*answer.body),
            (StatusCode::FORBIDDEN, ""),
            "{path}"
        );
        let answer = server.send(request("POST", path, APP)).await;
        assert_eq!(
            (&*answer.body, answer.header(ACAO)),
            ("not that way", Some(APP))
        );
        assert!(!may_send(&server, "DELETE", path, APP).await, "{path}");
    }
}

/// A cache must not give one page the headers of another.
#[tokio::test]
async fn a_405_whose_policy_depends_on_the_origin_says_so() {
    #[cors(origins = ["*"])]
    async fn public() {}
    let server = serve(Router::new().route("/", get(by_app).put(public))).await;
    for (origin, read) in [(APP, APP), (EVIL, "*")] {
        let answer = server.send(request("POST", "/", origin)).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(
            (answer.header(ACAO), answer.header(VARY)),
            (Some(read), Some("Origin"))
        );
    }
}

/// Not in front: what an opaque router has for the same path gets its preflights, and opens nothing by that.
#[tokio::test]
async fn the_fallback_of_an_opaque_router_opens_no_handler_of_a_shared_path() {
    let opaque = axum::Router::new().route("/x", routing::delete(plain).fallback(plain));
    let router = Router::<()>::new().route("/x", put(by_app)).merge(opaque);
    let server = serve(router).await;
    for method in ["PUT", "DELETE", "PATCH"] {
        for origin in [APP, EVIL] {
            assert!(
                !may_send(&server, method, "/x", origin).await,
                "{method} {origin}"
            );
        }
    }
    assert!(reads(&server, "PUT", "/x", APP).await);
}

/// What a proxied service says stays, where no policy decides.
#[tokio::test]
async fn without_a_policy_the_headers_are_those_of_the_handler() {
    async fn upstream() -> impl IntoResponse {
        [(ACAO, EVIL)]
    }
    let router = || Router::<()>::new().route("/x", get(upstream));
    let server = serve(router()).await;
    let answer = server.send(request("GET", "/x", EVIL)).await;
    assert_eq!(answer.header(ACAO), Some(EVIL));
    let server = serve(router().policy(Policy::NOBODY)).await;
    let answer = server.send(request("GET", "/x", EVIL)).await;
    answer.assert_not_allowed();
}

#[tokio::test]
async fn a_handler_with_a_layer_of_its_own_is_in_its_group() {
    use axum::handler::Handler as _;

    let layered = || plain.layer(from_fn(rejects_all));
    let router = Router::<()>::new()
        .route("/x", get(layered()).put(layered()))
        .fallback(layered())
        .policy(&FOR_APP);
    let server = serve(router).await;
    for path in ["/x", "/lost"] {
        assert!(may_send(&server, "PUT", path, APP).await, "{path}");
        let answer = server.send(request("PUT", path, APP)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        answer.assert_allowed();
    }
}

#[tokio::test]
async fn as_a_service_it_takes_any_body() {
    let service = Router::<()>::new().route("/", get(by_app)).into_service();
    let request = request("GET", "/", APP).body(String::new()).unwrap();
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.headers()[ACAO], APP);
}

#[tokio::test]
async fn to_reset_the_fallback_resets_those_of_nested_routers() {
    let nested = Router::new().route("/x", get(plain)).fallback(by_app);
    let router: Router = Router::new().nest("/in", nested).reset_fallback();
    assert_eq!(router.to_string(), "GET  /in/x  no policy\n");
    let server = serve(router).await;
    let answer = server.send(request("GET", "/in/lost", APP)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.assert_untouched();
}
