//! The page "it says CORS error": each of its messages is one that a browser gives, each cause is what the log says, and
//! each line to write lets the page read.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "cors_error/consoles.rs"]
mod consoles;
#[path = "cors_error/page.rs"]
mod page;
#[path = "cors_error/policies.rs"]
mod policies;
#[path = "cors_error/table.rs"]
mod table;

use cors::{Decision, Explanation, Policy};
use cors_check::{Browser, Credentials, Fetch, Outcome, Page};
use http::{Request, Response, StatusCode};
use page::{PAGE, as_one_line, section};
use policies::{fixed, policy_of};
use table::{HEADERS, METHODS, ORIGINS, REFUSALS, Refusal, Server, URL};

/// What becomes of the call, and what the policy says of its last request.
fn call(refusal: &Refusal, policy: Option<&Policy>) -> (Outcome<()>, Option<Explanation>) {
    let mut explained = None;
    let mut fetch = Fetch::new(refusal.method, URL);
    for (name, value) in refusal.headers {
        fetch = fetch.header(*name, *value);
    }
    if refusal.credentials {
        fetch = fetch.credentials(Credentials::Include);
    }
    let server = |request: Request<Vec<u8>>| {
        let Some(policy) = policy else {
            let mut response = Response::new(());
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            return response;
        };
        explained = Some(policy.explain(&request));
        match policy.decide(&request) {
            Decision::Respond(response) => response.into_response(),
            Decision::Proceed(headers) => headers.applied(Response::new(())),
        }
    };
    let mut browser = Browser::new().cookie("api.example.net", "session=1");
    let outcome = browser.fetch(&Page::new(refusal.origin), &fetch, server);
    (outcome, explained)
}

#[test]
fn each_message_is_what_a_browser_says() {
    let mut quoted = 0;
    for heading in PAGE.lines().filter_map(|line| line.strip_prefix("# ")) {
        let section = section(heading);
        let Some(first) = REFUSALS.iter().find(|one| one.heading == heading) else {
            assert!(
                !section.contains("Chromium:"),
                "{heading}: not in the table"
            );
            continue;
        };
        let policy = policy_of(first.server);
        let (outcome, _) = call(first, policy.as_ref());
        for (name, line) in [
            ("Chromium: ", outcome.console().unwrap()),
            ("Firefox:  ", consoles::firefox(&outcome).unwrap()),
            ("Safari:   ", consoles::safari(&outcome).unwrap()),
        ] {
            let line = format!("\n{name}{line}\n");
            assert!(section.contains(&line), "{heading}: expected {line}");
            quoted += 1;
        }
        // It is what the console says, or the name of what differs.
        let console = outcome.console().unwrap();
        assert!(
            console.contains(heading) || first.server != Server::Listed || first.credentials,
            "{heading}"
        );
    }
    assert_eq!(quoted, 7 * 3);
}

#[test]
fn each_cause_is_what_the_log_says() {
    for refusal in REFUSALS {
        let section = as_one_line(&section(refusal.heading));
        assert!(section.contains(refusal.log), "{refusal:?}");
        let policy = policy_of(refusal.server);
        let (outcome, explained) = call(refusal, policy.as_ref());
        let blocked = outcome.blocked().unwrap();
        let Some(explained) = explained else {
            assert_eq!(refusal.server, Server::Authentication);
            continue;
        };
        assert!(explained.effect.is_refusal(), "{explained}");
        assert_eq!(explained.is_preflight, blocked.by_preflight, "{explained}");
        let reasons = explained.reasons.iter().map(ToString::to_string);
        let nearest = explained.nearest().map(ToString::to_string);
        let said: Vec<_> = reasons.chain(nearest.clone()).collect();
        if refusal.log.is_empty() {
            assert_eq!(nearest, None, "{explained}");
        } else {
            assert!(
                said.iter().any(|one| one == refusal.log),
                "{refusal:?}: {said:?}"
            );
        }
    }
}

#[test]
fn each_line_to_write_lets_the_page_read() {
    for refusal in REFUSALS.iter().filter(|one| !one.fix.is_empty()) {
        let section = as_one_line(&section(refusal.heading));
        let fix = format!("`{}`", refusal.fix);
        // In the row of that origin, where there is a table.
        let row = section.split(&format!("| `{}` |", refusal.origin)).nth(1);
        assert!(row.unwrap_or(&section).contains(&fix), "{refusal:?}");
        let policy = fixed(refusal);
        let (outcome, _) = call(refusal, Some(&policy));
        assert!(outcome.readable().is_some(), "{policy:?}: {outcome}");
    }
}

#[test]
fn the_policy_of_the_page_is_the_one_of_the_tests() {
    let text = as_one_line(PAGE);
    let list = |name: &str, entries: String| format!("{name} = [{entries}],");
    let quoted = |entries: &[&str]| {
        entries
            .iter()
            .map(|one| format!("{one:?}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert!(text.contains(&list("origins", quoted(&ORIGINS))));
    assert!(text.contains(&list("methods", METHODS.join(", "))));
    assert!(text.contains(&list("headers", quoted(&HEADERS))));
    assert!(text.contains(URL));
}
