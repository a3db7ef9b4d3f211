//! Every page × every policy × every request.

use crate::browser::{Browser, OnPage, Seen};
use crate::call::{Call, Credentials, Hop};
use crate::model::{self, Mismatch, Outcome, Refusal};
use crate::origins::{API, PAGES, Page};
use crate::policies;
use crate::policy_text::PolicyText;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_with_every_policy_and_every_request() {
    let mut browser = Browser::start().await;
    let mut combinations = 0;
    let mut differences = Vec::new();
    for page in &PAGES {
        browser.open(page).await;
        for policy in policies::ALL {
            let calls = calls_to(policy);
            combinations += calls.len();
            compare(&mut browser, page, &calls, &mut differences).await;
        }
    }
    browser.quit().await;
    println!("{combinations} combinations");
    assert!(combinations >= 500);
    assert!(
        differences.is_empty(),
        "{} of {combinations} are not as the model says:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Makes the calls, and says where the browser and the model differ.
pub(crate) async fn compare(
    browser: &mut Browser,
    page: &Page,
    calls: &[Call],
    differences: &mut Vec<String>,
) {
    let all_expected: Vec<_> = calls.iter().map(|call| model::fetch(page, call)).collect();
    let all_seen = browser.make(calls).await;
    let console = browser.console().await;
    for ((call, expected), seen) in calls.iter().zip(&all_expected).zip(&all_seen) {
        let about = format!("token={}&", seen.token);
        let lines: Vec<&String> = console
            .iter()
            .filter(|line| line.contains(&about))
            .collect();
        if expected.arrivals != seen.arrivals
            || !is_what_the_page_has(&expected.outcome, seen)
            || !console_explains(&expected.outcome, &lines)
        {
            differences.push(format!(
                "{} {call:?}\n  expected {expected:?}\n  seen {seen:?}\n  console {lines:?}\n",
                page.origin
            ));
        }
    }
}

fn is_what_the_page_has(expected: &Outcome, seen: &Seen) -> bool {
    match (expected, &seen.page) {
        (Outcome::Blocked(_), OnPage::Blocked { error }) => error == "TypeError: Failed to fetch",
        (Outcome::Opaque, OnPage::Opaque) => true,
        (
            Outcome::Read { status, headers },
            OnPage::Read {
                status: its_status,
                headers: its_headers,
                ..
            },
        ) => {
            // Those that the policy sets are seen where all are.
            let of_handler = its_headers
                .iter()
                .filter(|name| *name != "vary" && !name.starts_with("access-control-"));
            status == its_status && of_handler.eq(headers)
        }
        _ => false,
    }
}

/// Whether the console names the very mismatch, and nothing where there is none.
fn console_explains(expected: &Outcome, lines: &[&String]) -> bool {
    let mut of_cors = lines.iter().filter(|line| line.contains("CORS policy"));
    match expected {
        Outcome::Blocked(refusal) => of_cors.any(|line| {
            messages(refusal)
                .iter()
                .any(|message| line.contains(message))
        }),
        _ => of_cors.next().is_none(),
    }
}

/// What Chromium prints of a refusal; of several headers it names one.
fn messages(refusal: &Refusal) -> Vec<String> {
    let blocked = "has been blocked by CORS policy:";
    let check = if refusal.of_preflight {
        "Response to preflight request doesn't pass access control check: "
    } else {
        ""
    };
    match &refusal.why {
        Mismatch::Origin => vec![format!(
            "{blocked} {check}No 'Access-Control-Allow-Origin' header is present on the requested resource."
        )],
        Mismatch::AnyOriginWithCredentials => vec![format!(
            "{blocked} {check}The value of the 'Access-Control-Allow-Origin' header in the response must \
             not be the wildcard '*' when the request's credentials mode is 'include'."
        )],
        Mismatch::Credentials => vec![format!(
            "{blocked} {check}The value of the 'Access-Control-Allow-Credentials' header in the response \
             is '' which must be 'true' when the request's credentials mode is 'include'."
        )],
        Mismatch::Method(method) => vec![format!(
            "{blocked} Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
        )],
        Mismatch::Headers(names) => names
            .iter()
            .map(|name| {
                format!(
                    "{blocked} Request header field {name} is not allowed by \
                     Access-Control-Allow-Headers in preflight response."
                )
            })
            .collect(),
    }
}

/// One of every kind of request.
fn calls_to(policy: &'static PolicyText) -> Vec<Call> {
    use Credentials::{Include, Omit, SameOrigin};
    let to = |status| Hop {
        origin: API,
        policy,
        status,
    };
    let call = |method: &'static str, credentials, status| Call {
        method,
        headers: Vec::new(),
        body: None,
        credentials,
        no_cors: false,
        hops: vec![to(status)],
    };
    let with = |headers: &[(&'static str, &str)], credentials| Call {
        headers: headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        ..call("GET", credentials, 200)
    };
    let post = |content_type: Option<&str>, credentials| Call {
        method: "POST",
        body: Some("{}"),
        ..with(
            content_type.map(|value| ("Content-Type", value)).as_slice(),
            credentials,
        )
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
