//! The running service, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use actix_web::{App, HttpServer};
use cors::Origins;
use cors_conformance::{ADMIN, APP, EVIL, Reply, Server, own_request, preflight, request};

use crate::notes::Notes;
use crate::{origins, routes, session};

const PREVIEW: &str = "https://preview.example.net";

async fn server() -> Server {
    let configured: Origins = PREVIEW.parse().unwrap();
    origins::CONFIGURED.set(configured).unwrap();
    Server::on_listener(async |listener| {
        let notes = Notes::default();
        let server = HttpServer::new(move || App::new().service(routes::all(&notes)));
        let server = server.workers(1).disable_signals();
        server
            .listen(listener.into_std().unwrap())
            .unwrap()
            .run()
            .await
    })
    .await
}

/// For the tests in real browsers, until the input ends.
#[test]
#[ignore = "a server, which tests/browser starts"]
fn serve() {
    run(async {
        println!("serving http://localhost:{}", server().await.address.port());
        let input = || std::io::stdin().read_line(&mut String::new());
        let _ = actix_web::rt::task::spawn_blocking(input).await;
    });
}

fn run(test: impl Future<Output = ()>) {
    cors_conformance::run(test);
}

/// The origin that may read this.
fn reader(reply: &Reply) -> Option<&str> {
    reply.header("access-control-allow-origin")
}

#[test]
fn the_app_may_use_everything_wherever_it_is_deployed() {
    run(async {
        let server = server().await;
        for origin in [APP, PREVIEW, "http://localhost:5173"] {
            for method in ["GET", "PUT", "DELETE"] {
                let asked = preflight(method, "/notes", origin).header(
                    "access-control-request-headers",
                    "authorization,content-type",
                );
                let reply = server.send(asked).await;
                assert_eq!((reply.status.as_u16(), reader(&reply)), (204, Some(origin)));
                assert_eq!(reply.methods(), ["DELETE", "PUT"]);
            }
            let signed_in =
                |method| request(method, "/notes", origin).header("authorization", session::TOKEN);
            let put = signed_in("PUT").header("content-type", "application/json");
            let reply = server.send_body(put, r#"{"text":"a note"}"#).await;
            assert_eq!((reply.status.as_u16(), reader(&reply)), (201, Some(origin)));
            let reply = server.send(signed_in("GET")).await;
            assert_eq!(
                (&*reply.body, reader(&reply)),
                (r#"["a note"]"#, Some(origin))
            );
            let reply = server.send(signed_in("DELETE")).await;
            assert_eq!((reply.status.as_u16(), reader(&reply)), (204, Some(origin)));
        }
    });
}

#[test]
fn the_app_can_read_what_has_gone_wrong() {
    static LONG: LazyLock<String> =
        LazyLock::new(|| format!(r#"{{"text":"{}"}}"#, "a".repeat(routes::MAX_NOTE)));
    run(async {
        let server = server().await;
        let signed_in =
            |method, path| request(method, path, APP).header("authorization", session::TOKEN);
        let json = || signed_in("PUT", "/notes").header("content-type", "application/json");
        for (reply, status) in [
            (server.send(request("GET", "/notes", APP)).await, 401),
            (server.send_body(json(), r#"{"text":""}"#).await, 422),
            (server.send_body(json(), "{").await, 400),
            (server.send_body(json(), &LONG).await, 413),
            (server.send(signed_in("GET", "/nowhere")).await, 404),
            (server.send(signed_in("PATCH", "/notes")).await, 405),
        ] {
            assert_eq!((reply.status.as_u16(), reader(&reply)), (status, Some(APP)));
        }
    });
}

#[test]
fn no_other_page_may_use_the_notes() {
    run(async {
        let server = server().await;
        for origin in [ADMIN, EVIL] {
            server
                .send(preflight("PUT", "/notes", origin))
                .await
                .assert_refused();
            server
                .send(request("GET", "/notes", origin))
                .await
                .assert_not_allowed();
        }
    });
}

#[test]
fn the_pages_of_the_company_may_count_and_everybodys_may_ask_for_the_status() {
    run(async {
        let server = server().await;
        for (path, origin, may_read) in [
            ("/notes/count", ADMIN, true),
            ("/notes/count", PREVIEW, false),
            ("/notes/count", EVIL, false),
            ("/status", EVIL, true),
        ] {
            let reply = server.send(request("GET", path, origin)).await;
            assert_eq!(
                (reply.status.as_u16(), reader(&reply).is_some()),
                (200, may_read),
                "{path} {origin}"
            );
            let reply = server.send(preflight("GET", path, origin)).await;
            assert_eq!(
                reply.status.as_u16(),
                if may_read { 204 } else { 403 },
                "{path} {origin}"
            );
        }
    });
}

#[test]
fn only_the_app_and_programs_open_a_web_socket() {
    run(async {
        let server = server().await;
        let handshake = |origin: Option<&str>| {
            let request = match origin {
                Some(origin) => request("GET", "/live", origin),
                None => own_request("GET", "/live"),
            };
            request
                .header("connection", "upgrade")
                .header("upgrade", "websocket")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        };
        for (origin, status) in [
            (Some(APP), 101),
            (None, 101),
            (Some(EVIL), 403),
            (Some("null"), 403),
        ] {
            let response = server.begin(handshake(origin), "").await;
            assert_eq!(response.status().as_u16(), status, "{origin:?}");
        }
    });
}
