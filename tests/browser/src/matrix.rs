//! Every page × every policy × every request.

use cors_check::Engine;

use crate::browser::Browser;
use crate::call::{Call, Credentials, Hop};
use crate::differences::Differences;
use crate::origins::{API, PAGES, Page};
use crate::policies;
use crate::policy_text::PolicyText;
use crate::sample;

in_each_engine! {
    async fn every_page_with_every_policy_and_every_request(engine: Engine) {
        let mut browser = Browser::start(engine).await;
        compare(&mut browser, |_| true, &[policies::ALL], calls_to, 7000).await;
        // The same by `XMLHttpRequest`, which knows no `Omit`, and no request without CORS.
        let by_xhr = |policy| {
            let mut calls = calls_to(policy);
            calls.retain(|call| call.credentials != Credentials::Omit && !call.no_cors);
            for call in &mut calls {
                call.by_xhr = true;
            }
            calls
        };
        compare(&mut browser, is_one_of_its_kind, &[policies::ALL], by_xhr, 1000).await;
        browser.quit().await;
    }

    async fn the_same_of_axum_handlers_and_layers_over_http2(engine: Engine) {
        if engine == Engine::WebKit {
            use std::io::Write as _;
            // It offers the server nothing but HTTP/1.1. Aloud, though the test passes.
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: WebKit offers no HTTP/2 through the proxy of these tests"
            );
            return;
        }
        let mut browser = Browser::start_http2(engine).await;
        let policies = [policies::OF_AXUM_HANDLERS, policies::OF_LAYERS];
        compare(&mut browser, is_one_of_its_kind, &policies, calls_to, 5000).await;
        browser.quit().await;
    }
}

/// Allowed here and there, never, by port, at home, and of no origin.
fn is_one_of_its_kind(page: &Page) -> bool {
    [
        "https://app.example.com",
        "https://evil.com",
        "http://localhost:3000",
        API,
        "null",
    ]
    .contains(&page.origin)
}

async fn compare(
    browser: &mut Browser,
    is_taken: impl Fn(&Page) -> bool,
    policies: &[&'static [PolicyText]],
    calls_to: impl Fn(&'static PolicyText) -> Vec<Call>,
    at_least: usize,
) {
    let engine = browser.engine;
    let mut differences = Differences::default();
    let mut row = 0;
    for page in PAGES.iter().filter(|page| is_taken(page)) {
        let mut rows = vec![];
        for policy in policies.iter().copied().flatten() {
            rows.push(sample::of(engine, row, calls_to(policy)));
            row += 1;
        }
        differences.compare_rows(browser, page, &rows).await;
    }
    differences.assert_none(sample::least(engine, at_least));
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
