//! One event for each refusal, also where several policies stand around a handler.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use cors::tower::CorsLayer;
use cors::{LiveOrigins, Policy, PolicyBy, cors};
use cors_conformance::{Event, Reply, Server, preflight, request};
use http::{Request, Response};
use tower::{ServiceBuilder, ServiceExt as _};

static OUTER: Policy = cors::policy! { origins = ["https://*.outer.example"] };
static INNER: Policy = cors::policy! { origins = ["https://*.inner.example"] };

#[cors(policy = INNER)]
async fn hello<B>(_: Request<B>) -> Response<cors_conformance::Body> {
    Response::new("hello".into())
}

/// A handler with a policy, and a layer around it with another.
async fn stacked() -> Server {
    Event::record();
    Server::of(|request| async {
        let service = ServiceBuilder::new()
            .layer(CorsLayer::new(&OUTER))
            .service_fn(async |request| Ok::<_, Infallible>(hello(request).await));
        service.oneshot(request).await.unwrap()
    })
    .await
}

fn is_readable(reply: &Reply) -> bool {
    reply.header(cors_conformance::ACAO).is_some()
}

#[tokio::test]
async fn the_policy_that_decides_is_the_one_that_tells() {
    let server = stacked().await;
    // As the layer doesn't list it: nothing is refused.
    let reply = server
        .send(request("GET", "/", "https://a.inner.example"))
        .await;
    assert!(is_readable(&reply));
    assert!(Event::about("https://a.inner.example").is_empty());
    // By one, by both: it is refused once.
    for (origin, nearest) in [
        ("https://a.outer.example", ""),
        (
            "http://b.inner.example",
            "https://*.inner.example (the scheme differs)",
        ),
        ("https://a.evil.example", ""),
    ] {
        let reply = server.send(request("GET", "/", origin)).await;
        assert!(!is_readable(&reply), "{origin}");
        let events = Event::about(origin);
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!(events[0].field("nearest"), nearest);
        let place = format!("{}:{}", file!(), INNER.location().line());
        assert_eq!(events[0].field("policy"), place);
    }
    // The layer answers preflights.
    let origin = "https://b.outer.example";
    let reply = server.send(preflight("PUT", "/", origin)).await;
    assert_eq!(reply.status, 204);
    let events = Event::about(origin);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].field("reason"), "`methods` doesn't have PUT");
    assert_eq!(events[0].field("method"), "PUT");
}

#[test]
fn a_response_that_nobody_gets_tells_nothing() {
    Event::record();
    let request = request("GET", "/", "https://a.dropped.example")
        .body(())
        .unwrap();
    drop(INNER.decide(&request));
    assert!(Event::about("https://a.dropped.example").is_empty());
}

#[test]
fn slots_that_are_not_set_are_named() {
    static APP: LiveOrigins = LiveOrigins::new();
    static API: Policy = cors::policy! { origins = APP, enforce };
    Event::record();
    let request = request("GET", "/", "https://a.unset.example")
        .body(())
        .unwrap();
    drop(API.decide(&request));
    let events = Event::about("https://a.unset.example");
    assert_eq!(events.len(), 1);
    assert_eq!(
        events[0].field("reason"),
        "`origins` doesn't have the origin; APP was never set, and allows no origin"
    );
}

#[test]
fn the_policy_of_a_tenant_is_the_one_that_is_named() {
    Event::record();
    let by_host = PolicyBy::new([http::header::HOST], |head| match head.host()? {
        "inner.example.net" => Some(&INNER),
        _ => None,
    });
    for (host, place) in [
        (
            "inner.example.net",
            format!("{}:{}", file!(), INNER.location().line()),
        ),
        ("lost.example.net", "`Policy::NOBODY`".to_owned()),
    ] {
        let origin = format!("https://{host}");
        let request = preflight("PUT", "/", &origin)
            .header("host", host)
            .body(())
            .unwrap();
        drop(by_host.decide(&request));
        let events = Event::about(&origin);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].field("policy"), place);
    }
}

/// A group leaves the preflights of a router of axum's to what is in it. Only policies of this crate open anything there,
/// and the log says so of what else answers: the page is blocked, whatever that has said.
#[tokio::test]
async fn a_preflight_that_no_policy_in_an_opaque_router_answers_is_told_of() {
    #[cors::axum::cors(policy = INNER)]
    async fn inner() {}
    async fn plain() {}

    Event::record();
    let opaque = axum::Router::new()
        .route("/inner", cors::axum::put(inner).into())
        .route("/plain", axum::routing::put(plain))
        .route("/other", axum::routing::put(plain))
        .layer(axum::middleware::from_fn(answer_preflights_to_other));
    let group = cors::axum::Router::new().merge(opaque).policy(&OUTER);
    let server = Server::on_listener(async |listener| axum::serve(listener, group).await).await;

    let no_policy = "what it reaches has no policy";
    for (path, origin, reason) in [
        ("/inner", "https://left.inner.example", ""),
        (
            "/inner",
            "https://left.outer.example",
            "`origins` doesn't have the origin",
        ),
        ("/plain", "https://left-plain.outer.example", no_policy),
        ("/other", "https://left-other.outer.example", no_policy),
    ] {
        let reply = server.send(preflight("PUT", path, origin)).await;
        assert_eq!(is_readable(&reply), reason.is_empty(), "{path}");
        let told: Vec<_> = Event::about(origin)
            .iter()
            .map(|event| {
                (
                    event.field("reason").to_owned(),
                    event.field("message").to_owned(),
                )
            })
            .collect();
        let not_sent = "the browser doesn't send the request";
        let expected: &[_] = match reason {
            "" => &[],
            reason => &[(reason.to_owned(), not_sent.to_owned())],
        };
        assert_eq!(told, expected, "{path}");
    }
}

/// As another crate's layer, or an upstream server.
async fn answer_preflights_to_other(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let is_other = request.uri().path() == "/other";
    let mut response = next.run(request).await;
    if is_other {
        response.headers_mut().insert(
            http::header::ACCESS_CONTROL_ALLOW_ORIGIN,
            http::HeaderValue::from_static("*"),
        );
    }
    response
}
