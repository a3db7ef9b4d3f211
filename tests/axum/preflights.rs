//! A preflight is answered by the policy of the handler that the requested method would reach, and nothing else
//! runs for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::routing::MethodFilter;
use cors::Policy;
use cors::axum::{CorsMethodRouter, any, cors, delete, get, on, options, patch, post, put};
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACMA, ACRM, ADMIN, APP, EVIL, Server, VARY, preflight, request,
};
use http::StatusCode;
use http::request::Parts;

use crate::serve;

async fn one_path(router: CorsMethodRouter) -> Server {
    serve(Router::new().route("/", router.into())).await
}

#[cors(origins = ["https://app.example.com"])]
async fn by_app() -> &'static str {
    "by app"
}

#[cors(origins = ["https://app.example.com"])]
async fn by_app_too() -> &'static str {
    "by app too"
}

#[cors(origins = ["https://admin.example.com"], headers = ["x-reason"], credentials, max_age = 60)]
async fn by_admin() -> &'static str {
    "by admin"
}

#[cors(origins = ["*"])]
async fn by_all() -> &'static str {
    "by all"
}

async fn by_own_pages() -> &'static str {
    "by own pages"
}

#[tokio::test]
async fn each_method_has_the_policy_of_its_handler() {
    let path = get(by_all)
        .post(by_app)
        .put(by_app_too)
        .delete(by_admin)
        .patch(by_own_pages);
    let server = one_path(path).await;

    for method in ["POST", "PUT"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{method}");
        assert_eq!(answer.body, "");
        assert_eq!(
            answer.cors(),
            [(ACAM, "POST, PUT"), (ACAO, APP), (VARY, "Origin")],
        );
        server
            .send(preflight(method, "/", ADMIN))
            .await
            .assert_refused();
    }
    let answer = server.send(preflight("DELETE", "/", ADMIN)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer.cors(),
        [
            (ACAC, "true"),
            (ACAH, "x-reason"),
            (ACAM, "DELETE"),
            (ACAO, ADMIN),
            (ACMA, "0"), // or the browser would send `x-reason` to the others as well
            (VARY, "Origin"),
        ],
    );
    server
        .send(preflight("DELETE", "/", APP))
        .await
        .assert_refused();
    for method in ["GET", "HEAD"] {
        let answer = server.send(preflight(method, "/", EVIL)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(answer.cors(), [(ACAM, "GET"), (ACAO, "*")]);
    }
}

#[tokio::test]
async fn each_response_has_too() {
    let path = get(by_all)
        .post(by_app)
        .delete(by_admin)
        .patch(by_own_pages);
    let server = one_path(path).await;
    let answer = server.send(request("GET", "/", EVIL)).await;
    assert_eq!(answer.cors(), [(ACAO, "*")]);
    assert_eq!(answer.body, "by all");
    server
        .send(request("POST", "/", APP))
        .await
        .assert_allowed();
    server
        .send(request("POST", "/", ADMIN))
        .await
        .assert_not_allowed();
    let answer = server.send(request("DELETE", "/", ADMIN)).await;
    assert_eq!(
        answer.cors(),
        [(ACAC, "true"), (ACAO, ADMIN), (VARY, "Origin")]
    );
    let answer = server.send(request("PATCH", "/", APP)).await;
    answer.assert_untouched();
    assert_eq!(answer.body, "by own pages");
}

#[tokio::test]
async fn for_a_handler_without_a_policy_it_is_refused() {
    let server = one_path(get(by_app).put(by_own_pages)).await;
    server
        .send(preflight("PUT", "/", APP))
        .await
        .assert_refused();
    let server = one_path(put(by_app).get(by_own_pages)).await;
    for method in ["GET", "HEAD"] {
        server
            .send(preflight(method, "/", APP))
            .await
            .assert_refused();
    }
}

#[tokio::test]
async fn for_a_method_that_nothing_takes_the_list_is_without_it() {
    let server = one_path(delete(by_app).patch(by_own_pages)).await;
    for method in ["PUT", "PURGE", "delete", "CONNECT", "not,a token"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{method}");
        assert_eq!(answer.methods(), ["DELETE"], "{method}");
        server
            .send(preflight(method, "/", EVIL))
            .await
            .assert_refused();
    }
    // These a browser would send whatever the list says.
    for method in ["GET", "HEAD", "POST"] {
        server
            .send(preflight(method, "/", APP))
            .await
            .assert_refused();
    }
}

#[tokio::test]
async fn for_a_method_that_nothing_takes_any_policy_of_the_path_may_answer() {
    let server = one_path(put(by_app).delete(by_admin)).await;
    let answer = server.send(preflight("PATCH", "/", APP)).await;
    assert_eq!(
        (answer.status, answer.methods()),
        (StatusCode::NO_CONTENT, vec!["PUT"])
    );
    let answer = server.send(preflight("PATCH", "/", ADMIN)).await;
    assert_eq!(
        (answer.status, answer.methods()),
        (StatusCode::NO_CONTENT, vec!["DELETE"])
    );
    server
        .send(preflight("PATCH", "/", EVIL))
        .await
        .assert_refused();
}

#[tokio::test]
async fn for_head_it_is_the_policy_of_its_own_handler_before_that_of_get() {
    let server = one_path(get(by_app).head(by_admin)).await;
    let answer = server.send(preflight("HEAD", "/", ADMIN)).await;
    assert_eq!(
        (answer.status, answer.methods()),
        (StatusCode::NO_CONTENT, vec!["HEAD"])
    );
    server
        .send(preflight("HEAD", "/", APP))
        .await
        .assert_refused();
    let answer = server.send(preflight("GET", "/", APP)).await;
    assert_eq!(
        (answer.status, answer.methods()),
        (StatusCode::NO_CONTENT, vec!["GET"])
    );

    let server = one_path(get(by_app).head(by_own_pages)).await;
    server
        .send(preflight("HEAD", "/", APP))
        .await
        .assert_refused();
}

#[cors(origins = ["https://app.example.com"], methods = [PUT, DELETE, "PURGE"])]
async fn with_methods() -> &'static str {
    "with methods"
}

#[tokio::test]
async fn written_methods_that_are_not_registered_are_not_offered() {
    let server = one_path(put(with_methods).get(by_own_pages)).await;
    let answer = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(answer.methods(), ["PUT"]);
    let answer = server.send(preflight("DELETE", "/", APP)).await;
    assert_eq!(answer.methods(), ["PUT"]);
}

#[tokio::test]
async fn what_is_written_and_what_is_registered_are_one_policy_where_the_rest_is() {
    // `by_app` has no `methods`, and is the same policy but for that.
    let server = one_path(put(with_methods).patch(by_app)).await;
    for method in ["PUT", "PATCH"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(answer.methods(), ["PATCH", "PUT"]);
    }
}

#[tokio::test]
async fn any_takes_the_methods_that_are_written() {
    let server = one_path(any(with_methods)).await;
    for method in ["PUT", "DELETE", "PURGE", "GET", "POST"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        let methods = ["DELETE", "GET", "HEAD", "POST", "PURGE", "PUT"];
        assert_eq!(
            (answer.status, answer.methods()),
            (StatusCode::NO_CONTENT, methods.to_vec())
        );
        server
            .send(request(method, "/", APP))
            .await
            .assert_allowed();
    }
    let answer = server.send(preflight("PATCH", "/", APP)).await;
    assert!(!answer.methods().contains(&"PATCH"));
}

#[tokio::test]
async fn any_takes_every_method_that_has_a_name_where_none_is_written() {
    let server = one_path(any(by_app)).await;
    let named = [
        "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY",
    ];
    for method in named {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(
            (answer.status, answer.methods()),
            (StatusCode::NO_CONTENT, named.to_vec())
        );
        server
            .send(preflight(method, "/", EVIL))
            .await
            .assert_refused();
    }
    let answer = server.send(request("OPTIONS", "/", APP)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "by app");
}

#[cors(origins = ["https://app.example.com"], methods = ["*"])]
async fn with_all_methods() {}

#[cors(origins = ["https://app.example.com"], methods = ["*"], credentials)]
async fn with_all_methods_and_credentials() {}

#[tokio::test]
async fn any_takes_every_method_at_all_where_that_is_written() {
    for path in [any(with_all_methods), any(with_all_methods_and_credentials)] {
        let server = one_path(path.put(by_admin).delete(by_own_pages)).await;
        for method in ["PURGE", "PATCH", "GET"] {
            let answer = server.send(preflight(method, "/", APP)).await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert!(answer.methods().contains(&method), "{method}: {answer:?}");
            assert!(
                !answer.methods().contains(&"PUT"),
                "of another policy: {answer:?}"
            );
            assert!(
                !answer.methods().contains(&"*"),
                "which says PUT: {answer:?}"
            );
            assert_eq!(
                server.send(request(method, "/", APP)).await.status,
                StatusCode::OK
            );
        }
        server
            .send(preflight("PUT", "/", APP))
            .await
            .assert_refused();
        server
            .send(preflight("DELETE", "/", APP))
            .await
            .assert_refused();
    }
}

#[tokio::test]
async fn a_method_of_its_own_goes_before_any() {
    let server = one_path(any(by_app).put(by_admin).delete(by_own_pages)).await;
    let answer = server.send(preflight("PUT", "/", ADMIN)).await;
    assert_eq!(answer.methods(), ["PUT"]);
    server
        .send(preflight("PUT", "/", APP))
        .await
        .assert_refused();
    server
        .send(preflight("DELETE", "/", APP))
        .await
        .assert_refused();
    let answer = server.send(preflight("PATCH", "/", APP)).await;
    assert_eq!(
        answer.methods(),
        ["GET", "HEAD", "OPTIONS", "PATCH", "POST", "QUERY"]
    );
}

#[tokio::test]
async fn any_without_a_policy_takes_what_the_others_leave() {
    let server = one_path(any(by_own_pages).put(by_app)).await;
    for method in ["GET", "PATCH", "PURGE"] {
        server
            .send(preflight(method, "/", APP))
            .await
            .assert_refused();
    }
    let answer = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(answer.methods(), ["PUT"]);
    let answer = server.send(request("OPTIONS", "/", APP)).await;
    assert_eq!(answer.body, "by own pages");
    answer.assert_untouched();
}

#[tokio::test]
async fn a_filter_of_several_methods_says_them_all() {
    let filter = MethodFilter::PUT
        .or(MethodFilter::OPTIONS)
        .or(MethodFilter::GET);
    let server = one_path(on(filter, by_app).on(MethodFilter::DELETE, by_admin)).await;
    for method in ["PUT", "OPTIONS", "GET", "HEAD"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(answer.methods(), ["GET", "OPTIONS", "PUT"], "{method}");
        server
            .send(request(method, "/", APP))
            .await
            .assert_allowed();
    }
    let answer = server.send(preflight("DELETE", "/", ADMIN)).await;
    assert_eq!(answer.methods(), ["DELETE"]);
    let answer = server.send(request("PATCH", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_page_may_send_options_itself() {
    let server = one_path(options(by_app).get(by_own_pages)).await;
    let answer = server.send(preflight("OPTIONS", "/", APP)).await;
    assert_eq!(
        (answer.status, answer.methods()),
        (StatusCode::NO_CONTENT, vec!["OPTIONS"])
    );
    let answer = server.send(request("OPTIONS", "/", APP)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "by app");
}

static SHARED: Policy = cors::policy! { origins = ["https://app.example.com"], max_age = 5 };

#[cors(policy = SHARED)]
async fn by_shared() {}

#[cors(policy = SHARED)]
async fn by_shared_too() {}

#[cors(origins = ["https://app.example.com"], max_age = 5)]
async fn by_an_equal_one() {}

#[tokio::test]
async fn handlers_of_a_shared_policy_share_their_methods() {
    let path = put(by_shared).delete(by_shared_too).patch(by_an_equal_one);
    let server = one_path(path.clone()).await;
    for method in ["PUT", "DELETE", "PATCH"] {
        let answer = server.send(preflight(method, "/", APP)).await;
        assert_eq!(answer.methods(), ["DELETE", "PATCH", "PUT"]);
        assert_eq!(answer.header(ACMA), Some("5"));
    }
    let server = one_path(path.post(by_app)).await;
    let answer = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(answer.methods(), ["DELETE", "PATCH", "PUT"]);
    assert_eq!(answer.header(ACMA), Some("5"));
    assert_eq!(
        server.send(preflight("POST", "/", APP)).await.methods(),
        ["POST"]
    );
}

/// Counts how often it is extracted.
struct Counted;

impl FromRequestParts<Arc<AtomicUsize>> for Counted {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        runs: &Arc<AtomicUsize>,
    ) -> Result<Self, StatusCode> {
        runs.fetch_add(1, Ordering::SeqCst);
        if parts.headers.contains_key("x-reject") {
            return Err(StatusCode::BAD_REQUEST);
        }
        Ok(Self)
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn counting(_: Counted, State(runs): State<Arc<AtomicUsize>>) {
    runs.fetch_add(100, Ordering::SeqCst);
}

#[cors(origins = ["https://app.example.com"], enforce)]
async fn enforcing(_: Counted, State(runs): State<Arc<AtomicUsize>>) {
    runs.fetch_add(100, Ordering::SeqCst);
}

async fn counting_plain(_: Counted, State(runs): State<Arc<AtomicUsize>>) {
    runs.fetch_add(100, Ordering::SeqCst);
}

#[tokio::test]
async fn no_extractor_and_no_handler_runs_for_one() {
    let runs = Arc::new(AtomicUsize::new(0));
    let fallback = axum::routing::MethodRouter::from(any(counting));
    let router = Router::new()
        .route(
            "/",
            get(counting).put(counting).delete(counting_plain).into(),
        )
        .route("/any", any(counting).into())
        .route("/any/plain", any(counting_plain).put(counting).into())
        .route("/options", options(counting_plain).put(counting).into())
        .route(
            "/options/annotated",
            options(counting).put(counting_plain).into(),
        )
        .route("/enforcing", post(enforcing).into())
        .fallback(fallback)
        .with_state(runs.clone());
    let server = serve(router).await;
    for path in [
        "/",
        "/any",
        "/any/plain",
        "/options",
        "/options/annotated",
        "/enforcing",
        "/nowhere",
    ] {
        for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"] {
            for origin in [APP, EVIL] {
                for rejected in [false, true] {
                    let mut asked = preflight(method, path, origin);
                    if rejected {
                        asked = asked.header("x-reject", "");
                    }
                    let answer = server.send(asked).await;
                    let readable = answer.header(ACAO);
                    let status = if readable.is_some() {
                        StatusCode::NO_CONTENT
                    } else {
                        StatusCode::FORBIDDEN
                    };
                    assert_eq!(answer.status, status, "{method} {path}");
                    assert_ne!(readable, Some(EVIL));
                }
            }
        }
    }
    assert_eq!(runs.load(Ordering::SeqCst), 0);

    // Nor for what `enforce` refuses.
    server
        .send(request("POST", "/enforcing", EVIL))
        .await
        .assert_refused();
    assert_eq!(runs.load(Ordering::SeqCst), 0);

    // The counter does count.
    server.send(request("GET", "/", APP)).await.assert_allowed();
    assert_eq!(runs.load(Ordering::SeqCst), 101);
    let rejected = request("GET", "/nowhere", APP).header("x-reject", "");
    server.send(rejected).await.assert_allowed();
    assert_eq!(runs.load(Ordering::SeqCst), 102);
    server
        .send(request("POST", "/enforcing", APP))
        .await
        .assert_allowed();
    server
        .send(http::Request::post("/enforcing"))
        .await
        .assert_not_allowed();
    assert_eq!(runs.load(Ordering::SeqCst), 304);
}

#[tokio::test]
async fn an_options_request_that_is_none_is_as_any_other() {
    let server = serve(
        Router::new()
            .route("/", get(by_app).into())
            .route("/own", get(by_app).options(by_own_pages).into())
            .route("/annotated", get(by_app).options(by_admin).into()),
    )
    .await;
    let not_from_a_page = http::Request::options("/").header(ACRM, "GET");
    for not_one in [request("OPTIONS", "/", APP), not_from_a_page] {
        let answer = server.send(not_one).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), Some("GET,HEAD"));
        // As any other 405 of the path.
        assert_eq!(answer.header(VARY), Some("Origin"));
    }
    let answer = server.send(request("OPTIONS", "/own", APP)).await;
    assert_eq!(answer.body, "by own pages");
    answer.assert_untouched();
    assert_eq!(
        server.send(preflight("GET", "/own", APP)).await.methods(),
        ["GET"]
    );

    let answer = server.send(request("OPTIONS", "/annotated", ADMIN)).await;
    assert_eq!(answer.body, "by admin");
    assert_eq!(answer.header(ACAO), Some(ADMIN));
    server
        .send(request("OPTIONS", "/annotated", APP))
        .await
        .assert_not_allowed();
}

#[tokio::test]
async fn where_no_handler_of_the_path_has_a_policy_it_is_as_any_other_too() {
    let server = one_path(get(by_own_pages).options(by_own_pages)).await;
    let answer = server.send(preflight("GET", "/", APP)).await;
    assert_eq!(
        (answer.status, &*answer.body),
        (StatusCode::OK, "by own pages")
    );
    let server = one_path(patch(by_own_pages)).await;
    let answer = server.send(preflight("PATCH", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("PATCH"));
}

/// A browser remembers allowed headers for the path, and needs no preflight for POST but for its headers.
#[tokio::test]
async fn what_one_handler_takes_is_not_remembered_for_another() {
    #[cors(origins = ["https://app.example.com"], headers = ["content-type"], max_age = 600)]
    async fn takes_json() {}

    for (path, seconds) in [
        (put(takes_json), "600"),
        (put(takes_json).post(by_admin), "0"),
        (put(takes_json).post(by_own_pages), "0"),
        (put(takes_json).post(takes_json), "600"),
    ] {
        let server = one_path(path).await;
        let answer = server.send(preflight("PUT", "/", APP)).await;
        assert_eq!(answer.header(ACMA), Some(seconds));
    }
}

/// Without a handler of its own, HEAD goes to that of GET, and not to that of every method.
#[tokio::test]
async fn head_goes_with_get_even_beside_any() {
    let server = one_path(any(by_app).get(by_own_pages)).await;
    for method in ["GET", "HEAD"] {
        server
            .send(preflight(method, "/", APP))
            .await
            .assert_refused();
    }
    let answer = server.send(preflight("POST", "/", APP)).await;
    assert!(!answer.methods().contains(&"HEAD"));
}
