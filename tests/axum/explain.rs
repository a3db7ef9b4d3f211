//! `Router::explain`: what it says of a request is what the router does, and nothing runs for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::routing;
use cors::axum::{Router, any, cors, get, put};
use cors::{Effect, Explanation, Policy, Reason};
use cors_conformance::{ACAO, ADMIN, APP, EVIL, Reply, preflight, request};
use http::StatusCode;

use crate::serve;

static FOR_APP: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    headers = ["content-type"],
};
static FOR_ADMIN: Policy = cors::policy! { origins = ["https://admin.example.com"], enforce };

#[cors(policy = FOR_APP)]
async fn by_app() {}

#[cors(policy = FOR_ADMIN)]
async fn by_admin() {}

#[cors(none)]
async fn closed() {}

async fn plain() {}

fn router() -> Router {
    let group = Router::new()
        .route("/plain", get(plain).put(plain))
        .route("/closed", get(closed).delete(by_app))
        .policy(&FOR_ADMIN);
    let opaque = axum::Router::new().route("/inside", routing::get(plain));
    Router::new()
        .route("/notes/{id}", get(by_app).put(by_app).delete(by_admin))
        .route("/plain", put(plain))
        .route("/any", any(by_app))
        .route("/foreign", routing::get(plain))
        .nest("/group", group)
        .nest("/opaque", opaque)
        .fallback(by_admin)
}

/// What a browser does with this.
fn effect_of(reply: &Reply, method: &str, is_preflight: bool) -> Effect {
    let is_allowed = reply.header(ACAO).is_some();
    let is_listed = reply.methods().contains(&method) || ["GET", "HEAD", "POST"].contains(&method);
    match (is_preflight, is_allowed) {
        (true, true) if is_listed && reply.status.is_success() => Effect::Sent,
        (true, _) => Effect::NotSent,
        (false, true) => Effect::Readable,
        (false, false) if reply.status == StatusCode::FORBIDDEN => Effect::Rejected,
        (false, false) => Effect::Withheld,
    }
}

#[tokio::test]
async fn it_says_what_the_router_does() {
    let router = router();
    let server = serve(router.clone()).await;
    let mut known = 0;
    for path in [
        "/notes/1",
        "/notes/1/",
        "/notes/",
        "/plain",
        "/any",
        "/foreign",
        "/group/plain",
        "/group/closed",
        "/group/lost",
        "/opaque/inside",
        "/opaque/lost",
        "/",
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            for origin in [APP, ADMIN, EVIL] {
                for is_preflight in [false, true] {
                    let asked = || match is_preflight {
                        true => preflight(method, path, origin),
                        false => request(method, path, origin),
                    };
                    let explanation = router.explain(&asked().body(()).unwrap());
                    let reply = server.send(asked()).await;
                    let context = format!("{method} {path} {origin} {is_preflight}: {reply:?}");
                    let Some(explanation) = explanation else {
                        assert!(path.starts_with("/opaque/"), "{context}");
                        continue;
                    };
                    known += 1;
                    let effect = effect_of(&reply, method, is_preflight);
                    assert_eq!(explanation.effect, effect, "{context}\n{explanation}");
                    assert_eq!(explanation.path, path);
                    assert_eq!(explanation.method, method);
                }
            }
        }
    }
    assert!(known > 400, "{known}");
}

/// The one reason for this.
#[track_caller]
fn reason(explanation: Option<Explanation>) -> Reason {
    let mut reasons = explanation.unwrap().reasons;
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    reasons.remove(0)
}

#[test]
fn the_methods_are_those_of_the_path() {
    // Without a router that isn't known, which may have a handler for PATCH.
    let group = Router::new()
        .route("/closed", get(closed))
        .policy(&FOR_ADMIN);
    let router: Router = Router::new()
        .route("/notes/{id}", get(by_app).put(by_app).delete(by_admin))
        .route("/plain", put(plain))
        .nest("/group", group);
    let asked = preflight("PATCH", "/notes/1", APP).body(()).unwrap();
    assert_eq!(
        reason(router.explain(&asked)),
        Reason::MethodNotListed {
            method: "PATCH".to_owned(),
            listed: vec!["GET".to_owned(), "PUT".to_owned()],
        }
    );
    let asked = preflight("PUT", "/plain", APP).body(()).unwrap();
    assert_eq!(reason(router.explain(&asked)), Reason::NoPolicy);
    let asked = request("GET", "/group/closed", APP).body(()).unwrap();
    let explanation = router.explain(&asked).unwrap();
    assert_eq!(explanation.reasons, [Reason::NobodyAllowed]);
    assert!(
        explanation
            .to_string()
            .ends_with("\n  by the policy at `Policy::NOBODY`")
    );
}

#[tokio::test]
async fn nothing_runs_for_it() {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = {
        let runs = Arc::clone(&runs);
        move || {
            let runs = Arc::clone(&runs);
            async move {
                runs.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let layer = {
        let runs = Arc::clone(&runs);
        move |_: Request, _: Next| {
            runs.fetch_add(1, Ordering::Relaxed);
            async { StatusCode::UNAUTHORIZED }
        }
    };
    let router = Router::new()
        .route("/", get(count.clone()))
        .method_not_allowed_fallback(count.clone())
        .fallback(count)
        .layer(from_fn(layer))
        .policy(&FOR_APP);
    for (method, path) in [
        ("GET", "/"),
        ("PUT", "/"),
        ("GET", "/lost"),
        ("OPTIONS", "/"),
    ] {
        let asked = request(method, path, APP).body(()).unwrap();
        assert_eq!(router.explain(&asked).unwrap().effect, Effect::Readable);
    }
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    let server = serve(router).await;
    server.send(request("GET", "/", APP)).await;
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}
