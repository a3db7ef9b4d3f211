//! Servers of the crate `cors`: the argument that is offered is the one that is missing.

use axum::Router;
use cors::axum::{cors, delete, get, post, put};
use http::{Request, Response};
use hyper::body::Incoming;

use crate::command::run_json;
use crate::server::{plain, serve};

const APP: &str = "https://app.example.com";
const ALLOW_APP: Option<&str> = Some("origins = [\"https://app.example.com\"]");

#[cors(origins = ["https://app.example.com"])]
async fn for_app() {}

#[cors(origins = ["https://www.example.com"])]
async fn for_www() {}

#[cors(origins = ["https://www.example.com"], enforce)]
async fn enforced() {}

#[cors(origins = ["http://app.example.com"])]
async fn over_http() {}

async fn without() {}

fn router() -> Router {
    cors::axum::Router::new()
        .route("/www", get(for_www).put(for_www))
        .route("/enforced", get(enforced))
        .route("/without", get(for_app).delete(without))
        .route("/two", get(for_app).put(for_www))
        .route("/post", post(for_app).delete(without))
        .route("/put", put(for_app))
        .route("/delete", delete(for_app))
        .route("/http", get(over_http))
        .into()
}

/// Each path lacks something, and the argument does it.
#[test]
fn the_argument_that_is_missing_is_offered() {
    let server = serve(router());
    for (path, arguments, cause, argument) in [
        ("/www", &[][..], "doesn't allow this origin", ALLOW_APP),
        ("/enforced", &[], "doesn't allow this origin", ALLOW_APP),
        (
            "/www",
            &["-X", "PUT"],
            "the origin isn't in the policy that governs `PUT`, or no policy does",
            ALLOW_APP,
        ),
        (
            "/without",
            &["-X", "DELETE"],
            "the handler of `DELETE` has no policy, or one that doesn't list this origin",
            ALLOW_APP,
        ),
        (
            "/two",
            &["-X", "PUT"],
            "the handler of `PUT` has no policy, or one that doesn't list this origin",
            ALLOW_APP,
        ),
        (
            "/post",
            &["-X", "DELETE"],
            "the handler of `DELETE` has no policy, or one that doesn't list this origin",
            ALLOW_APP,
        ),
        (
            "/put",
            &["-X", "DELETE"],
            "the server allows `PUT`, and not `DELETE`",
            Some("methods = [DELETE]"),
        ),
        (
            "/put",
            &["-X", "PUT", "-c"],
            "but not with credentials",
            Some("credentials"),
        ),
        (
            "/put",
            &["-X", "PUT", "-H", "x-a: 1"],
            "has no `Access-Control-Allow-Headers`",
            Some("headers = [\"x-a\"]"),
        ),
        ("/delete", &["-X", "DELETE"], "", None),
    ] {
        let url = format!("{server}{path}");
        let (status, report) = run_json(&[&[&url, "-o", APP], arguments].concat());
        let case = &report["cases"][0];
        assert_eq!(status, i32::from(!cause.is_empty()), "{case:#}");
        let said = case["cause"].as_str().unwrap_or_default();
        assert!(said.contains(cause), "{path}: {said}");
        assert_eq!(case["argument"].as_str(), argument, "{path}");
        if let Some(argument) = argument {
            crate::common::assert_accepted(argument, APP);
        }
    }
    // And what is offered for a page without TLS.
    let page = "http://app.example.com";
    let (_, report) = run_json(&[&format!("{server}/http"), "-o", page, "-c"]);
    let argument = report["cases"][0]["argument"].as_str().unwrap();
    assert_eq!(
        argument,
        "credentials, dangerously_allow = [insecure_origins]"
    );
    crate::common::assert_accepted(argument, page);
}

#[cors::cors(origins = ["https://www.example.com"], methods = [PUT])]
fn notes(_: Request<()>) -> Response<&'static str> {
    Response::new("")
}

/// The same by a handler alone, without a router.
#[test]
fn a_handler_alone_is_explained() {
    let server = plain(|request: &Request<Incoming>| {
        let mut head = Request::new(());
        *head.method_mut() = request.method().clone();
        *head.headers_mut() = request.headers().clone();
        notes(head)
    });
    for (origin, method, cause, argument) in [
        (APP, "PUT", "the origin isn't in the policy", ALLOW_APP),
        (APP, "GET", "doesn't allow this origin", ALLOW_APP),
        (
            "https://www.example.com",
            "M-SEARCH",
            "the server allows `PUT`, and not `M-SEARCH`",
            Some("methods = [\"M-SEARCH\"]"),
        ),
    ] {
        let (_, report) = run_json(&[&server.url(), "-o", origin, "-X", method]);
        let case = &report["cases"][0];
        let said = case["cause"].as_str().unwrap_or_default();
        assert!(said.contains(cause), "{said}");
        assert_eq!(case["argument"].as_str(), argument, "{method}");
    }
}
