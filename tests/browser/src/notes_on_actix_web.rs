//! The service of `examples/actix-web`, behind TLS, in the browsers: who reads its errors, whose requests reach its handlers,
//! and who opens its WebSocket.

use cors_check::Engine;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::command::Program;
use crate::notes::{
    APP, EVIL, NOTES, SHOP, assert_reads, assert_who_opens_the_socket, first_message,
    hears_sockets, make, open, start_example,
};

const ADD: &str = r#"{"text":"Buy milk"}"#;

async fn start(engine: Engine) -> (Program, Browser) {
    let (notes, browser) = start_example(engine, "actix-web-notes", "tests::serve").await;
    // A page of the service itself may do anything.
    browser.go_to(&format!("{NOTES}/status")).await;
    let add = signed_in(call("PUT", "/notes", Some(ADD)));
    assert_eq!(make(&browser, &[add]).await, [Some(201)]);
    (notes, browser)
}

/// With JSON in the body.
fn call(method: &str, path: &str, body: Option<&str>) -> Value {
    let mut call = json!({ "method": method, "headers": {} });
    if let Some(body) = body {
        call["headers"]["content-type"] = "application/json".into();
        call["body"] = body.into();
    }
    json!([format!("{NOTES}{path}"), call])
}

fn signed_in(mut call: Value) -> Value {
    call[1]["headers"]["authorization"] = "Bearer open sesame".into();
    call
}

in_each_engine! {
    async fn the_notes_are_for_the_pages_that_their_policies_list(engine: Engine) {
        let (_notes, browser) = start(engine).await;
        assert_who_reads_errors(&browser).await;
        if hears_sockets(engine) {
            assert_who_opens_the_socket(&browser).await;
        }
        assert_who_makes_handlers_run(&browser).await;
        browser.quit().await;
    }
}

/// Errors are read by the pages that may use the handler, and by no other.
async fn assert_who_reads_errors(browser: &Browser) {
    let long = format!(r#"{{"text":"{}"}}"#, "a".repeat(5000));
    let for_app = [
        // Of the authentication, an `Err`.
        (401, call("GET", "/notes", None)),
        (401, call("PUT", "/notes", Some(ADD))),
        (401, call("DELETE", "/notes", None)),
        (401, call("GET", "/nowhere", None)),
        // Of an extractor, and of the handler.
        (400, signed_in(call("PUT", "/notes", Some("{")))),
        (
            422,
            signed_in(call("PUT", "/notes", Some(r#"{"text":""}"#))),
        ),
        (413, signed_in(call("PUT", "/notes", Some(long.as_str())))),
        // Of the routing.
        (404, signed_in(call("GET", "/nowhere", None))),
        (405, signed_in(call("POST", "/notes", None))),
        // A method that a handler doesn't take isn't that handler's, so the policy around decides.
        (404, call("POST", "/notes/count", None)),
        (404, call("POST", "/status", None)),
        // A handshake that is none.
        (400, call("GET", "/live", None)),
    ];
    let for_company = [(200, call("GET", "/notes/count", None))];
    let for_all = [(200, call("GET", "/status", None))];

    for origin in [APP, SHOP, EVIL, "null"] {
        open(browser, origin).await;
        assert_reads(browser, origin, &for_app, origin == APP).await;
        let may = [APP, SHOP].contains(&origin);
        assert_reads(browser, origin, &for_company, may).await;
        assert_reads(browser, origin, &for_all, true).await;
    }
}

/// No foreign page makes a handler run by a preflighted request.
async fn assert_who_makes_handlers_run(browser: &Browser) {
    let clear = [signed_in(call("DELETE", "/notes", None))];
    for origin in [SHOP, EVIL, "null"] {
        open(browser, origin).await;
        assert_eq!(make(browser, &clear).await, [None], "from {origin}");
    }
    if hears_sockets(browser.engine) {
        open(browser, APP).await;
        assert_eq!(
            first_message(browser).await.as_deref(),
            Some("1"),
            "the notes"
        );
    }
    open(browser, APP).await;
    assert_eq!(make(browser, &clear).await, [Some(204)]);
}
