//! The arguments of the attribute, as far as they differ from those of `#[cors]` or go another way.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use cors::axum::{MethodRouter, any, cors, get, put};
use cors::{Config, Policy};
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACEH, ACMA, ACRH, ADMIN, APP, EVIL, SITE, Server, VARY, preflight,
    request,
};
use http::StatusCode;

use crate::serve;

async fn one_path(router: MethodRouter) -> Server {
    serve(Router::new().route("/", router.into())).await
}

#[cors(
    origins = ["https://app.example.com"],
    headers = ["content-type", "x-token"],
    expose = ["etag", "x-count"],
    credentials,
    max_age = 600,
)]
async fn with_everything() {}

#[tokio::test]
async fn every_header_of_a_policy() {
    let server = one_path(put(with_everything)).await;
    assert_eq!(
        server.send(preflight("PUT", "/", APP)).await.cors(),
        [
            (ACAC, "true"),
            (ACAH, "content-type, x-token"),
            (ACAM, "PUT"),
            (ACAO, APP),
            (ACMA, "600"),
            (VARY, "Origin"),
        ]
    );
    assert_eq!(
        server.send(request("PUT", "/", APP)).await.cors(),
        [
            (ACAC, "true"),
            (ACAO, APP),
            (ACEH, "etag, x-count"),
            (VARY, "Origin"),
        ]
    );
}

#[cors(origins = ["https://app.example.com"], headers = ["*"], credentials)]
async fn with_all_headers() {}

#[tokio::test]
async fn a_reflected_list() {
    let server = one_path(put(with_all_headers)).await;
    let asked = preflight("PUT", "/", APP).header(ACRH, "x-a,x-b");
    assert_eq!(
        server.send(asked).await.cors(),
        [
            (ACAC, "true"),
            (ACAH, "x-a,x-b"),
            (ACAM, "PUT"),
            (ACAO, APP),
            (VARY, "Origin"),
            (VARY, "Access-Control-Request-Headers"),
        ]
    );
}

#[cors(origins = ["https://app.example.com"], enforce)]
async fn enforcing() -> &'static str {
    "ran"
}

#[tokio::test]
async fn enforce() {
    let server = one_path(get(enforcing)).await;
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_refused();
    let answer = server.send(request("GET", "/", APP)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "ran");
    let own = request("GET", "/", EVIL).header(SITE, "same-origin");
    let answer = server.send(own).await;
    answer.assert_not_allowed();
    assert_eq!(answer.body, "ran");
    // And by the address, where a browser doesn't say: over HTTP/1.1 by `Host`, over HTTP/2 by the request's.
    let own = format!("http://{}", server.address);
    assert_eq!(server.send(request("GET", "/", &own)).await.body, "ran");
    assert_eq!(
        server.send_http2(request("GET", "/", &own)).await.body,
        "ran"
    );
    server
        .send_http2(request("GET", "/", EVIL))
        .await
        .assert_refused();
}

static IN_STATIC: Policy = cors::policy! { origins = ["https://app.example.com"] };
const IN_CONST: Policy = cors::policy! { origins = ["https://app.example.com"] };

static MADE: AtomicUsize = AtomicUsize::new(0);
static AT_RUN_TIME: LazyLock<Policy> = LazyLock::new(|| {
    MADE.fetch_add(1, Ordering::SeqCst);
    let origins = std::env::args().take(0).chain([APP.to_owned()]);
    Config::new().origins(origins).check().unwrap()
});

fn by_call(origin: &str) -> Policy {
    Config::new().origins([origin]).check().unwrap()
}

#[cors(policy = IN_STATIC)]
async fn by_static() {}
#[cors(policy = self::IN_CONST)]
async fn by_const() {}
#[cors(policy = AT_RUN_TIME)]
async fn by_lazy() {}
#[cors(policy = *AT_RUN_TIME)]
async fn by_lazy_in_place() {}
#[cors(policy = by_call("https://app.example.com"))]
async fn by_what_is_called() {}

#[tokio::test]
async fn a_policy_from_elsewhere() {
    let path = get(by_static)
        .post(by_const)
        .put(by_lazy)
        .patch(by_lazy_in_place)
        .delete(by_what_is_called);
    let server = one_path(path).await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        server
            .send(request(method, "/", APP))
            .await
            .assert_allowed();
        server
            .send(request(method, "/", EVIL))
            .await
            .assert_not_allowed();
        let answer = server.send(preflight(method, "/", APP)).await;
        // Equal policies are one, wherever they come from.
        assert_eq!(answer.methods(), ["DELETE", "GET", "PATCH", "POST", "PUT"]);
    }
    assert_eq!(MADE.load(Ordering::SeqCst), 1);
}

static FOR_PUT: Policy =
    cors::policy! { origins = ["https://app.example.com"], methods = [PUT, "PURGE"] };

#[cors(policy = FOR_PUT)]
async fn for_put() {}

#[tokio::test]
async fn the_methods_of_a_policy_from_elsewhere() {
    let server = one_path(put(for_put).post(for_put)).await;
    assert_eq!(
        server.send(preflight("PUT", "/", APP)).await.methods(),
        ["POST", "PUT"]
    );
    let server = one_path(any(for_put)).await;
    let answer = server.send(preflight("PURGE", "/", APP)).await;
    assert_eq!(answer.methods(), ["GET", "HEAD", "POST", "PURGE", "PUT"]);
}

#[test]
#[should_panic(
    expected = "registered for DELETE, which its policy doesn't list (`methods` is PUT, PURGE)"
)]
fn a_registration_that_contradicts_them_panics() {
    let _: MethodRouter = cors::axum::delete(for_put);
}

#[cors(
    origins = [
        "https://app.example.com",
        #[cfg(test)] "https://admin.example.com",
        #[cfg(not(test))] "https://evil.example",
    ],
    methods = [PUT, #[cfg(test)] DELETE, #[cfg(not(test))] PATCH],
    headers = [#[cfg(all(test, not(test)))] "x-never", "x-always"],
)]
async fn by_cfg() {}

#[tokio::test]
async fn entries_that_depend_on_the_build() {
    let server = one_path(put(by_cfg).delete(by_cfg)).await;
    for origin in [APP, ADMIN] {
        let answer = server.send(preflight("DELETE", "/", origin)).await;
        assert_eq!(answer.methods(), ["DELETE", "PUT"]);
        assert_eq!(answer.header(ACAH), Some("x-always"));
        assert_eq!(
            server.send(request("PUT", "/", origin)).await.header(ACAO),
            Some(origin)
        );
    }
    server
        .send(preflight("DELETE", "/", EVIL))
        .await
        .assert_refused();
}

/// A crate that hands this one on.
mod framework {
    pub(crate) mod rules {
        pub(crate) use ::cors::*;
    }
}

#[framework::rules::axum::cors(crate = crate::arguments::framework::rules, origins = ["https://app.example.com"])]
async fn through_another_crate() {}

#[tokio::test]
async fn the_crate_elsewhere() {
    let server = one_path(framework::rules::axum::get(through_another_crate)).await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
}

#[cors(origins = ["http://localhost:*", "https://*.example.com"], methods = [GET, POST])]
async fn with_patterns() {}

#[tokio::test]
async fn patterns_and_methods_that_need_no_listing() {
    let server = one_path(get(with_patterns).post(with_patterns)).await;
    for origin in ["http://localhost:3000", "http://localhost", ADMIN] {
        let answer = server.send(request("POST", "/", origin)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(ACAO), Some(origin));
    }
    server
        .send(request("GET", "/", "https://example.com"))
        .await
        .assert_not_allowed();
}
