//! warp, and what differs from `warp::cors`. The first test is the guide's example.

use cors::tower::CorsLayer;
use cors_check::Fetch;
use http::{Request, Response, StatusCode};
use tower::{Layer as _, ServiceExt as _};
use warp::Filter as _;

use crate::{API, app, evil, get, put};

fn notes() -> warp::filters::BoxedFilter<(impl warp::Reply,)> {
    let list = warp::path!("notes").and(warp::get()).map(|| "a note");
    let save = warp::path!("notes")
        .and(warp::put())
        .and(warp::body::json())
        .map(|note: String| note);
    list.or(save).boxed()
}

/// A service that the browser can send to: warp's bodies are `Sync`.
macro_rules! service {
    ($filter:expr) => {
        CorsLayer::new(&API).layer(warp::service($filter))
    };
}

#[tokio::test]
async fn a_layer_stands_around_all_filters() {
    let service = service!(notes());
    app()
        .fetch(&get("/notes"), service.clone())
        .await
        .assert_readable();
    evil()
        .fetch(&get("/notes"), service.clone())
        .await
        .assert_blocked();
    let saved = app().fetch(&put("/notes"), service.clone()).await;
    assert_eq!(
        saved.assert_preflighted().assert_readable().body(),
        "a note"
    );
    evil()
        .fetch(&put("/notes"), service.clone())
        .await
        .assert_blocked();
    // Rejections too.
    let wrong = put("/notes").text("no JSON");
    let rejected = app().fetch(&wrong, service.clone()).await;
    assert_eq!(rejected.assert_readable().status(), StatusCode::BAD_REQUEST);
    let missing = app().fetch(&get("/nowhere"), service).await;
    assert_eq!(missing.assert_readable().status(), StatusCode::NOT_FOUND);
}

fn by_warp() -> warp::cors::Builder {
    warp::cors()
        .allow_origin("https://app.example.com")
        .allow_methods(["GET", "PUT"])
        .allow_header("content-type")
}

async fn send(
    filter: warp::filters::BoxedFilter<(impl warp::Reply + 'static,)>,
    request: http::request::Builder,
) -> Response<warp::reply::Response> {
    let request = request.body(String::new()).unwrap();
    let response = warp::service(filter).oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    Response::from_parts(head, Response::new(body))
}

#[tokio::test]
async fn warps_own_has_no_headers_on_rejections() {
    let service = warp::service(notes().with(by_warp()));
    app()
        .fetch(&get("/notes"), service.clone())
        .await
        .assert_readable();
    app()
        .fetch(&get("/nowhere"), service.clone())
        .await
        .assert_blocked();
    let wrong = put("/notes").text("no JSON");
    app().fetch(&wrong, service).await.assert_blocked();
}

#[tokio::test]
async fn warps_own_rejects_requests_and_the_pages_of_the_server() {
    let filter = || {
        notes()
            .with(by_warp())
            .map(warp::Reply::into_response)
            .boxed()
    };
    for origin in ["https://evil.example", "https://api.example.com"] {
        let asked = Request::get("/notes")
            .header("host", "api.example.com")
            .header("origin", origin);
        let asked = asked.header(
            "sec-fetch-site",
            if origin.contains("evil") {
                "cross-site"
            } else {
                "same-origin"
            },
        );
        assert_eq!(send(filter(), asked).await.status(), StatusCode::FORBIDDEN);
        let response = service!(notes());
        let asked = Request::get("/notes")
            .header("origin", origin)
            .body(String::new())
            .unwrap();
        assert_eq!(
            response.oneshot(asked).await.unwrap().status(),
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn warps_own_does_not_vary() {
    let filter = notes()
        .with(by_warp())
        .map(warp::Reply::into_response)
        .boxed();
    let asked = Request::get("/notes").header("origin", "https://app.example.com");
    assert!(!send(filter, asked).await.headers().contains_key("vary"));
    let asked = Request::get("/notes").body(String::new()).unwrap();
    let response = service!(notes()).oneshot(asked).await.unwrap();
    assert_eq!(response.headers()["vary"], "Origin");
}

#[tokio::test]
async fn warps_own_names_no_header_that_it_does_not_allow() {
    let token = Fetch::get("https://api.example.com/notes").header("x-token", "1");
    let blocked = app()
        .fetch(&token, warp::service(notes().with(by_warp())))
        .await;
    assert!(
        blocked
            .console()
            .unwrap()
            .contains("No 'Access-Control-Allow-Origin' header"),
        "{:?}",
        blocked.console()
    );
    let blocked = app().fetch(&token, service!(notes())).await;
    assert!(
        blocked
            .console()
            .unwrap()
            .contains("Request header field x-token is not allowed"),
        "{:?}",
        blocked.console()
    );
}

#[tokio::test]
async fn warps_own_answers_preflights_for_every_origin_with_that_origin() {
    let any = warp::cors()
        .allow_any_origin()
        .allow_method("GET")
        .allow_credentials(true);
    let filter = notes().with(any).map(warp::Reply::into_response).boxed();
    let asked = Request::get("/notes").header("origin", "https://evil.example");
    let response = send(filter, asked).await;
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "https://evil.example"
    );
    assert_eq!(
        response.headers()["access-control-allow-credentials"],
        "true"
    );
}
