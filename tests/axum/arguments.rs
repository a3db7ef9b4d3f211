//! The arguments of the attribute, as far as they differ from those of `#[cors]` or go another way. The others are in
//! the conformance suite, which `frameworks/axum` runs.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use cors::axum::{CorsMethodRouter, any, cors, get, put};
use cors::{Config, Policy};
use cors_conformance::{ACAH, ACAO, ADMIN, APP, EVIL, Server, preflight, request};

use crate::serve;

async fn one_path(router: CorsMethodRouter) -> Server {
    serve(Router::new().route("/", router.into())).await
}

static IN_STATIC: Policy = cors::policy! { origins = ["https://app.example.com"] };

static MADE: AtomicUsize = AtomicUsize::new(0);
static AT_RUN_TIME: LazyLock<Policy> = LazyLock::new(|| {
    MADE.fetch_add(1, Ordering::SeqCst);
    let origins = std::env::args().take(0).chain([APP.to_owned()]);
    Config::new().origins(origins).check().unwrap().0
});

fn by_call(number: usize) -> &'static Policy {
    [&IN_STATIC, &AT_RUN_TIME][number]
}

#[cors(policy = IN_STATIC)]
async fn by_static() {}
#[cors(policy = self::IN_STATIC)]
async fn by_path() {}
#[cors(policy = AT_RUN_TIME)]
async fn by_lazy() {}
#[cors(policy = *AT_RUN_TIME)]
async fn by_lazy_in_place() {}
#[cors(policy = by_call(1))]
async fn by_what_is_called() {}
#[cors(policy = cors::policy! { origins = ["https://app.example.com"] })]
async fn by_macro() {}

#[tokio::test]
async fn a_policy_from_elsewhere() {
    let path = get(by_static)
        .post(by_path)
        .put(by_lazy)
        .patch(by_lazy_in_place)
        .delete(by_what_is_called)
        .head(by_macro);
    let server = one_path(path).await;
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
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
        let all = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];
        assert_eq!(answer.methods(), all);
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
#[should_panic(expected = "handler registered for DELETE, but its policy lists only PUT, PURGE")]
fn a_registration_that_contradicts_them_panics() {
    let _: CorsMethodRouter = cors::axum::delete(for_put);
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
