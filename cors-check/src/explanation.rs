//! The whole story of a fetch, for a person: what went over the wire, each step with its section, and how it ends.

use std::fmt;

use http::HeaderMap;

use crate::header::is_secret;
use crate::outcome::{Check, Exchange, Outcome, Step, Tainting, Verdict};

impl<B> fmt::Display for Outcome<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fetch, origin) = (&self.fetch, self.page.origin());
        writeln!(
            f,
            "a page of {origin} fetches {} {}",
            fetch.method, fetch.url
        )?;
        for step in &self.steps {
            step.fmt(f)?;
        }
        match &self.verdict {
            Verdict::Readable(response) => {
                if let Some(warning) = self.warning() {
                    writeln!(f, "warning: {warning}")?;
                }
                let names: Vec<&str> = response
                    .headers()
                    .keys()
                    .map(|name| name.as_str())
                    .collect();
                let status = response.status().as_u16();
                match names.is_empty() {
                    true => write!(f, "readable: the status {status}, the body, and no header"),
                    false => write!(
                        f,
                        "readable: the status {status}, the body, and the headers {}",
                        names.join(", ")
                    ),
                }
            }
            Verdict::Opaque => {
                f.write_str("opaque: there is a response, and the page can't look at it")
            }
            Verdict::Withheld(request) => {
                write!(
                    f,
                    "not sent: {} {}, which all before it allows",
                    request.method(),
                    request.uri()
                )
            }
            Verdict::Blocked(blocked) => {
                write!(f, "blocked: {blocked}")?;
                if let Some(console) = self.console() {
                    write!(f, "\nconsole: {console}")?;
                }
                if let Some(advice) = self.advice() {
                    write!(f, "\ncause: {}\nfix: {}", advice.cause, advice.fix)?;
                    if let Some(argument) = advice.argument {
                        write!(f, "\nwith `cors`: #[cors({argument})]")?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// One line or more, with a line break at the end.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Exchanged(exchange) = self {
            return exchange.fmt(f);
        }
        f.write_str("  * ")?;
        match self {
            Self::HeaderDropped(name) => write!(f, "`{name}` is dropped: a page can't set it"),
            Self::Tainted(Tainting::Basic) => {
                f.write_str("it is the page's own origin: all of it can be read")
            }
            Self::Tainted(Tainting::Cors) => {
                f.write_str("it is another origin: the server has to allow it")
            }
            Self::Tainted(Tainting::Opaque) => {
                f.write_str("it is another origin, without CORS: nothing can be read")
            }
            Self::PreflightNeeded { method, headers } => {
                let names = method.iter().chain(headers).map(String::as_str);
                write!(
                    f,
                    "a preflight is needed, for {}",
                    Vec::from_iter(names).join(", ")
                )
            }
            Self::PreflightCached => f.write_str("an earlier preflight allows it"),
            Self::Passed(Check::Cors) => f.write_str("the CORS check passes"),
            Self::Passed(Check::PreflightStatus) => f.write_str("the preflight has an ok status"),
            Self::Passed(Check::Method) => f.write_str("the preflight allows the method"),
            Self::Passed(Check::Headers) => f.write_str("the preflight allows the headers"),
            Self::Redirected(to) => write!(f, "redirected to {to}"),
            Self::Exchanged(_) => Ok(()),
        }?;
        writeln!(f, " ({})", self.section())
    }
}

/// As HTTP/1.1 would send it.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (request, response) = (&self.request, &self.response);
        writeln!(f, "  > {} {}", request.method(), request.uri())?;
        headers(f, '>', request.headers())?;
        writeln!(f, "  < {}", response.status())?;
        headers(f, '<', response.headers())
    }
}

fn headers(f: &mut fmt::Formatter<'_>, way: char, headers: &HeaderMap) -> fmt::Result {
    for (name, value) in headers {
        // Neither a server's escape sequences nor a secret belong on a terminal.
        let value = match is_secret(name.as_str()) {
            true => "…".to_owned(),
            false => String::from_utf8_lossy(value.as_bytes())
                .escape_debug()
                .to_string(),
        };
        writeln!(
            f,
            "  {way} {name}: {}",
            value.replace("\\\"", "\"").replace("\\'", "'")
        )?;
    }
    Ok(())
}
