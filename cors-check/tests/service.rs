//! Pages at a tower service in the same process, as in a user's own tests.

#![allow(clippy::unwrap_used, clippy::panic)]

use axum::Router;
use axum::http::{HeaderName, StatusCode};
use axum::routing::{any, put};
use cors_check::{Browser, Credentials, Fetch, Page, Reason};
use tower_http::cors::CorsLayer;

const URL: &str = "https://api.example.com/notes";

/// A router that allows `https://app.example.com` to PUT with a cookie, and to read `etag`.
fn service() -> Router {
    let allowed = [
        ("access-control-allow-origin", "https://app.example.com"),
        ("access-control-allow-credentials", "true"),
    ];
    let preflight = [
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-headers", "content-type"),
    ];
    let response = [
        ("etag", "\"1\""),
        ("x-secret", "1"),
        ("access-control-expose-headers", "etag"),
    ];
    let notes = put(async move || (allowed, response, "saved"))
        .options(async move || (StatusCode::NO_CONTENT, allowed, preflight));
    Router::new().route("/notes", notes)
}

fn save() -> Fetch {
    Fetch::new("PUT", URL)
        .header("content-type", "application/json")
        .credentials(Credentials::Include)
        .body("{}")
}

#[tokio::test]
async fn a_page_saves_with_a_cookie_and_reads_the_etag() {
    let outcome = Page::new("https://app.example.com")
        .fetch(&save(), service())
        .await;
    assert_eq!(outcome.assert_readable().body(), "saved");
    outcome
        .assert_preflighted()
        .assert_exposes("etag")
        .assert_hides("x-secret");
}

#[tokio::test]
async fn a_page_of_another_origin_is_blocked() {
    let outcome = Page::new("https://evil.example")
        .fetch(&save(), service())
        .await;
    let blocked = outcome.assert_blocked();
    assert!(blocked.by_preflight);
    assert!(matches!(
        blocked.reason,
        Reason::DifferentAllowOrigin { .. }
    ));
}

#[tokio::test]
async fn a_browser_keeps_its_cache() {
    let (mut browser, page) = (Browser::new(), Page::new("https://app.example.com"));
    let first = browser.fetch_service(&page, &save(), service()).await;
    assert_eq!(first.exchanges().count(), 2);
    let second = browser.fetch_service(&page, &save(), service()).await;
    assert_eq!(second.exchanges().count(), 1);
}

/// Every message, each step with its section, the sentence of the console, the cause and the fix.
#[tokio::test]
async fn an_assertion_fails_with_the_whole_story() {
    let fetch = Fetch::new("DELETE", URL)
        .header("x-request-id", "1")
        .header("cookie", "a=b");
    let outcome = Page::new("https://app.example.com")
        .fetch(&fetch, service())
        .await;
    let failure = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        outcome.assert_readable();
    }));
    let message = *failure.unwrap_err().downcast::<String>().unwrap();
    let expected = "\
expected a response that the page can read
a page of https://app.example.com fetches DELETE https://api.example.com/notes
  * `cookie` is dropped: a page can't set it (Fetch §5.1, Headers class)
  * it is another origin: the server has to allow it (Fetch §4.1, Main fetch)
  * a preflight is needed, for DELETE, x-request-id (Fetch §4.1, Main fetch)
  > OPTIONS https://api.example.com/notes
  > host: api.example.com
  > sec-fetch-site: cross-site
  > sec-fetch-mode: cors
  > sec-fetch-dest: empty
  > accept: */*
  > access-control-request-method: DELETE
  > access-control-request-headers: x-request-id
  > origin: https://app.example.com
  < 204 No Content
  < access-control-allow-methods: PUT
  < access-control-allow-headers: content-type
  < access-control-allow-origin: https://app.example.com
  < access-control-allow-credentials: true
  < content-length: 0
  * the CORS check passes (Fetch §4.10, CORS check)
  * the preflight has an ok status (Fetch §4.8, CORS-preflight fetch)
blocked: preflight: `Access-Control-Allow-Methods` doesn't list `DELETE` (Fetch §4.8, CORS-preflight fetch)
console: Access to fetch at 'https://api.example.com/notes' from origin 'https://app.example.com' has been blocked by \
CORS policy: Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.
cause: the server allows `PUT`, and not `DELETE`
fix: list `DELETE` in `Access-Control-Allow-Methods`. Where a router makes that list, no handler takes the method
with `cors`: #[cors(methods = [DELETE])]";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // The order of a response's headers is axum's.
        lines.sort_by_key(|line| line.starts_with("  <").then(|| line.clone()));
        lines
    };
    assert_eq!(sorted(&message), sorted(expected), "{message}");
}

#[tokio::test]
async fn a_hidden_header_is_named_with_the_fix() {
    let outcome = Page::new("https://app.example.com")
        .fetch(&save(), service())
        .await;
    for (name, expected) in [
        ("x-secret", "#[cors(expose = [\"x-secret\"])]"),
        ("x-none", "which the response doesn't have"),
    ] {
        let failure = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            outcome.assert_exposes(name);
        }));
        let message = *failure.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains(expected), "{message}");
    }
}

/// As in a browser, where a page can't tell it from CORS.
#[tokio::test]
async fn a_service_that_fails_is_a_network_error() {
    let broken = any(async || {
        let frames = axum::body::Body::new(Broken);
        (
            [(HeaderName::from_static("access-control-allow-origin"), "*")],
            frames,
        )
    });
    let service = Router::new().route("/notes", broken);
    let outcome = Page::new("https://app.example.com")
        .fetch(&Fetch::get(URL), service)
        .await;
    assert_eq!(
        outcome.assert_blocked().reason,
        Reason::Network("broken".to_owned())
    );
    assert_eq!(outcome.console(), None);
}

struct Broken;

impl axum::body::HttpBody for Broken {
    type Data = axum::body::Bytes;
    type Error = &'static str;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Ready(Some(Err("broken")))
    }
}

/// Somebody else's layer around somebody else's router.
#[tokio::test]
async fn tower_http_is_explained() {
    let allowed = "https://app.example.com"
        .parse::<axum::http::HeaderValue>()
        .unwrap();
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_credentials(true)
        .allow_methods([axum::http::Method::GET]);
    let service = Router::new().route("/notes", any("a note")).layer(layer);
    let page = Page::new("https://app.example.com");
    let get = Fetch::get(URL).credentials(Credentials::Include);
    assert_eq!(
        page.fetch(&get, service.clone())
            .await
            .assert_readable()
            .body(),
        "a note"
    );

    let outcome = page.fetch(&save(), service.clone()).await;
    let advice = outcome.advice().unwrap();
    assert_eq!(advice.cause, "the server allows `GET`, and not `PUT`");
    assert_eq!(advice.argument.as_deref(), Some("methods = [PUT]"));

    let outcome = Page::new("https://app.example.com:8443")
        .fetch(&get, service)
        .await;
    let advice = outcome.advice().unwrap();
    assert!(
        advice.cause.ends_with("which differs in the port"),
        "{}",
        advice.cause
    );
}
