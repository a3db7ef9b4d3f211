//! What Chromium's console says of each kind of refusal, word for word: it has to name what doesn't fit.

use crate::browser::{Browser, OnPage};
use crate::call::{Call, Credentials, Hop};
use crate::origins::{API, PAGES, Page};
use crate::policies;

const BLOCKED: &str = "has been blocked by CORS policy: ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_names_what_does_not_fit() {
    use Credentials::{Include, Omit};
    let mut browser = Browser::start().await;
    for (origin, call, message) in [
        (
            "https://evil.com",
            call("GET", Include, "api"),
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        ),
        (
            "https://evil.com",
            call("PUT", Include, "api"),
            "Response to preflight request doesn't pass access control check: \
             No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        ),
        (
            "https://app.example.com",
            call("PATCH", Include, "api"),
            "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        (
            // Which is not `PATCH`.
            "https://app.example.com",
            call("patch", Omit, "any_host_and_port"),
            "Method patch is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        (
            "https://app.example.com",
            call("GET", Include, "api").with(&[("accesstoken", "1"), ("x-other", "1")]),
            "Request header field x-other is not allowed by Access-Control-Allow-Headers in preflight \
             response.",
        ),
        (
            "https://app.example.com",
            call("POST", Omit, "public")
                .with_body()
                .with(&[("content-type", "application/json")]),
            "Request header field content-type is not allowed by Access-Control-Allow-Headers in preflight \
             response.",
        ),
        (
            "https://app.example.com",
            call("GET", Omit, "public_for_all").with(&[("authorization", "Bearer 1")]),
            "Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight \
             response.",
        ),
        (
            "https://app.example.com",
            call("GET", Include, "one_origin"),
            "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be \
             'true' when the request's credentials mode is 'include'.",
        ),
        (
            "https://app.example.com",
            call("GET", Include, "public"),
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard \
             '*' when the request's credentials mode is 'include'.",
        ),
        (
            "null",
            call("GET", Omit, "one_origin"),
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        ),
        (
            "https://evil.com",
            call("POST", Include, "enforced").with_body(),
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        ),
    ] {
        browser.open(page(origin)).await;
        let seen = browser.make(std::slice::from_ref(&call)).await;
        let console = browser.console().await;
        let blocked = matches!(seen[0].page, OnPage::Blocked { .. });
        assert!(blocked, "{call:?} from {origin}: {:?}", seen[0]);
        let url = call.url(&seen[0].token);
        let line = format!("Access to fetch at '{url}' from origin '{origin}' {BLOCKED}{message}");
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
