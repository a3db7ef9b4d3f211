//! The service of `examples/axum`, behind TLS, in the browsers: who reads its errors, whose requests reach its handlers,
//! and who opens its WebSocket.

use cors_check::Engine;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::command::Program;
use crate::origins::{PAGES, Page};

/// Where the service is. It is the same site as our app, whose pages so have its cookie.
pub(crate) const NOTES: &str = "https://notes.example.com";
pub(crate) const APP: &str = "https://app.example.com";
/// Another page of the company.
pub(crate) const SHOP: &str = "https://a.b.example.com";
pub(crate) const EVIL: &str = "https://evil.com";

/// What becomes of each call: its status, or `null` where the page has nothing.
const CALLS: &str = "
    const [calls, done] = arguments;
    const results = [];
    (async () => {
        for (const [url, call] of calls) {
            results.push(await fetch(url, call).then(response => response.status, () => null));
        }
        done(results);
    })();
";

/// The first message of a WebSocket, or `null`.
const SOCKET: &str = "
    const [url, done] = arguments;
    const socket = new WebSocket(url);
    socket.onmessage = event => done(event.data);
    socket.onclose = socket.onerror = () => done(null);
";

/// A service of the examples, as this test in it serves it, and a browser.
pub(crate) async fn start_example(engine: Engine, package: &str, test: &str) -> (Program, Browser) {
    let of_tests = ["test", "-q", "-p", package, "--bin", package];
    let serve = ["--", "--ignored", "--nocapture", "--exact", test];
    let build = [&of_tests[..], &["--no-run"]].concat();
    let run = [&of_tests[..], &serve].concat();
    let mut notes = Program::start(&build, &run).await;
    let port = notes.port("serving ").await;
    let browser = Browser::start_with(engine, "http/1.1", &[(NOTES, port)]).await;
    (notes, browser)
}

async fn start(engine: Engine) -> (Program, Browser) {
    let (notes, browser) = start_example(engine, "axum-notes", "tests::errors::serve").await;

    // A page of the service itself may do anything, and signs in.
    browser.go_to(&format!("{NOTES}/health")).await;
    let calls = [
        call(
            "POST",
            "/session",
            Some(json!({ "name": "Ferris" }).to_string()),
        ),
        call(
            "POST",
            "/notes",
            Some(json!({ "text": "Buy milk", "tags": ["home"] }).to_string()),
        ),
    ];
    assert_eq!(make(&browser, &calls).await, [Some(201), Some(201)]);
    (notes, browser)
}

/// With the cookie, and with JSON in the body.
fn call(method: &str, path: &str, body: Option<String>) -> Value {
    let mut call = json!({ "method": method, "credentials": "include" });
    if let Some(body) = body {
        call["headers"] = json!({ "content-type": "application/json" });
        call["body"] = body.into();
    }
    json!([format!("{NOTES}{path}"), call])
}

fn without_cookie(mut call: Value) -> Value {
    call[1]["credentials"] = "omit".into();
    call
}

pub(crate) async fn make(browser: &Browser, calls: &[Value]) -> Vec<Option<u16>> {
    let results = browser.driver.execute_async(CALLS, [calls.into()]).await;
    results
        .expect("calls that end")
        .convert()
        .expect("statuses")
}

/// Asserts that the page that is open, which is one of this origin, reads the status beside each of these calls if it may,
/// and none else.
pub(crate) async fn assert_reads(
    browser: &Browser,
    origin: &str,
    expected: &[(u16, Value)],
    may: bool,
) {
    let (statuses, calls): (Vec<_>, Vec<_>) = expected
        .iter()
        .map(|(status, call)| (may.then_some(*status), call.clone()))
        .unzip();
    assert_eq!(make(browser, &calls).await, statuses, "from {origin}");
}

pub(crate) async fn open(browser: &Browser, origin: &str) {
    let page = PAGES.iter().find(|page| page.origin == origin);
    let page: &Page = page.expect("such a page");
    browser.open(page).await;
}

/// What the service says first on a WebSocket of the page that is open.
pub(crate) async fn first_message(browser: &Browser) -> Option<String> {
    let url = format!("{}/live", NOTES.replace("https:", "wss:"));
    let said = browser.driver.execute_async(SOCKET, [url.into()]).await;
    said.expect("a socket").convert().expect("text or nothing")
}

/// Asserts that a page of the app and one of the service itself open the WebSocket, and no other.
pub(crate) async fn assert_who_opens_the_socket(browser: &Browser) {
    browser.go_to(&format!("{NOTES}/nowhere")).await;
    assert_eq!(
        first_message(browser).await.as_deref(),
        Some("1"),
        "from its own"
    );
    for (origin, expected) in [(APP, Some("1")), (SHOP, None), (EVIL, None), ("null", None)] {
        open(browser, origin).await;
        assert_eq!(
            first_message(browser).await.as_deref(),
            expected,
            "from {origin}"
        );
    }
}

/// Not in Firefox. It connects, but the connection ends with the first message, which often is lost. Aloud, though the test
/// passes.
pub(crate) fn hears_sockets(engine: Engine) -> bool {
    use std::io::Write as _;

    let hears = engine != Engine::Firefox;
    if !hears {
        let skipped = "SKIPPED: Firefox often loses the message with which a WebSocket ends";
        let _ = writeln!(std::io::stderr(), "{skipped}");
    }
    hears
}

in_each_engine! {
    async fn the_notes_are_for_the_pages_that_their_policies_list(engine: Engine) {
        let (_notes, browser) = start(engine).await;
        assert_who_reads_errors(&browser).await;
        assert_who_makes_handlers_run(&browser).await;
        if hears_sockets(engine) {
            assert_who_opens_the_socket(&browser).await;
        }
        browser.quit().await;
    }
}

/// Errors are read by the pages that may use the handler, and by no other.
async fn assert_who_reads_errors(browser: &Browser) {
    let broken = || Some("{".to_owned());
    let empty = || Some("{}".to_owned());
    let long = json!({ "text": "x".repeat(70_000) }).to_string();
    let for_app = [
        (400, call("POST", "/notes", broken())),
        (401, without_cookie(call("POST", "/notes", empty()))),
        (401, without_cookie(call("PUT", "/notes/1", empty()))),
        (401, without_cookie(call("DELETE", "/notes/1", None))),
        (401, without_cookie(call("GET", "/session", None))),
        (401, without_cookie(call("POST", "/notes/1/star", None))),
        (404, call("DELETE", "/notes/404", None)),
        (405, call("PATCH", "/session", None)),
        (405, call("PUT", "/slow", None)),
        (413, call("POST", "/notes", Some(long))),
        (415, {
            let mut call = call("POST", "/notes", None);
            call[1]["body"] = "milk".into();
            call
        }),
        (422, call("POST", "/notes", empty())),
        (500, call("GET", "/broken", None)),
        (503, call("GET", "/slow", None)),
    ];
    // What all pages of the company may use.
    let for_company = [
        (400, without_cookie(call("GET", "/notes/one", None))),
        (404, without_cookie(call("GET", "/notes/404", None))),
        (404, without_cookie(call("DELETE", "/nothing", None))),
    ];
    // And what no page of another origin may.
    let calls_for_none = [
        call("GET", "/health", None),
        call("DELETE", "/tags/home", None),
    ];

    for origin in [APP, SHOP, EVIL, "null"] {
        open(browser, origin).await;
        assert_reads(browser, origin, &for_app, origin == APP).await;
        let may = [APP, SHOP].contains(&origin);
        assert_reads(browser, origin, &for_company, may).await;
        assert_eq!(
            make(browser, &calls_for_none).await,
            [None, None],
            "from {origin}"
        );
    }
}

/// No foreign page makes a handler without a policy run by a preflighted request.
async fn assert_who_makes_handlers_run(browser: &Browser) {
    let delete = [call("DELETE", "/tags/home", None)];
    for origin in [APP, SHOP, EVIL, "null"] {
        open(browser, origin).await;
        assert_eq!(make(browser, &delete).await, [None], "from {origin}");
    }
    let tag = call("GET", "/tags/home", None);
    browser.go_to(&format!("{NOTES}/health")).await;
    // The handler didn't run for them. For its own page it does.
    assert_eq!(make(browser, std::slice::from_ref(&tag)).await, [Some(200)]);
    assert_eq!(make(browser, &delete).await, [Some(204)]);
    assert_eq!(make(browser, &[tag]).await, [Some(404)]);
}
