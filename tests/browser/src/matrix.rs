//! Every page × every policy × every request.

use crate::browser::Browser;
use crate::call::{Call, Credentials, Hop};
use crate::differences::Differences;
use crate::model;
use crate::origins::{API, PAGES};
use crate::policies;
use crate::policy_text::PolicyText;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_with_every_policy_and_every_request() {
    let mut browser = Browser::start().await;
    let mut differences = Differences::default();
    for page in &PAGES {
        browser.open(page).await;
        for policy in policies::ALL {
            let calls = calls_to(policy);
            let expected: Vec<_> = calls.iter().map(|call| model::fetch(page, call)).collect();
            let seen = browser.make(&calls).await;
            let console = browser.console().await;
            differences.add(page, &calls, &expected, &seen, &console);
        }
    }
    browser.quit().await;
    differences.assert_none(500);
}

/// One of every kind of request.
fn calls_to(policy: &'static PolicyText) -> Vec<Call> {
    use Credentials::{Include, Omit, SameOrigin};
    let call = |method, credentials, status| {
        let hop = Hop {
            origin: API,
            policy,
            status,
        };
        Call::new(method, credentials, vec![hop])
    };
    let with = |headers: &[_], credentials| call("GET", credentials, 200).with(headers);
    let post = |content_type: Option<&str>, credentials| {
        let call = call("POST", credentials, 200).with_body();
        match content_type {
            Some(value) => call.with(&[("Content-Type", value)]),
            None => call,
        }
    };
    let no_cors = |call: Call| Call {
        no_cors: true,
        ..call
    };
    let long = "a".repeat(129);
    vec![
        // Credentials modes.
        call("GET", Omit, 200),
        call("GET", SameOrigin, 200),
        call("GET", Include, 200),
        // Statuses.
        call("GET", Include, 404),
        call("GET", SameOrigin, 500),
        call("PUT", Include, 500),
        call("PUT", Omit, 401),
        call("DELETE", Omit, 204),
        // Methods.
        call("HEAD", Include, 200),
        call("POST", SameOrigin, 200),
        call("put", Omit, 200),
        call("DELETE", Include, 200),
        call("PATCH", Include, 200),
        call("PATCH", Omit, 200),
        call("patch", Omit, 200),
        call("PURGE", SameOrigin, 200),
        call("OPTIONS", Omit, 200),
        call("OPTIONS", Include, 200),
        // Content types.
        post(None, Include),
        post(Some("application/x-www-form-urlencoded"), Omit),
        post(Some("multipart/form-data; boundary=-"), Omit),
        post(Some("Text/Plain"), Include),
        post(Some("application/json"), Include),
        post(Some("application/json"), Omit),
        post(Some("text/plain; a=\"b\""), SameOrigin),
        // Headers.
        with(&[("AccessToken", "1")], Include),
        with(&[("accesstoken", "1")], Omit),
        with(&[("X-Custom", "1")], Omit),
        with(&[("Authorization", "Bearer 1")], Include),
        with(&[("Authorization", "Bearer 1")], Omit),
        with(&[("accesstoken", "1"), ("x-custom", "1")], Include),
        with(&[("x-custom", "1"), ("authorization", "Basic 1")], Omit),
        with(&[("Accept-Language", "de")], Omit),
        with(&[("Accept-Language", &long)], Omit),
        with(&[("Accept", "text/html, */*")], Include),
        with(&[("Accept", "text/html(1)")], Omit),
        with(&[("Content-Language", "de")], Omit),
        with(&[("Range", "bytes=0-3")], Omit),
        with(&[("Range", "bytes=-3")], Omit),
        // What pages could do before there was CORS.
        no_cors(call("GET", Include, 200)),
        no_cors(post(None, Include)),
        no_cors(post(None, Omit)),
    ]
}
