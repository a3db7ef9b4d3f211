//! Both servers over real sockets, with a client that goes by the Fetch standard as browsers do.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use cors_check::{Browser, Credentials, Fetch, Outcome, Page, Verdict};
use http::header::{ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::calls::{CALLS, Call, Expected};
use crate::{Addresses, api, calls, curl, start};

const RUN: &str = "?run=test";

/// Sends a request to an address such as `http://localhost:3000/path`.
async fn send(mut request: Request<Full<Bytes>>) -> Response<Bytes> {
    let uri = request.uri().clone();
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, uri.port_u16().unwrap()));
    let io = TokioIo::new(stream.await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    let authority = uri.authority().unwrap().as_str();
    let headers = request.headers_mut();
    headers.insert(HOST, authority.try_into().unwrap());
    *request.uri_mut() = uri.path_and_query().unwrap().as_str().parse().unwrap();
    let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
    Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
}

async fn get(uri: String) -> Response<Bytes> {
    send(Request::get(uri).body(Full::default()).unwrap()).await
}

/// Has the page make a call. Each request goes over a socket.
async fn fetch(browser: &mut Browser, call: &Call, addresses: &Addresses) -> Outcome<Bytes> {
    let uri = format!("{}{}{RUN}", addresses.api, call.path());
    let mut fetch = Fetch::new(call.method, uri);
    for (name, value) in call.headers {
        fetch = fetch.header(*name, *value);
    }
    if call.credentials {
        fetch = fetch.credentials(Credentials::Include);
    }
    if let Some(body) = call.body {
        fetch = fetch.text(body);
    }
    let server = async |request: Request<Vec<u8>>| {
        let is_preflight = request.method() == Method::OPTIONS;
        let response = send(request.map(Full::from)).await;
        assert!(!is_preflight || response.body().is_empty());
        response
    };
    let page = Page::new(&addresses.page);
    let outcome = browser.fetch_async(&page, &fetch, server).await;
    let is_preflighted = outcome.exchanges().any(|exchange| exchange.is_preflight);
    assert_eq!(is_preflighted, call.is_preflighted(), "{}", call.name);
    outcome
}

#[tokio::test]
async fn every_call_comes_out_as_the_table_says() {
    let addresses = start(0).await.unwrap();
    let mut browser = Browser::new().cookie("localhost", "theme=dark");
    for call in CALLS {
        let outcome = fetch(&mut browser, call, &addresses).await;
        let name = call.name;
        let Some(last) = outcome.exchanges().last() else {
            panic!("{name}: nothing is sent")
        };
        match (&call.expected, &outcome.verdict) {
            (Expected::Read { status, text }, Verdict::Readable(response)) => {
                assert_eq!(response.status(), *status, "{name}");
                let body = str::from_utf8(response.body()).unwrap();
                assert!(body.contains(text), "{name}: {body}");
            }
            (Expected::HeaderRead { name, value }, Verdict::Readable(response)) => {
                assert_eq!(response.headers().get(*name).unwrap(), value);
            }
            (Expected::HeaderHidden { name }, Verdict::Readable(response)) => {
                assert!(last.response.headers().contains_key(*name));
                assert!(!response.headers().contains_key(*name));
            }
            (Expected::StoppedAtPreflight { status }, Verdict::Blocked(blocked)) => {
                assert!(blocked.by_preflight, "{name}: {blocked}");
                assert_eq!(last.response.status(), *status, "{name}");
            }
            (Expected::Withheld, Verdict::Blocked(blocked)) => {
                assert!(!blocked.by_preflight, "{name}: {blocked}");
            }
            _ => panic!("{name}: {outcome:?}"),
        }
    }

    // And just that reached the API.
    let seen = get(format!("{}/seen.json{RUN}", addresses.page)).await;
    let seen: Value = serde_json::from_slice(seen.body()).unwrap();
    let sent: Vec<String> = CALLS.iter().flat_map(Call::sent).collect();
    assert_eq!(seen, Value::from(sent));

    // The log has a line about each refusal, and no page of another origin can read it.
    let log = get(format!("{}/log.json{RUN}", addresses.page)).await;
    let mut headers = log.headers().keys().map(|name| name.as_str());
    assert!(headers.all(|name| !name.starts_with("access-control-")));
    let log: Vec<String> = serde_json::from_slice(log.body()).unwrap();
    let said: Vec<_> = CALLS.iter().map(|call| call.log).collect();
    let said: Vec<_> = said.into_iter().filter(|line| !line.is_empty()).collect();
    assert_eq!(log.len(), said.len(), "{log:?}");
    for (line, said) in log.iter().zip(said) {
        assert!(line.starts_with(said), "{line}");
        assert!(
            line.contains("; by examples/quickstart/src/api.rs:"),
            "{line}"
        );
    }
    let refused = CALLS.iter().filter(|call| !call.log.is_empty());
    assert!(refused.clone().all(|call| matches!(
        call.expected,
        Expected::Withheld | Expected::StoppedAtPreflight { .. }
    )));
}

#[tokio::test]
async fn the_cookie_is_there_because_it_was_set() {
    let addresses = start(0).await.unwrap();
    let response = get(format!("{}/session", addresses.api)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_page_is_served_from_memory() {
    let addresses = start(0).await.unwrap();
    let page = get(format!("{}/", addresses.page)).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(page.body(), include_str!("page.html"));
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.ends_with(&addresses.api), "{policy}");

    let table = get(format!("{}/calls.json", addresses.page)).await;
    assert_eq!(table.headers()[CONTENT_TYPE], "application/json");
    let table: Value = serde_json::from_slice(table.body()).unwrap();
    assert_eq!(table, calls::json(&addresses));

    let missing = get(format!("{}/page.html", addresses.page)).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let post = Request::post(format!("{}/", addresses.page));
    let post = send(post.body(Full::default()).unwrap()).await;
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(post.headers()[ALLOW], "GET, HEAD");
}

#[tokio::test]
async fn browsers_find_localhost_on_ipv6_too() {
    if tokio::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0))
        .await
        .is_err()
    {
        return; // no IPv6 here
    }
    let addresses = start(0).await.unwrap();
    for address in [addresses.api, addresses.page] {
        let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
        let stream = TcpStream::connect((Ipv6Addr::LOCALHOST, port)).await;
        assert!(stream.is_ok(), "{address}");
    }
}

#[tokio::test]
async fn nonsense_ends_its_own_connection_only() {
    let addresses = start(0).await.unwrap();
    for address in [&addresses.api, &addresses.page] {
        let port: u16 = address.rsplit_once(':').unwrap().1.parse().unwrap();
        for nonsense in [
            &b"\0\xff\xfe nonsense\r\n\r\n"[..],
            b"PUT /note HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
            b"PUT /note HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            b"GET /session?run=%00 HTTP/1.1\r\nhost: a\r\ncookie: \xff\xfe=\r\norigin: \xff\r\n\r\n",
            b"GET /hello HT",
        ] {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
            stream.write_all(nonsense).await.unwrap();
            stream.shutdown().await.unwrap();
            let _ = stream.read_to_end(&mut vec![]).await;
        }
    }
    let large = Request::put(format!("{}/note", addresses.api));
    let large = large.body(Full::from(vec![b' '; 100_000])).unwrap();
    assert_eq!(send(large).await.status(), StatusCode::BAD_REQUEST);

    let hello = get(format!("{}/hello", addresses.api)).await;
    assert_eq!(hello.status(), StatusCode::OK);
    let page = get(format!("{}/", addresses.page)).await;
    assert_eq!(page.status(), StatusCode::OK);
}

/// The clock runs ahead as soon as everybody waits.
#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_forever() {
    let addresses = start(0).await.unwrap();
    let port: u16 = addresses.api.rsplit_once(':').unwrap().1.parse().unwrap();
    let begin = "PUT /note HTTP/1.1\r\nhost: a\r\norigin: http://localhost\r\n";
    for (sent, answered) in [
        ("", ""),
        (begin, ""),
        (
            &format!("{begin}content-length: 9\r\n\r\nhalf"),
            "HTTP/1.1 408 ",
        ),
    ] {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        let hour = Duration::from_secs(3600);
        timeout(hour, read).await.unwrap().unwrap();
        assert!(answer.starts_with(answered), "{answer}");
        // A page can read that it was too slow.
        assert_eq!(
            answer.contains("access-control-allow-origin"),
            !answered.is_empty()
        );
    }
}

#[tokio::test]
async fn what_was_seen_stays_small() {
    let addresses = start(0).await.unwrap();
    let seen = async |run: &str| {
        let seen = get(format!("{}/seen.json?run={run}", addresses.page)).await;
        let seen: Value = serde_json::from_slice(seen.body()).unwrap();
        seen.as_array().unwrap().len()
    };
    let long = "x".repeat(1000);
    for run in ["first", &long] {
        get(format!("{}/hello?run={run}", addresses.api)).await;
    }
    assert_eq!((seen("first").await, seen(&long).await), (1, 0));
    for _ in 0..256 {
        get(format!("{}/hello?run=more", addresses.api)).await;
    }
    assert_eq!((seen("first").await, seen("more").await), (0, 256));
}

#[tokio::test]
async fn there_is_no_other_handler() {
    let addresses = start(0).await.unwrap();
    for path in ["/", "/answer", "/hello/", "/text"] {
        let response = get(format!("{}{path}", addresses.api)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn attributes_are_those_of_the_source() {
    assert_eq!(
        api::attribute("hello"),
        Some(r#"#[cors(origins = ["http://localhost:*"])]"#)
    );
    assert_eq!(
        api::attribute("partner").map(|text| text.replace("\r\n", "\n")),
        Some(
            "#[cors(\n    origins = [\"https://app.example.com\"],\n    methods = [PUT],\n)]"
                .to_owned()
        )
    );
    // Functions without one, after functions with one.
    assert_eq!(api::attribute("text"), None);
    assert_eq!(api::attribute("nobody"), None);
    for call in CALLS {
        let attribute = api::attribute(call.handler).unwrap();
        assert_eq!(attribute.matches("#[cors(").count(), 1, "{}", call.name);
        assert!(attribute.contains(call.decisive), "{}", call.name);
    }
}

#[test]
fn the_default_port_is_not_written() {
    let addresses = Addresses::new(79, 80);
    assert_eq!(addresses.api, "http://localhost:79");
    assert_eq!(addresses.page, "http://localhost");
}

#[test]
fn curl_lines_are_whole_and_harmless() {
    let addresses = Addresses::new(3000, 3001);
    let all = curl::all(&addresses);
    for call in CALLS {
        let lines = curl::lines(call, &addresses);
        assert!(all.contains(&format!("# {}\n{lines}", call.name)));
        assert_eq!(lines.contains("-X OPTIONS"), call.is_preflighted());
        let method = call.method == "GET" || lines.contains(call.method);
        assert!(method, "{lines}");
        assert!(lines.contains(&format!("{}{}'", addresses.api, call.path())));
        for (name, _) in call.headers {
            assert!(lines.contains(name), "{lines}");
        }
    }
    for line in all.lines().filter(|line| !line.is_empty()) {
        if let Some(comment) = line.strip_prefix("# ") {
            // A shell that takes this for a command gets no more than that wrong.
            let harmless = |c: char| c.is_ascii_alphanumeric() || " -,.:".contains(c);
            assert!(comment.chars().all(harmless), "{comment}");
        } else {
            assert!(line.starts_with("curl -i "), "{line}");
            assert!(
                line.contains("-H 'Origin: http://localhost:3001'"),
                "{line}"
            );
            assert_eq!(line.matches('\'').count() % 2, 0, "{line}");
        }
    }
}
