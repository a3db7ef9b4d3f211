//! The classic holes: which other origins a server allows.

use cors_check::{
    Browser, Client, Credentials, Next, Outcome, Page, Reason, Verdict, checks::cors_check,
};
use http::StatusCode;

use crate::plan::{self, is_safe};

/// An origin that nobody meant to allow, and what it would mean.
#[derive(Debug)]
pub(crate) struct Probe {
    pub(crate) origin: String,
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    /// Where one of these is allowed, this is too, and says nothing more.
    implied_by: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Probed {
    pub(crate) probe: Probe,
    /// What the response to a GET says.
    pub(crate) reading: Finding,
    /// Those of [`METHODS`] that it may send with the user's credentials, as their preflights say.
    pub(crate) methods: Vec<&'static str>,
    /// Why the rest couldn't be found out.
    pub(crate) error: Option<String>,
}

impl Probed {
    pub(crate) fn finding(&self) -> Finding {
        if self.reading == Finding::Hole {
            Finding::Hole
        } else if !self.methods.is_empty() {
            Finding::Writing
        } else if self.error.is_some() {
            Finding::Unusable
        } else {
            self.reading
        }
    }

    /// Whether another, by which it is implied, says as much.
    pub(crate) fn is_implied(&self, found: &[Self]) -> bool {
        let is_closed = matches!(self.finding(), Finding::Closed | Finding::Unusable);
        !is_closed
            && found.iter().any(|other| {
                self.probe.implied_by.contains(&other.probe.name)
                    && self.reading == other.reading
                    && self.methods == other.methods
            })
    }
}

/// The methods whose preflights are asked for. They may be allowed where GET isn't.
pub(crate) const METHODS: [&str; 2] = ["PUT", "DELETE"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// It may read with the user's credentials.
    Hole,
    /// It may send what changes something with the user's credentials, whatever it may read.
    Writing,
    /// It may read without credentials only.
    Open,
    /// Every origin is, by `*`, and without credentials.
    Public,
    Closed,
    /// It couldn't be found out.
    Unusable,
}

impl Finding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hole => "hole",
            Self::Writing => "writing",
            Self::Open => "open",
            Self::Public => "public",
            Self::Closed => "closed",
            Self::Unusable => "unusable",
        }
    }

    pub(crate) fn status(self) -> u8 {
        match self {
            Self::Hole | Self::Writing => 1,
            Self::Open | Self::Public | Self::Closed => 0,
            Self::Unusable => 2,
        }
    }
}

const REFLECTED: &str = "reflected origin";
const PREFIX: &str = "prefix match";
const SUFFIX: &str = "suffix match";

/// What to try where this origin is the one that is meant.
pub(crate) fn probes(origin: &str) -> Vec<Probe> {
    let mut probes = vec![];
    let mut add = |origin: String, name, meaning| {
        let implied_by: &[_] = match name {
            REFLECTED | "null" => &[],
            "unescaped dot" | "any subdomain" => &[REFLECTED, SUFFIX],
            "another port" => &[REFLECTED, PREFIX],
            _ => &[REFLECTED],
        };
        let probe = Probe {
            origin,
            name,
            meaning,
            implied_by,
        };
        if !probes
            .iter()
            .any(|other: &Probe| other.origin == probe.origin)
        {
            probes.push(probe);
        }
    };
    add(
        "https://cors-check.invalid".to_owned(),
        REFLECTED,
        "the server sends back whatever origin asks: every website is allowed",
    );
    add(
        "null".to_owned(),
        "null",
        "every website can send `null`, from a sandboxed frame",
    );
    let Some((scheme, authority)) = origin.split_once("://") else {
        return probes;
    };
    // An address of IPv6 has colons of its own.
    let port = authority
        .rfind(':')
        .filter(|at| !authority[*at..].contains(']'));
    let (host, port) = authority.split_at(port.unwrap_or(authority.len()));
    let is_name = host.contains('.')
        && host.parse::<std::net::Ipv4Addr>().is_err()
        && !authority.starts_with('[');
    if is_name {
        let site = psl2::lookup(host)
            .and_then(|found| found.registrable_domain())
            .unwrap_or(host);
        add(
            format!("{scheme}://{host}.cors-check.invalid"),
            PREFIX,
            "the server compares only how the origin begins: anyone can own a domain that begins so",
        );
        add(
            format!("{scheme}://cors-check{site}{port}"),
            SUFFIX,
            "the server compares only how the origin ends: anyone can buy a domain that ends so",
        );
        if let Some((first, rest)) = host.split_once('.') {
            let other = if rest.contains('.') {
                format!("{first}x{rest}")
            } else {
                host.replacen('.', "x.", 1)
            };
            add(
                format!("{scheme}://{other}{port}"),
                "unescaped dot",
                "a `.` in the server's regular expression stands for any character: anyone can buy such a domain",
            );
        }
        add(
            format!("{scheme}://cors-check.{site}{port}"),
            "any subdomain",
            "every subdomain is allowed: one that is taken over, or has a hole of its own, is enough",
        );
    }
    if scheme == "https" {
        add(
            format!("http://{authority}"),
            "http of the same host",
            "anyone on the network between can pose as this page",
        );
    }
    add(
        format!("{scheme}://{host}:54321"),
        "another port",
        "whatever else runs on this host is allowed",
    );
    add(
        "http://localhost:54321".to_owned(),
        "localhost",
        "whatever runs on the user's machine is allowed; was that meant for development alone?",
    );
    probes.retain(|probe| probe.origin != origin);
    probes
}

/// Asks with GET, as a page with credentials, whose response tells also what would be without; and with the preflights
/// of methods that write, which stay the only thing that is sent of these.
pub(crate) async fn probe(client: &mut Client, url: &str, probe: Probe) -> Probed {
    let mut probed = Probed {
        probe,
        reading: Finding::Unusable,
        methods: vec![],
        error: None,
    };
    match reading(client, url, &probed.probe.origin).await {
        Ok(reading) => probed.reading = reading,
        Err(error) => {
            probed.error = Some(error);
            return probed;
        }
    }
    for method in METHODS {
        match is_allowed(client, url, &probed.probe.origin, method).await {
            Ok(true) => probed.methods.push(method),
            Ok(false) => {}
            Err(error) => {
                probed.error = Some(format!("whether it can send {method}: {error}"));
                break;
            }
        }
    }
    probed
}

async fn reading(client: &mut Client, url: &str, origin: &str) -> Result<Finding, String> {
    let fetch = plan::fetch("GET", url, &[], true, None)?;
    let page = Page::new(origin);
    judge(&client.fetch(&mut Browser::new(), &page, &fetch).await)
}

/// Whether the preflight allows a page of this origin to send this method with credentials.
async fn is_allowed(
    client: &mut Client,
    url: &str,
    origin: &str,
    method: &str,
) -> Result<bool, String> {
    let fetch = plan::fetch(method, url, &[], true, None)?;
    let mut browser = Browser::new();
    let mut next = browser.start::<bytes::Bytes>(&Page::new(origin), &fetch);
    loop {
        next = match next {
            Next::Send(request, pending) if is_safe(request.method().as_str()) => {
                let response = client.send(request).await;
                pending.receive(response.map_err(|error| error.to_string())?)
            }
            Next::Send(_, pending) => pending.withhold(),
            Next::Done(outcome) if matches!(outcome.verdict, Verdict::Withheld(_)) => {
                return Ok(true);
            }
            Next::Done(outcome) => return is_answered(&outcome).map(|()| false),
        }
    }
}

fn judge<B>(outcome: &Outcome<B>) -> Result<Finding, String> {
    let Some(blocked) = outcome.blocked() else {
        return Ok(Finding::Hole);
    };
    if let Reason::Network(error) = &blocked.reason {
        return Err(error.clone());
    }
    if blocked.reason == Reason::WildcardWithCredentials {
        return Ok(Finding::Public);
    }
    let open = outcome.exchanges().last().is_some_and(|last| {
        let origin = last.request.headers().get("origin");
        let origin = origin
            .and_then(|origin| origin.to_str().ok())
            .unwrap_or_default();
        cors_check(origin, Credentials::Omit, last.response.headers()).is_ok()
    });
    match open {
        true => Ok(Finding::Open),
        false => is_answered(outcome).map(|()| Finding::Closed),
    }
}

/// A rate limit, or a proxy without a server behind it, doesn't say what the server would.
fn is_answered<B>(outcome: &Outcome<B>) -> Result<(), String> {
    let status = outcome
        .exchanges()
        .last()
        .map(|last| last.response.status());
    match status {
        Some(status) if !says_something(status) => {
            Err(format!("the response has the status {}", status.as_u16()))
        }
        _ => Ok(()),
    }
}

/// Whether a response with this status says what the server would.
pub(crate) fn says_something(status: StatusCode) -> bool {
    !matches!(status.as_u16(), 429 | 502..=504)
}
