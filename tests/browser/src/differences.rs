//! Where the browser does something else than the model says.

use cors_check::{Blocked, Reason, Verdict};

use crate::browser::{Browser, OnPage, Seen};
use crate::call::Call;
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
    /// Lets the page make these calls, and compares what they come to with the model.
    pub(crate) async fn compare(&mut self, browser: &mut Browser, page: &Page, calls: &[Call]) {
        let seen = browser.make(calls).await;
        let expected: Vec<_> = calls
            .iter()
            .zip(&seen)
            .map(|(call, seen)| model::fetch(&mut model::browser(), page, call, &seen.token))
            .collect();
        let console = browser.console().await;
        self.add(page, calls, &expected, &seen, &console);
    }

    /// Compares what these calls came to, for the page, at the servers and in the console.
    pub(crate) fn add(
        &mut self,
        page: &Page,
        calls: &[Call],
        expected: &[Expected],
        seen: &[Seen],
        console: &[String],
    ) {
        assert!(calls.len() == expected.len() && calls.len() == seen.len());
        self.combinations += calls.len();
        for ((call, expected), seen) in calls.iter().zip(expected).zip(seen) {
            let about = format!("token={}&", seen.token);
            let lines: Vec<&String> = console
                .iter()
                .filter(|line| line.contains(&about))
                .collect();
            if expected.arrivals != seen.arrivals
                || !is_what_the_page_has(call, &expected.outcome.verdict, &seen.page)
                || !console_explains(&expected.outcome.verdict, &lines)
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

fn is_what_the_page_has(call: &Call, expected: &Verdict<()>, seen: &OnPage) -> bool {
    match (expected, seen) {
        (Verdict::Blocked(_), OnPage::Blocked { error }) => {
            error
                == if call.by_xhr {
                    "by XMLHttpRequest"
                } else {
                    "TypeError: Failed to fetch"
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
                *name != "vary"
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

/// Whether the console names the very mismatch, and nothing where there is none.
fn console_explains(expected: &Verdict<()>, lines: &[&String]) -> bool {
    let mut of_cors = lines.iter().filter(|line| line.contains("CORS policy"));
    match expected {
        Verdict::Blocked(blocked) => of_cors.any(|line| {
            messages(blocked)
                .iter()
                .any(|message| line.contains(message))
        }),
        _ => of_cors.next().is_none(),
    }
}

/// What Chromium prints of a refusal; of several headers it names one.
fn messages(blocked: &Blocked) -> Vec<String> {
    let by_policy = "has been blocked by CORS policy:";
    let check = if blocked.by_preflight {
        "Response to preflight request doesn't pass access control check: "
    } else {
        ""
    };
    match &blocked.reason {
        Reason::MissingAllowOrigin => vec![format!(
            "{by_policy} {check}No 'Access-Control-Allow-Origin' header is present on the requested resource."
        )],
        Reason::WildcardWithCredentials => vec![format!(
            "{by_policy} {check}The value of the 'Access-Control-Allow-Origin' header in the response must \
             not be the wildcard '*' when the request's credentials mode is 'include'."
        )],
        Reason::MissingAllowCredentials(None) => vec![format!(
            "{by_policy} {check}The value of the 'Access-Control-Allow-Credentials' header in the response \
             is '' which must be 'true' when the request's credentials mode is 'include'."
        )],
        Reason::MethodNotAllowed(method) => vec![format!(
            "{by_policy} Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
        )],
        Reason::HeadersNotAllowed(names) => names
            .iter()
            .map(|name| {
                format!(
                    "{by_policy} Request header field {name} is not allowed by \
                     Access-Control-Allow-Headers in preflight response."
                )
            })
            .collect(),
        reason => panic!("no policy leads to this: {reason}"),
    }
}
