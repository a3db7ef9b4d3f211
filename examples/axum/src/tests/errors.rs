//! Every error, read as a page would: by a browser's own rules.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use cors::axum::{Router, get};
use cors_check::{Browser, Credentials, Fetch, Page};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{APP, EVIL, SHOP, Service};
use crate::database::Database;
use crate::policy::OUR_APP;
use crate::routes;

const SHORT: Duration = Duration::from_millis(200);

/// The service, with a handler that takes too long and one that panics.
async fn service(patience: Duration) -> Service {
    let database = Database::open(None).unwrap();
    let worse = Router::new()
        .route("/slow", get(std::future::pending::<()>))
        .route("/broken", get(broken))
        .policy(&OUR_APP);
    let routes = routes::all(&database).merge(worse);
    Service::serve(routes::served(routes, database, patience)).await
}

/// For the tests in real browsers, until the input ends.
#[tokio::test]
#[ignore = "a server, which tests/browser starts"]
async fn serve() {
    let service = service(Duration::from_secs(2)).await;
    println!("serving http://localhost:{}", service.port);
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await;
}

async fn broken() {
    std::panic::resume_unwind(Box::new("on purpose"));
}

/// What a page of this origin gets to read; none if its browser keeps it from it.
async fn read(service: &Service, cookie: &str, origin: &str, fetch: &Fetch) -> Option<u16> {
    let mut browser = Browser::new().cookie("localhost", cookie);
    let send = async |request: Request<Vec<u8>>| -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let mut call = service.request(head.method.as_str(), head.uri.path());
        for (name, value) in &head.headers {
            if name != "host" {
                call = call.header(name.to_string().leak(), value.to_str().unwrap());
            }
        }
        call.body(body).send().await
    };
    let page = Page::new(origin);
    let outcome = browser.fetch_async(&page, fetch, send).await;
    outcome
        .readable()
        .map(|response| response.status().as_u16())
}

#[tokio::test]
async fn every_error_is_read_by_the_pages_that_may_use_the_handler_and_by_no_other() {
    let service = service(SHORT).await;
    let cookie = service.sign_in("Ferris").await;
    let fetch = |method: &str, path: &str| {
        Fetch::new(method, format!("http://localhost:{}{path}", service.port))
    };
    let with_cookie =
        |method: &str, path: &str| fetch(method, path).credentials(Credentials::Include);
    let json = |method: &str, path: &str, body: String| {
        with_cookie(method, path)
            .header("content-type", "application/json")
            .body(body)
    };
    let long = json!({ "text": "x".repeat(70_000) }).to_string();
    for (status, cookie, fetch) in [
        (400, &*cookie, json("POST", "/notes", "{".to_owned())),
        (401, "none=1", json("POST", "/notes", "{}".to_owned())),
        (401, "none=1", json("PUT", "/notes/1", "{}".to_owned())),
        (401, "none=1", with_cookie("DELETE", "/notes/1")),
        (401, "none=1", with_cookie("GET", "/session")),
        (401, "none=1", with_cookie("POST", "/notes/1/star")),
        (404, &cookie, with_cookie("DELETE", "/notes/404")),
        (405, &cookie, with_cookie("PATCH", "/session")),
        (405, &cookie, with_cookie("PUT", "/slow")),
        (413, &cookie, json("POST", "/notes", long)),
        (415, &cookie, with_cookie("POST", "/notes").text("milk")),
        (422, &cookie, json("POST", "/notes", "{}".to_owned())),
        (500, &cookie, with_cookie("GET", "/broken")),
        (503, &cookie, with_cookie("GET", "/slow")),
    ] {
        let read = async |origin| read(&service, cookie, origin, &fetch).await;
        assert_eq!(read(APP).await, Some(status), "{fetch:?}");
        for other in [SHOP, EVIL, "null"] {
            assert_eq!(read(other).await, None, "{fetch:?} from {other}");
        }
    }
    // What all pages of the company may use.
    for (status, fetch) in [
        (400, fetch("GET", "/notes/one")),
        (404, fetch("GET", "/notes/404")),
        (404, fetch("DELETE", "/nothing")),
    ] {
        for (origin, expected) in [(APP, Some(status)), (SHOP, Some(status)), (EVIL, None)] {
            let read = read(&service, &cookie, origin, &fetch).await;
            assert_eq!(read, expected, "{fetch:?} from {origin}");
        }
    }
    // And what no page may.
    for fetch in [fetch("GET", "/health"), fetch("DELETE", "/tags/home")] {
        for origin in [APP, SHOP, EVIL] {
            assert_eq!(read(&service, &cookie, origin, &fetch).await, None);
        }
    }
}

/// The status of the response to a handshake, and what the socket says first.
async fn open(service: &Service, headers: &str) -> (String, Option<String>) {
    let mut stream = TcpStream::connect(("127.0.0.1", service.port))
        .await
        .unwrap();
    let handshake = format!(
        "GET /live HTTP/1.1\r\nHost: localhost:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n",
        service.port
    );
    stream.write_all(handshake.as_bytes()).await.unwrap();
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let status = head.split(' ').nth(1).unwrap().to_owned();
    if status != "101" {
        return (status, None);
    }
    // A frame of text, which is short.
    assert_eq!(stream.read_u8().await.unwrap(), 0x81);
    let mut text = vec![0; stream.read_u8().await.unwrap().into()];
    stream.read_exact(&mut text).await.unwrap();
    (status, Some(String::from_utf8(text).unwrap()))
}

#[tokio::test]
async fn no_page_of_another_origin_opens_the_socket() {
    let service = service(SHORT).await;
    let opened = ("101".to_owned(), Some("0".to_owned()));
    let own = format!("Origin: http://localhost:{}\r\n", service.port);
    for headers in [
        "Origin: https://app.example.com\r\n",
        // Of no page: a shell.
        "",
        // Its own, as browsers say it; and on plain `http`, where they don't.
        "Origin: https://notes.example.net\r\nSec-Fetch-Site: same-origin\r\n",
        &own,
    ] {
        assert_eq!(open(&service, headers).await, opened, "{headers}");
    }
    for origin in [EVIL, SHOP, "null", "http://app.example.com"] {
        for site in ["", "Sec-Fetch-Site: cross-site\r\n"] {
            let headers = format!("Origin: {origin}\r\n{site}");
            let (status, said) = open(&service, &headers).await;
            assert_eq!((&*status, said), ("403", None), "{headers}");
        }
    }
}

/// Extended CONNECT (RFC 8441): the method isn't GET there.
#[tokio::test]
async fn nor_does_it_over_http2() {
    use http_body_util::Empty;
    use hyper::client::conn::http2;
    use hyper::ext::Protocol;
    use hyper_util::rt::{TokioExecutor, TokioIo};

    let service = service(SHORT).await;
    let stream = TcpStream::connect(("127.0.0.1", service.port))
        .await
        .unwrap();
    let handshake = http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let at = |path: &str| format!("http://localhost:{}{path}", service.port);
    // Only then does the client know that the server takes it.
    let first = Request::get(at("/health")).body(Empty::<Bytes>::new());
    assert_eq!(
        sender.send_request(first.unwrap()).await.unwrap().status(),
        200
    );
    for (origin, status) in [
        (Some(APP), 200),
        (None, 200),
        (Some(EVIL), 403),
        (Some(SHOP), 403),
    ] {
        let mut request = Request::connect(at("/live"))
            .header("sec-websocket-version", "13")
            .extension(Protocol::from_static("websocket"));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request.body(Empty::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), status, "{origin:?}");
    }
}

#[test]
fn no_handler_has_lost_its_policy() {
    let table = routes::all(&Database::open(None).unwrap()).to_string();
    let without: Vec<_> = table
        .lines()
        .filter(|line| line.ends_with("no policy"))
        .collect();
    let names: Vec<Vec<_>> = without
        .iter()
        .map(|line| line.split_whitespace().take(2).collect())
        .collect();
    assert_eq!(
        names,
        [["DELETE", "/tags/{name}"], ["GET", "/health"]],
        "{table}"
    );
}
