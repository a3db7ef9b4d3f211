//! Routing by hand, as with hyper: by the method that a request is about.

#![deny(warnings)]

use std::sync::atomic::{AtomicUsize, Ordering};

use cors::cors;
use cors_conformance::{
    ACAO, ACRM, ADMIN, APP, Body, EVIL, ORIGIN, Server, own_request, preflight, request,
};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn list(_: Request<Incoming>) -> Response<Body> {
    Response::new("list".into())
}

#[cors(origins = ["https://admin.example.com"], methods = [DELETE])]
async fn remove(_: Request<Incoming>) -> Response<Body> {
    Response::new("removed".into())
}

#[cors(origins = ["https://app.example.com"], methods = ["PURGE"])]
async fn purge(_: Request<Incoming>) -> Response<Body> {
    Response::new("purged".into())
}

#[cors(none)]
async fn rename(_: Request<Incoming>) -> Response<Body> {
    Response::new("renamed".into())
}

async fn route(request: Request<Incoming>) -> Response<Body> {
    let method = cors::method(&request);
    match (method.as_str(), request.uri().path()) {
        ("GET", "/notes") => list(request).await,
        ("DELETE", "/notes") => remove(request).await,
        ("PURGE", "/notes") => purge(request).await,
        ("PATCH", "/notes") => rename(request).await,
        ("OPTIONS", "/notes") => Response::new("an OPTIONS request".into()),
        _ => {
            let mut response = Response::new("not found".into());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

#[tokio::test]
async fn each_preflight_reaches_the_handler_that_it_is_about() {
    let server = Server::of(route).await;
    for (method, reader, body) in [
        ("GET", APP, "list"),
        ("DELETE", ADMIN, "removed"),
        ("PURGE", APP, "purged"),
    ] {
        for origin in [APP, ADMIN, EVIL] {
            let allowed = (origin == reader).then_some(origin);
            let answer = server.send(preflight(method, "/notes", origin)).await;
            assert_eq!(answer.status.is_success(), allowed.is_some(), "{method}");
            assert_eq!(answer.header(ACAO), allowed, "{method}");
            let answer = server.send(request(method, "/notes", origin)).await;
            assert_eq!((&*answer.body, answer.header(ACAO)), (body, allowed));
        }
    }
    let answer = server.send(preflight("GET", "/lost", APP)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = server.send(request("OPTIONS", "/notes", APP)).await;
    assert_eq!(answer.body, "an OPTIONS request");
    let answer = server.send(preflight("not a method", "/notes", APP)).await;
    assert_eq!(answer.body, "an OPTIONS request");
}

#[tokio::test]
async fn a_handler_that_no_page_may_use_does_not_run_for_a_preflight() {
    let server = Server::of(route).await;
    let reply = server.send(preflight("PATCH", "/notes", APP)).await;
    assert_eq!((reply.status, &*reply.body), (StatusCode::FORBIDDEN, ""));
    let reply = server.send(request("PATCH", "/notes", APP)).await;
    assert_eq!((&*reply.body, reply.header(ACAO)), ("renamed", None));
}

/// Whatever a client makes of an OPTIONS request: where it leads to a handler with a policy, that answers, and doesn't
/// run.
#[tokio::test]
async fn no_handler_with_a_policy_runs_for_an_options_request() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);

    #[cors(origins = ["*"], methods = ["*"])]
    async fn counted(_: Request<Incoming>) -> Response<Body> {
        RUNS.fetch_add(1, Ordering::SeqCst);
        Response::new("ran".into())
    }
    async fn route(request: Request<Incoming>) -> Response<Body> {
        match cors::method(&request).as_str() {
            "OPTIONS" => Response::new("an OPTIONS request".into()),
            _ => counted(request).await,
        }
    }

    let server = Server::of(route).await;
    let options = || own_request("OPTIONS", "/");
    let about = |method: &[u8]| options().header(ACRM, HeaderValue::from_bytes(method).unwrap());
    for method in [
        "GET",
        "HEAD",
        "POST",
        "DELETE",
        "CONNECT",
        "TRACE",
        "OPTIONS",
        "delete",
        "PURGE",
        "*",
        "",
        " ",
        "DELETE, GET",
        "DELETE GET",
        "null",
        "\u{e9}",
    ] {
        let about = || about(method.as_bytes());
        for odd in [
            about(),
            about().header(ORIGIN, APP),
            about().header(ORIGIN, ""),
            about().header(ORIGIN, "null"),
            about().header(ORIGIN, APP).header(ORIGIN, EVIL),
            about().header(ORIGIN, APP).header(ACRM, "GET"),
            options()
                .header(ACRM, "")
                .header(ORIGIN, APP)
                .header(ACRM, "GET"),
            about()
                .header(ORIGIN, APP)
                .header("x-http-method-override", "DELETE"),
            about()
                .header(ORIGIN, APP)
                .header("content-type", "application/json"),
        ] {
            let what = format!("{odd:?}");
            let reply = server.send_body(odd, "a body").await;
            assert!(
                ["", "an OPTIONS request"].contains(&&*reply.body),
                "{what}: {reply:?}"
            );
        }
    }
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
    let reply = server
        .send(own_request("DELETE", "/").header(ACRM, "GET"))
        .await;
    assert_eq!(reply.body, "ran", "a method of its own isn't asked for");
}
