//! Runs one case, and judges it.

use bytes::Bytes;
use cors_check::{
    Advice, Browser, Client, ConnectError, Engine, Next, Outcome, Page, Reason, Verdict,
};

use crate::caching;
use crate::narrowing;
use crate::plan::{Case, is_safe};

/// What came of a case.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) case: Case,
    pub(crate) outcome: Outcome<Bytes>,
    pub(crate) verdict: Judgement,
    /// Why it is blocked, where it is.
    pub(crate) advice: Option<Advice>,
    /// What isn't wrong for this fetch, and will be for another.
    pub(crate) warnings: Vec<String>,
    /// The response headers that the page should be able to read, and can't.
    pub(crate) hidden: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// The page can read the response.
    Readable,
    /// The server allows it, and it wasn't sent.
    Allowed,
    Blocked,
    /// It can't be said: there is no response, or nothing may be sent.
    Unusable,
}

impl Judgement {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Allowed => "allowed",
            Self::Blocked => "blocked",
            Self::Unusable => "unusable",
        }
    }
}

impl Checked {
    /// 0, 1 or 2.
    pub(crate) fn status(&self) -> u8 {
        let as_expected = match self.verdict {
            Judgement::Unusable => return 2,
            Judgement::Blocked => !self.case.readable,
            Judgement::Readable | Judgement::Allowed => {
                self.case.readable && self.hidden.is_empty()
            }
        };
        u8::from(!as_expected)
    }
}

/// Lets a page do what the case says, in a browser that has just been started.
pub(crate) async fn check(client: &mut Client, case: Case, send: bool, engine: Engine) -> Checked {
    let mut browser = Browser::new().engine(engine);
    let mut next = browser.start(&Page::new(&case.origin), &case.fetch);
    let mut most_requests = None;
    let outcome = loop {
        next = match next {
            Next::Send(request, pending) if send || is_safe(request.method().as_str()) => {
                match client.send(request).await {
                    Ok(response) => pending.receive(response),
                    Err(error) => {
                        if let ConnectError::TooManyRequests(most) = error {
                            most_requests = Some(most);
                        }
                        pending.fail(error)
                    }
                }
            }
            Next::Send(_, pending) => pending.withhold(),
            Next::Done(outcome) => break outcome,
        };
    };
    let verdict = match &outcome.verdict {
        Verdict::Readable(_) => Judgement::Readable,
        Verdict::Withheld(_) if outcome.exchanges().next().is_some() => Judgement::Allowed,
        Verdict::Withheld(_) => Judgement::Unusable,
        Verdict::Blocked(blocked) => match blocked.reason {
            Reason::Network(_) | Reason::InvalidRequest(_) => Judgement::Unusable,
            _ => Judgement::Blocked,
        },
        _ => Judgement::Blocked,
    };
    let mut advice = outcome.advice();
    if let (Some(most), Some(advice)) = (most_requests, &mut advice) {
        advice.cause = format!("the limit of {most} requests is reached");
        advice.fix = "allow more of them: --max-requests".to_owned();
    }
    let mut warnings: Vec<String> = outcome.warning().map(str::to_owned).into_iter().collect();
    let _ = narrowing::look(client, &outcome, &mut advice).await;
    caching::look(client, &outcome, &mut advice, &mut warnings).await;
    let hidden = match outcome.readable() {
        Some(response) => {
            let exposes = case.exposes.iter();
            let hidden = exposes.filter(|name| !response.headers().contains_key(name.as_str()));
            hidden.cloned().collect()
        }
        None => vec![],
    };
    Checked {
        case,
        outcome,
        verdict,
        advice,
        warnings,
        hidden,
    }
}
