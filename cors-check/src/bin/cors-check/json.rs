//! The report for a program.

use bytes::Bytes;
use cors_check::{Credentials, Exchange, Outcome, header::is_secret};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::check::Checked;
use crate::probe::Probed;
use crate::report::is_harmless;

pub(crate) fn report(checked: &[Checked], status: u8) -> Value {
    json!({ "status": status, "cases": checked.iter().map(case).collect::<Vec<_>>() })
}

pub(crate) fn probes(url: &str, probed: &[Probed], status: u8) -> Value {
    let probes = probed.iter().map(|probed| {
        json!({
            "origin": probed.probe.origin,
            "name": probed.probe.name,
            "finding": probed.finding().name(),
            "meaning": probed.probe.meaning,
            "methods": probed.methods,
            "error": probed.error,
        })
    });
    json!({ "status": status, "url": url, "probes": probes.collect::<Vec<_>>() })
}

/// The same as text, in which nothing commands a terminal.
pub(crate) fn text(report: &Value) -> String {
    let mut text = String::new();
    for c in format!("{report:#}\n").chars() {
        match c == '\n' || is_harmless(c) {
            true => text.push(c),
            // Only strings have any, and none beyond the first plane (RFC 8259 §7).
            false => text += &format!("\\u{:04x}", u32::from(c)),
        }
    }
    text
}

fn case(checked: &Checked) -> Value {
    let (fetch, outcome) = (&checked.case.fetch, &checked.outcome);
    let section = outcome.blocked().map(|blocked| blocked.reason.section());
    json!({
        "url": fetch.url,
        "origin": checked.case.origin,
        "method": fetch.method,
        "credentials": fetch.credentials == Credentials::Include,
        "verdict": checked.verdict.name(),
        "as_expected": checked.status() == 0,
        "by_preflight": outcome.blocked().map(|blocked| blocked.by_preflight),
        "reason": outcome.blocked().map(|blocked| blocked.reason.to_string()),
        "section": section.map(|section| section.url()),
        "console": outcome.console(),
        "cause": checked.advice.as_ref().map(|advice| &advice.cause),
        "fix": checked.advice.as_ref().map(|advice| &advice.fix),
        "argument": checked.advice.as_ref().map(|advice| &advice.argument),
        "readable_headers": readable_headers(outcome),
        "hidden_headers": checked.hidden,
        "warnings": checked.warnings,
        "exchanges": outcome.exchanges().map(exchange).collect::<Vec<_>>(),
    })
}

fn readable_headers(outcome: &Outcome<Bytes>) -> Option<Vec<&str>> {
    let response = outcome.readable()?;
    Some(
        response
            .headers()
            .keys()
            .map(|name| name.as_str())
            .collect(),
    )
}

fn exchange(exchange: &Exchange) -> Value {
    json!({
        "preflight": exchange.is_preflight,
        "request": {
            "method": exchange.request.method().as_str(),
            "url": exchange.request.uri().to_string(),
            "headers": headers(exchange.request.headers()),
        },
        "response": {
            "version": format!("{:?}", exchange.response.version()),
            "status": exchange.response.status().as_u16(),
            "headers": headers(exchange.response.headers()),
        },
    })
}

/// In pairs, as a name may come twice. Reports are kept, so they have no secrets.
fn headers(headers: &HeaderMap) -> Vec<[String; 2]> {
    let pair = |(name, value): (&HeaderName, &HeaderValue)| {
        let value = match is_secret(name.as_str()) {
            true => "…".into(),
            false => String::from_utf8_lossy(value.as_bytes()),
        };
        [name.to_string(), value.into_owned()]
    };
    headers.iter().map(pair).collect()
}
