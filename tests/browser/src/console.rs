//! What the console says of each kind of refusal, which is what the model says, word for word.

use cors_check::Engine;

use crate::browser::{Browser, OnPage};
use crate::call::{Call, Credentials, Hop};
use crate::model;
use crate::origins::{API, PAGES, Page};
use crate::policies;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chromium_names_what_does_not_fit() {
    names_what_does_not_fit(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn firefox_names_what_does_not_fit() {
    names_what_does_not_fit(Engine::Firefox).await;
}

async fn names_what_does_not_fit(engine: Engine) {
    use Credentials::{Include, Omit};
    let mut browser = Browser::start(engine).await;
    for (origin, call) in [
        ("https://evil.com", call("GET", Include, "api")),
        ("https://evil.com", call("PUT", Include, "api")),
        ("https://app.example.com", call("PATCH", Include, "api")),
        (
            // Which is not `PATCH`.
            "https://app.example.com",
            call("patch", Omit, "any_host_and_port"),
        ),
        (
            "https://app.example.com",
            call("GET", Include, "api").with(&[("accesstoken", "1"), ("x-other", "1")]),
        ),
        (
            "https://app.example.com",
            call("POST", Omit, "public")
                .with_body()
                .with(&[("content-type", "application/json")]),
        ),
        (
            "https://app.example.com",
            call("GET", Include, "one_origin"),
        ),
        ("https://app.example.com", call("GET", Include, "public")),
        ("null", call("GET", Omit, "one_origin")),
        (
            "https://evil.com",
            call("POST", Include, "enforced").with_body(),
        ),
    ] {
        browser.open(page(origin)).await;
        let seen = browser.make(std::slice::from_ref(&call)).await;
        let console = browser.console().await.expect("a console");
        let blocked = matches!(seen[0].page, OnPage::Blocked { .. });
        assert!(blocked, "{call:?} from {origin}: {:?}", seen[0]);
        let expected = model::fetch(
            browser.engine,
            &mut model::browser(browser.engine),
            page(origin),
            &call,
            &seen[0].token,
        );
        let line = expected.outcome.console().expect("it is blocked by CORS");
        assert!(
            console.iter().any(|its| its.ends_with(&line)),
            "expected\n{line}\nbut there is only\n{}",
            console.join("\n")
        );
    }
    browser.quit().await;
}

/// What isn't an origin of the tests can't be reached, be it on the internet or on this machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_exists() {
    let browser = Browser::start(Engine::Chromium).await;
    for url in [
        "https://example.edu",
        "https://api.example.com:8443",
        "http://localhost:3999",
        "http://127.0.0.1",
    ] {
        let error = browser.fail_to_go_to(url).await;
        assert!(error.contains("ERR_NAME_NOT_RESOLVED"), "{url}: {error}");
    }
    browser.quit().await;
}

fn page(origin: &str) -> &'static Page {
    PAGES
        .iter()
        .find(|page| page.origin == origin)
        .unwrap_or_else(|| panic!("no page has the origin {origin}"))
}

fn call(method: &'static str, credentials: Credentials, policy: &str) -> Call {
    let hop = Hop {
        origin: API,
        policy: policies::named(policy),
        status: 200,
    };
    Call::new(method, credentials, vec![hop])
}
