//! Where the browser does something else than the model says.

use crate::browser::{Browser, OnPage, Seen};
use crate::call::Call;
use crate::handler::BODY;
use crate::model::{self, Expected, Mismatch, Outcome, Refusal};
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
        let expected: Vec<_> = calls.iter().map(|call| model::fetch(page, call)).collect();
        let seen = browser.make(calls).await;
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
                || !is_what_the_page_has(call, &expected.outcome, &seen.page)
                || !console_explains(&expected.outcome, &lines)
            {
                self.found.push(format!(
                    "{} {call:?}\n  expected {expected:?}\n  seen {seen:?}\n  console {lines:?}\n",
                    page.origin
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

fn is_what_the_page_has(call: &Call, expected: &Outcome, seen: &OnPage) -> bool {
    match (expected, seen) {
        (Outcome::Blocked(_), OnPage::Blocked { error }) => {
            error
                == if call.by_xhr {
                    "by XMLHttpRequest"
                } else {
                    "TypeError: Failed to fetch"
                }
        }
        (Outcome::Opaque, OnPage::Opaque) => true,
        (
            Outcome::Read { status, headers },
            OnPage::Read {
                status: its_status,
                headers: its_headers,
                body,
            },
        ) => {
            let has_body = call.method != "HEAD" && *status != 204;
            // Those that the policy sets are seen where all are. Over HTTP/2, hyper says of a 204 that it has a
            // length of 0.
            let of_handler = its_headers.iter().filter(|name| {
                *name != "vary"
                    && !name.starts_with("access-control-")
                    && (*name != "content-length" || *status != 204)
            });
            status == its_status
                && of_handler.eq(headers)
                && body == if has_body { BODY } else { "" }
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
