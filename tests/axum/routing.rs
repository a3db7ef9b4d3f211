//! What the routing functions make is an ordinary route of an ordinary router.

use axum::Router;
use axum::extract::{FromRef, MatchedPath, OriginalUri, Path, State};
use axum::routing::MethodRouter as AxumMethodRouter;
use cors::axum::{CorsMethodRouter, any, cors, delete, get, post, put, trace};
use cors_conformance::{APP, EVIL, Server, preflight, request};
use http::{Method, Request, StatusCode};

use crate::serve;

#[cors(origins = ["https://app.example.com"])]
async fn list() -> &'static str {
    "list"
}

#[cors(origins = ["https://app.example.com"])]
async fn create() -> StatusCode {
    StatusCode::CREATED
}

async fn plain() -> &'static str {
    "plain"
}

#[tokio::test]
async fn next_to_ordinary_ones() {
    let router = Router::new()
        .route("/plain", axum::routing::get(plain))
        .route("/notes", get(list).into())
        .route(
            "/closure",
            get(async || "closure").post(|| async { "another" }).into(),
        )
        .route("/text", get("text").into());
    let server = serve(router).await;
    server
        .send(request("GET", "/notes", APP))
        .await
        .assert_allowed();
    for (method, path, body) in [
        ("GET", "/plain", "plain"),
        ("GET", "/closure", "closure"),
        ("POST", "/closure", "another"),
        ("GET", "/text", "text"),
    ] {
        let answer = server.send(request(method, path, APP)).await;
        assert_eq!((answer.status, &*answer.body), (StatusCode::OK, body));
        answer.assert_untouched();
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let server = serve(Router::new().route("/", get(list).into())).await;
    let answer = server.send(request("HEAD", "/", APP)).await;
    answer.assert_allowed();
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, ""));
    assert_eq!(answer.header("content-length"), Some("4"));
    server
        .send(request("HEAD", "/", EVIL))
        .await
        .assert_not_allowed();
}

#[tokio::test]
async fn what_no_handler_takes_is_405_on_its_path_and_404_elsewhere() {
    let server =
        serve(Router::new().route("/notes", get(list).post(create).delete(plain).into())).await;
    let answer = server.send(request("PUT", "/notes", APP)).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("GET,HEAD,POST,DELETE,OPTIONS"));
    let answer = server.send(request("GET", "/notes/", APP)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // There is no handler, and so no policy: not for the response, nor for the preflight.
    answer.assert_untouched();
    let answer = server.send(preflight("GET", "/notes/", APP)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.assert_untouched();
}

#[tokio::test]
async fn a_path_may_be_shared_with_axums_own_routing_functions() {
    let router = Router::new()
        .route("/", get(list).into())
        .route("/", axum::routing::put(plain))
        .route(
            "/merged",
            AxumMethodRouter::from(get(list)).merge(axum::routing::put(plain)),
        );
    let server = serve(router).await;
    for path in ["/", "/merged"] {
        assert_eq!(server.send(request("PUT", path, APP)).await.body, "plain");
        server
            .send(request("GET", path, APP))
            .await
            .assert_allowed();
        assert_eq!(
            server.send(preflight("PUT", path, APP)).await.methods(),
            ["GET"]
        );
    }
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `OPTIONS /` already exists")]
fn all_handlers_of_a_path_that_have_a_policy_are_registered_together() {
    let _: Router = Router::new()
        .route("/", get(list).into())
        .route("/", post(create).into());
}

#[test]
#[should_panic(
    expected = "Overlapping method route. Cannot add two method routes that both handle `PUT`"
)]
fn a_method_has_one_handler() {
    let _: CorsMethodRouter = put(list).put(create);
}

#[test]
#[should_panic(
    expected = "Overlapping method route. Cannot add two method routes that both handle `OPTIONS`"
)]
fn and_so_has_options() {
    let _: CorsMethodRouter = cors::axum::options(plain).options(plain);
}

#[tokio::test]
async fn nested_and_merged() {
    #[cors(origins = ["https://app.example.com"])]
    async fn where_am_i(
        Path(number): Path<u8>,
        matched: MatchedPath,
        OriginalUri(uri): OriginalUri,
        method: Method,
    ) -> String {
        format!("{method} {number} {} {}", matched.as_str(), uri.path())
    }

    let inner = Router::new().route("/{number}", get(where_am_i).post(where_am_i).into());
    let merged = Router::new().route("/merged/{number}", put(where_am_i).into());
    let server = serve(Router::new().nest("/nested", inner).merge(merged)).await;

    let answer = server.send(request("GET", "/nested/7", APP)).await;
    assert_eq!(answer.body, "GET 7 /nested/{number} /nested/7");
    answer.assert_allowed();
    assert_eq!(
        server
            .send(preflight("POST", "/nested/7", APP))
            .await
            .methods(),
        ["GET", "POST"]
    );

    let answer = server.send(request("PUT", "/merged/8", APP)).await;
    assert_eq!(answer.body, "PUT 8 /merged/{number} /merged/8");
    answer.assert_allowed();
    assert_eq!(
        server
            .send(preflight("PUT", "/merged/8", APP))
            .await
            .methods(),
        ["PUT"]
    );
}

#[derive(Clone)]
struct App {
    name: &'static str,
    notes: Vec<&'static str>,
}

impl FromRef<App> for Vec<&'static str> {
    fn from_ref(app: &App) -> Self {
        app.notes.clone()
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn first(State(notes): State<Vec<&'static str>>) -> &'static str {
    notes[0]
}

#[cors(origins = ["https://app.example.com"])]
async fn name(State(app): State<App>) -> &'static str {
    app.name
}

#[tokio::test]
async fn with_a_state_and_a_part_of_it() {
    fn routes() -> Router<App> {
        let path: CorsMethodRouter<App> = get(first).post(name);
        Router::new()
            .route("/", path.clone().into())
            .nest("/nested", Router::new().route("/", path.into()))
    }
    let app = App {
        name: "notes",
        notes: vec!["a note"],
    };
    let alone: AxumMethodRouter = AxumMethodRouter::from(get(first)).with_state(vec!["alone"]);
    let server = serve(routes().with_state(app).route("/alone", alone)).await;
    for (method, path, body) in [
        ("GET", "/", "a note"),
        ("POST", "/", "notes"),
        ("GET", "/nested", "a note"),
        ("GET", "/alone", "alone"),
    ] {
        let answer = server.send(request(method, path, APP)).await;
        answer.assert_allowed();
        assert_eq!(answer.body, body, "{method} {path}");
        assert_eq!(
            server.send(preflight(method, path, APP)).await.status,
            StatusCode::NO_CONTENT
        );
    }
}

#[tokio::test]
async fn as_a_fallback() {
    let router = Router::new()
        .route("/", axum::routing::get(plain))
        .fallback(AxumMethodRouter::from(any(list)));
    let server = serve(router).await;
    let answer = server.send(request("DELETE", "/nowhere", APP)).await;
    assert_eq!(answer.body, "list");
    answer.assert_allowed();
    let answer = server.send(preflight("DELETE", "/nowhere", APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.methods().contains(&"DELETE"));
    server
        .send(request("GET", "/", APP))
        .await
        .assert_untouched();
}

#[tokio::test]
async fn on_its_own_without_a_router() {
    let service = AxumMethodRouter::from(get(list));
    let server = Server::on_listener(async |listener| axum::serve(listener, service).await).await;
    server
        .send(request("GET", "/whatever", APP))
        .await
        .assert_allowed();
    assert_eq!(
        server.send(preflight("GET", "/", APP)).await.methods(),
        ["GET"]
    );
}

#[tokio::test]
async fn the_answer_to_what_no_method_takes_may_be_ones_own() {
    async fn not_that_way(method: Method) -> (StatusCode, String) {
        (StatusCode::METHOD_NOT_ALLOWED, format!("not by {method}"))
    }
    let router = Router::new()
        .route("/", get(list).into())
        .method_not_allowed_fallback(not_that_way);
    let server = serve(router).await;
    let answer = server.send(request("PUT", "/", APP)).await;
    assert_eq!(answer.body, "not by PUT");
    // A preflight is answered all the same.
    assert_eq!(
        server.send(preflight("GET", "/", APP)).await.methods(),
        ["GET"]
    );
    // Which is why it doesn't see the other requests for OPTIONS.
    let answer = server.send(request("OPTIONS", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
    assert_eq!(answer.body, "");
}

#[tokio::test]
async fn methods_that_no_page_can_use() {
    let server = serve(Router::new().route("/", trace(plain).put(list).into())).await;
    assert_eq!(
        server
            .send(Request::builder().method("TRACE").uri("/"))
            .await
            .body,
        "plain"
    );
    assert_eq!(
        server.send(preflight("TRACE", "/", APP)).await.methods(),
        ["PUT"]
    );
}

#[tokio::test]
async fn an_empty_path_is_405() {
    let server = serve(Router::new().route("/", CorsMethodRouter::new().into())).await;
    let answer = server.send(preflight("GET", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let _: CorsMethodRouter = delete(list);
}

#[test]
fn a_path_that_is_printed_says_which_methods_it_has() {
    let path: CorsMethodRouter = get(list).post(create);
    let printed = format!("{path:?}");
    for part in ["GET", "POST", "https://app.example.com"] {
        assert!(printed.contains(part), "{printed}");
    }
}
