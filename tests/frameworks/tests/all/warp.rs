//! warp, and what differs from `warp::cors`. The guide's examples are doc tests of this package.

use cors::Policy;
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

/// One of each kind, and what the page sees of it.
#[tokio::test]
async fn each_rejection_has_headers_here_only() {
    fn filters() -> warp::filters::BoxedFilter<(impl warp::Reply,)> {
        let typed = warp::path!("typed")
            .and(warp::post())
            .and(warp::body::json());
        let short = warp::path!("short")
            .and(warp::post())
            .and(warp::body::content_length_limit(1))
            .and(warp::body::bytes());
        // No extension of this type is there, which is a mistake of the server.
        let broken = warp::path!("broken").and(warp::ext::get::<u8>());
        typed
            .map(|note: String| note)
            .or(short.map(|_| ""))
            .or(broken.map(|_| ""))
            .boxed()
    }

    let post = |path: &str| {
        Fetch::new("POST", format!("https://api.example.com{path}"))
            .header("content-type", "text/plain")
            .text("long")
    };
    for (fetch, status) in [
        (get("/nowhere"), 404),
        (get("/typed"), 405),
        (post("/short"), 413),
        (post("/typed"), 415),
        (get("/broken"), 500),
    ] {
        // As a browser does, with the length of the text.
        let sized = |mut request: Request<_>| {
            request.headers_mut().insert("content-length", 4.into());
            request
        };
        let theirs = warp::service(filters().with(by_warp())).map_request(sized);
        app().fetch(&fetch, theirs).await.assert_blocked();
        let ours = service!(filters()).map_request(sized);
        let rejected = app().fetch(&fetch, ours).await;
        assert_eq!(rejected.assert_readable().status(), status);
    }
}

#[tokio::test]
async fn an_allowed_preflight_is_200_there_and_204_here_and_else_the_same() {
    static SESSION: Policy = cors::policy! {
        origins = ["https://app.example.com"],
        methods = [PUT],
        headers = ["content-type"],
        expose = ["etag"],
        credentials,
        max_age = 600,
    };
    let theirs = by_warp()
        .expose_header("etag")
        .allow_credentials(true)
        .max_age(600);
    let theirs = warp::service(notes().with(theirs));
    let ours = CorsLayer::new(&SESSION).layer(warp::service(notes()));
    for (method, statuses, names) in [
        (
            "OPTIONS",
            (200, 204),
            ["allow-origin", "allow-credentials", "max-age"],
        ),
        (
            "GET",
            (200, 200),
            ["allow-origin", "allow-credentials", "expose-headers"],
        ),
    ] {
        let asked = || {
            Request::builder()
                .method(method)
                .uri("/notes")
                .header("origin", "https://app.example.com")
                .header("access-control-request-method", "PUT")
                .body(String::new())
                .unwrap()
        };
        let theirs = theirs.clone().oneshot(asked()).await.unwrap();
        let ours = ours.clone().oneshot(asked()).await.unwrap();
        assert_eq!((theirs.status().as_u16(), ours.status().as_u16()), statuses);
        for name in names {
            let name = format!("access-control-{name}");
            let lines = [theirs.headers(), ours.headers()].map(|headers| headers.get(&name));
            assert_eq!(lines[0], lines[1], "{name}");
            assert!(lines[0].is_some(), "{name}");
        }
    }
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
