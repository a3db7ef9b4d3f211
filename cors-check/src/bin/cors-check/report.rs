//! The report for a person, coloured where a terminal is.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use cors_check::header::is_forbidden_response_header_name;

use crate::check::{Checked, Judgement};
use crate::probe::{Finding, Probed};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// In characters.
const LONGEST_LINE: usize = 2000;

/// A case: all of it if there are few, or if it isn't as expected.
pub(crate) fn case(checked: &Checked, whole: bool) -> String {
    let (fetch, outcome) = (&checked.case.fetch, &checked.outcome);
    let mut text = String::new();
    let (style, word) = match (checked.status(), checked.verdict) {
        (0, Judgement::Blocked) => (GOOD, "blocked, as expected"),
        (_, Judgement::Readable) if !checked.hidden.is_empty() => {
            (BAD, "readable, without a header")
        }
        (1, Judgement::Readable) => (BAD, "readable, and not meant to be"),
        (1, Judgement::Allowed) => (BAD, "allowed, and not meant to be"),
        (_, Judgement::Readable) => (GOOD, "readable"),
        (_, Judgement::Allowed) => (GOOD, "allowed"),
        (_, Judgement::Blocked) => (BAD, "blocked"),
        (_, Judgement::Unusable) => (WARN, "unusable"),
    };
    let mut line = format!(
        "{} {} from {}",
        fetch.method, fetch.url, checked.case.origin
    );
    if fetch.credentials == cors_check::Credentials::Include {
        line += ", with credentials";
    }
    for (name, _) in &fetch.headers {
        line += &format!(", {name}");
    }
    if whole {
        for step in &outcome.steps {
            let step = escape(&step.to_string());
            let style = if step.starts_with("  *") {
                DIM
            } else {
                Style::new()
            };
            let _ = write!(text, "{style}{step}{style:#}");
        }
    }
    let _ = writeln!(text, "{style}{word}{style:#}: {}", escape(&line));
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(text, "  {DIM}{name}:{DIM:#} {}", escape(value));
    };
    if let Some(console) = outcome.console() {
        field("console", &console);
    }
    if let Some(blocked) = outcome.blocked() {
        field(
            "step",
            &format!(
                "{} ({})",
                blocked.reason.section(),
                blocked.reason.section().url()
            ),
        );
    }
    if let Some(advice) = &checked.advice {
        field("cause", &advice.cause);
        field("fix", &advice.fix);
        if let Some(argument) = &advice.argument {
            field("with the crate `cors`", &format!("#[cors({argument})]"));
        }
    }
    match checked.verdict {
        Judgement::Allowed => field(
            "note",
            "the preflight passes; the request itself wasn't sent (--send sends it)",
        ),
        Judgement::Unusable if outcome.blocked().is_none() => field(
            "note",
            "a browser sends this without a preflight, so nothing can be said without sending it (--send)",
        ),
        _ => {}
    }
    for name in &checked.hidden {
        let sent = outcome.exchanges().last();
        let is_sent =
            sent.is_some_and(|exchange| exchange.response.headers().contains_key(name.as_str()));
        match is_sent {
            true if is_forbidden_response_header_name(name) => field(
                "hidden",
                &format!("`{name}`: no page can read it, of whatever origin"),
            ),
            true => field(
                "hidden",
                &format!(
                    "`{name}`: list it in `Access-Control-Expose-Headers`; with the crate `cors`: \
                     #[cors(expose = [{name:?}])]"
                ),
            ),
            false => field(
                "missing",
                &format!("`{name}`: the response doesn't have it"),
            ),
        }
    }
    for warning in &checked.warnings {
        let _ = writeln!(text, "  {WARN}warning:{WARN:#} {warning}");
    }
    text
}

/// One origin that was tried.
pub(crate) fn probed(probed: &Probed) -> String {
    let finding = probed.finding();
    let (style, word) = match finding {
        Finding::Hole | Finding::Writing => (BAD, "HOLE"),
        Finding::Open => (WARN, "open"),
        Finding::Public => (WARN, "public"),
        Finding::Closed => (GOOD, "closed"),
        Finding::Unusable => (WARN, "unusable"),
    };
    let probe = &probed.probe;
    let mut text = format!(
        "{style}{word:8}{style:#} {:22} {}\n",
        probe.name,
        escape(&probe.origin)
    );
    let mut line = |line: &str| {
        let _ = writeln!(text, "         {}", escape(line));
    };
    let reads = match probed.reading {
        Finding::Hole => Some("it can read the response to a GET, with the user's cookies"),
        Finding::Open => Some(
            "it can read the response to a GET without credentials, which is harmless only if it is public",
        ),
        Finding::Public => Some("`*`: every page reads it without credentials, and none with"),
        Finding::Writing | Finding::Closed | Finding::Unusable => None,
    };
    if !matches!(
        finding,
        Finding::Public | Finding::Closed | Finding::Unusable
    ) {
        line(probe.meaning);
    }
    if let Some(reads) = reads {
        line(reads);
    }
    if !probed.methods.is_empty() {
        let methods = probed.methods.join(" and ");
        let but = match probed.reading {
            Finding::Closed => "; it can't read the response to a GET",
            _ => "",
        };
        line(&format!(
            "it can send {methods} with the user's cookies, as the preflights say (none of these was sent){but}"
        ));
    }
    if let Some(error) = &probed.error {
        line(error);
    }
    text
}

/// What a server says must not command the terminal, and not fill it.
fn escape(text: &str) -> String {
    let mut lines = vec![];
    for line in text.split('\n') {
        let mut characters = line.chars().map(|c| match is_harmless(c) {
            true => c,
            false => char::REPLACEMENT_CHARACTER,
        });
        let mut kept: String = characters.by_ref().take(LONGEST_LINE).collect();
        let rest = characters.count();
        if rest > 0 {
            let _ = write!(kept, "… and {rest} more characters");
        }
        lines.push(kept);
    }
    lines.join("\n")
}

/// Neither a control character nor one that turns the direction of the text around it.
pub(crate) fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
