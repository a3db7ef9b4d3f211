//! Where the browser does something else than the model says.

use cors::{Effect, Explanation};
use cors_check::{Departure, Engine, Outcome, Reason, Verdict};

use crate::browser::{Browser, OnPage, Seen};
use crate::call::{Call, Credentials};
use crate::handler::BODY;
use crate::model::{self, Expected};
use crate::origins::Page;

/// So many are printed. All of them tend to have one reason.
const PRINTED: usize = 20;

#[derive(Default)]
pub(crate) struct Differences {
    combinations: usize,
    found: Vec<String>,
}

impl Differences {
    /// Opens the page, and lets it make the calls of each row. Where there are none, this does nothing.
    pub(crate) async fn compare_rows(
        &mut self,
        browser: &mut Browser,
        page: &Page,
        rows: &[Vec<Call>],
    ) {
        let mut rows = rows.iter().filter(|calls| !calls.is_empty()).peekable();
        if rows.peek().is_some() {
            browser.open(page).await;
        }
        for calls in rows {
            self.compare(browser, page, calls).await;
        }
    }

    /// Lets the page make these calls, and compares what they come to with the model.
    async fn compare(&mut self, browser: &mut Browser, page: &Page, calls: &[Call]) {
        let seen = browser.make(calls).await;
        let expected: Vec<_> = calls
            .iter()
            .zip(&seen)
            .map(|(call, seen)| {
                model::fetch(
                    browser.engine,
                    &mut model::browser(browser.engine),
                    page,
                    call,
                    &seen.token,
                )
            })
            .collect();
        let console = browser.console().await;
        self.add(
            browser.engine,
            page,
            calls,
            &expected,
            &seen,
            console.as_deref(),
        );
    }

    /// Compares what these calls came to, for the page, at the servers and in the console.
    pub(crate) fn add(
        &mut self,
        engine: Engine,
        page: &Page,
        calls: &[Call],
        expected: &[Expected],
        seen: &[Seen],
        console: Option<&[String]>,
    ) {
        assert!(calls.len() == expected.len() && calls.len() == seen.len());
        self.combinations += calls.len();
        for ((call, expected), seen) in calls.iter().zip(expected).zip(seen) {
            let about = format!("token={}&", seen.token);
            let lines = console.map(|console| {
                let lines = console.iter();
                Vec::from_iter(lines.filter(|line| line.contains(&about)))
            });
            if expected.arrivals != seen.arrivals
                || !is_what_the_page_has(engine, call, &expected.outcome.verdict, &seen.page)
                || lines
                    .as_ref()
                    .is_some_and(|lines| !console_explains(&expected.outcome, lines))
                || !is_explained(engine, call, seen)
            {
                self.found.push(format!(
                    "{} {call:?}\n  expected {:?}, {:?}\n  seen {seen:?}\n  console {lines:?}\n",
                    page.origin, expected.outcome.verdict, expected.arrivals
                ));
            }
        }
    }

    /// Fails if there are any, or if hardly anything was compared.
    pub(crate) fn assert_none(&self, at_least: usize) {
        let Self {
            combinations,
            found,
        } = self;
        println!("{combinations} combinations, {} differences", found.len());
        assert!(
            *combinations >= at_least,
            "only {combinations} combinations"
        );
        assert!(
            found.is_empty(),
            "{} of {combinations} are not as the model says:\n{}",
            found.len(),
            found[..found.len().min(PRINTED)].join("\n")
        );
    }
}

/// Whether what the policies say of each request is what the browser did. No server can tell from a preflight, or without a
/// cookie, that the page wants to send credentials, nor what comes of a redirect. An explanation goes by the standard.
fn is_explained(engine: Engine, call: &Call, seen: &Seen) -> bool {
    let Some((last, before)) = seen.explained.split_last() else {
        return true;
    };
    let is_told = call.credentials != Credentials::Include || call.hops[0].policy.credentials;
    if call.hops.len() > 1 || !is_told {
        return true;
    }
    let is_by_wildcard = |one: &Explanation| {
        let is_authorization = |reason: &cors::Reason| {
            matches!(reason, cors::Reason::HeadersNotListed { names, listed }
                if *names == ["authorization"] && listed.iter().any(|name| name == "*"))
        };
        engine.has(Departure::AuthorizationByWildcard) && one.reasons.iter().any(is_authorization)
    };
    let is_sent = |one: &Explanation| one.effect == Effect::Sent || is_by_wildcard(one);
    before.iter().all(is_sent)
        && match &seen.page {
            OnPage::Read { .. } => matches!(last.effect, Effect::Readable | Effect::Unaffected),
            OnPage::Opaque => !last.effect.is_refusal() || last.effect == Effect::Rejected,
            OnPage::Blocked { .. } if last.is_preflight => last.effect == Effect::NotSent,
            OnPage::Blocked { .. } => matches!(last.effect, Effect::Withheld | Effect::Rejected),
        }
}

fn is_what_the_page_has(
    engine: Engine,
    call: &Call,
    expected: &Verdict<()>,
    seen: &OnPage,
) -> bool {
    match (expected, seen) {
        (Verdict::Blocked(_), OnPage::Blocked { error }) => {
            error
                == match engine {
                    _ if call.by_xhr => "by XMLHttpRequest",
                    Engine::Firefox => "TypeError: NetworkError when attempting to fetch resource.",
                    Engine::WebKit => "TypeError: Load failed",
                    _ => "TypeError: Failed to fetch",
                }
        }
        (Verdict::Opaque, OnPage::Opaque) => true,
        (
            Verdict::Readable(response),
            OnPage::Read {
                status,
                headers,
                body,
            },
        ) => {
            let is_204 = *status == 204;
            let has_body = call.method != "HEAD" && !is_204;
            // Those that the policy sets are seen where all are. Over HTTP/2, hyper says of a 204 that it has a
            // length of 0.
            let is_of_handler = |name: &&str| {
                // Firefox adds a header of its own over HTTP/2.
                !["vary", "x-firefox-spdy"].contains(name)
                    && !name.starts_with("access-control-")
                    && (*name != "content-length" || !is_204)
            };
            let expected = response.headers().keys().map(|name| name.as_str());
            let mut expected: Vec<&str> = expected.filter(is_of_handler).collect();
            expected.sort_unstable();
            let seen = headers.iter().map(String::as_str).filter(is_of_handler);
            response.status() == *status
                && seen.eq(expected)
                && body == if has_body { BODY } else { "" }
        }
        _ => false,
    }
}

/// Whether the console says of it what the model says, and nothing where there is nothing.
fn console_explains(expected: &Outcome<()>, lines: &[&String]) -> bool {
    let mut of_cors = lines.iter().filter(|line| {
        line.contains("CORS policy") || line.starts_with("Cross-Origin Request Blocked")
    });
    match expected.console() {
        Some(console) => of_cors.any(|line| {
            messages(expected, &console)
                .iter()
                .any(|message| line.contains(message))
        }),
        None => of_cors.next().is_none(),
    }
}

/// From "blocked by CORS policy" on, which is the same for an `XMLHttpRequest`. Of several headers a browser names one.
fn messages(expected: &Outcome<()>, console: &str) -> Vec<String> {
    let message = match expected.engine {
        Engine::Firefox => console,
        _ => {
            &console[console
                .find("has been blocked")
                .expect("a sentence of CORS")..]
        }
    };
    match &expected.blocked().expect("there is a sentence").reason {
        Reason::HeadersNotAllowed(names) => names
            .iter()
            .flat_map(|name| {
                [(" ", " "), ("‘", "’")].map(|(open, close)| {
                    let named = |name: &str| format!("{open}{name}{close}");
                    message.replace(&named(&names[0]), &named(name))
                })
            })
            .collect(),
        _ => vec![message.to_owned()],
    }
}
