//! What Chromium's console says of each kind of refusal, which is what the model says, word for word.

use crate::browser::{Browser, OnPage};
use crate::call::{Call, Credentials, Hop};
use crate::model;
use crate::origins::{API, PAGES, Page};
use crate::policies;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_names_what_does_not_fit() {
    use Credentials::{Include, Omit};
    let mut browser = Browser::start().await;
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
            call("GET", Omit, "public_for_all").with(&[("authorization", "Bearer 1")]),
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
        let console = browser.console().await;
        let blocked = matches!(seen[0].page, OnPage::Blocked { .. });
        assert!(blocked, "{call:?} from {origin}: {:?}", seen[0]);
        let expected = model::fetch(&mut model::browser(), page(origin), &call, &seen[0].token);
        let line = expected.outcome.console().expect("it is blocked by CORS");
        assert!(
            console.iter().any(|its| its.ends_with(&line)),
            "expected\n{line}\nbut there is only\n{}",
            console.join("\n")
        );
    }
    browser.quit().await;
}

/// As it is shipped, Chromium takes `Authorization` to be covered by `*`, against the standard (§4.8, step 7.6)
/// and against what the policy says. The other tests have it do as the standard says. When this test fails,
/// they don't need that any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chromium_as_shipped_lets_a_star_cover_authorization() {
    let mut browser = Browser::start_as_shipped().await;
    browser.open(page("https://evil.com")).await;
    let call = call("GET", Credentials::Omit, "public_for_all");
    let call = call.with(&[("authorization", "Bearer 1")]);
    let seen = browser.make(&[call]).await;
    browser.quit().await;
    let read = matches!(seen[0].page, OnPage::Read { status: 200, .. });
    assert!(read, "{seen:?}");
}

/// What isn't an origin of the tests can't be reached, be it on the internet or on this machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_exists() {
    let browser = Browser::start().await;
    for url in [
        "https://example.org",
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
