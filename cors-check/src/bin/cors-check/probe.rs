//! The classic holes: which other origins a server allows.

use cors_check::{
    Browser, Client, Credentials, Next, Outcome, Page, Reason, Verdict, checks::cors_check,
};
use http::Uri;

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
    pub(crate) finding: Finding,
    /// Those of [`METHODS`] that it may send with the user's credentials, as their preflights say.
    pub(crate) methods: Vec<&'static str>,
}

/// The methods whose preflights are asked for. They may be allowed where GET isn't.
pub(crate) const METHODS: [&str; 2] = ["PUT", "DELETE"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// It is allowed with the user's credentials.
    Hole,
    /// It is allowed without credentials only.
    Open,
    /// Every origin is, by `*`, and without credentials.
    Public,
    Closed,
    Unusable(String),
}

impl Finding {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Hole => "hole",
            Self::Open => "open",
            Self::Public => "public",
            Self::Closed => "closed",
            Self::Unusable(_) => "unusable",
        }
    }

    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Hole => 1,
            Self::Open | Self::Public | Self::Closed => 0,
            Self::Unusable(_) => 2,
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
        "the server sends back whatever origin asks: every website can read this",
    );
    add(
        "null".to_owned(),
        "null",
        "every website can send `null`, from a sandboxed frame",
    );
    let Some((scheme, authority)) = origin.split_once("://") else {
        return probes;
    };
    let host = authority.split(':').next().unwrap_or_default();
    let is_name = host.contains('.')
        && host.parse::<std::net::Ipv4Addr>().is_err()
        && !authority.starts_with('[');
    if is_name {
        let site = psl2::lookup(host)
            .and_then(|found| found.registrable_domain())
            .unwrap_or(host);
        add(
            format!("{scheme}://{authority}.cors-check.invalid"),
            PREFIX,
            "the server compares only how the origin begins: anyone can own a domain that begins so",
        );
        add(
            format!("{scheme}://cors-check{site}"),
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
                format!("{scheme}://{other}"),
                "unescaped dot",
                "a `.` in the server's regular expression stands for any character: anyone can buy such a domain",
            );
        }
        add(
            format!("{scheme}://cors-check.{site}"),
            "any subdomain",
            "every subdomain may read this: one that is taken over, or has a hole of its own, is enough",
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
        "whatever else runs on this host may read this",
    );
    add(
        "http://localhost:54321".to_owned(),
        "localhost",
        "whatever runs on the user's machine may read this; was that meant for development alone?",
    );
    probes.retain(|probe| probe.origin != origin);
    probes
}

/// The origin of a URL, for where no other is given.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let authority = url.authority()?.as_str().to_ascii_lowercase();
    Some(format!("{}://{authority}", url.scheme_str()?))
}

impl Probe {
    /// Whether what has been found already says it.
    pub(crate) fn is_implied(&self, found: &[Probed]) -> bool {
        found.iter().any(|other| {
            let is_allowed = matches!(
                other.finding,
                Finding::Hole | Finding::Open | Finding::Public
            );
            is_allowed && self.implied_by.contains(&other.probe.name)
        })
    }
}

/// Asks with GET, as a page with credentials, whose response tells also what would be without; and with the preflights
/// of methods that write, which stay the only thing that is sent of these.
pub(crate) async fn probe(client: &mut Client, url: &str, probe: Probe) -> Probed {
    let mut finding = match plan::fetch("GET", url, &[], true, None) {
        Ok(fetch) => {
            let page = Page::new(&probe.origin);
            judge(&client.fetch(&mut Browser::new(), &page, &fetch).await)
        }
        Err(error) => Finding::Unusable(error),
    };
    let mut methods = vec![];
    if !matches!(finding, Finding::Unusable(_)) {
        for method in METHODS {
            if is_allowed(client, url, &probe.origin, method).await {
                methods.push(method);
                finding = Finding::Hole;
            }
        }
    }
    Probed {
        probe,
        finding,
        methods,
    }
}

/// Whether the preflight allows a page of this origin to send this method with credentials.
async fn is_allowed(client: &mut Client, url: &str, origin: &str, method: &str) -> bool {
    let Ok(fetch) = plan::fetch(method, url, &[], true, None) else {
        return false;
    };
    let mut browser = Browser::new();
    let mut next = browser.start::<bytes::Bytes>(&Page::new(origin), &fetch);
    loop {
        next = match next {
            Next::Send(request, pending) if is_safe(request.method().as_str()) => {
                match client.send(request).await {
                    Ok(response) => pending.receive(response),
                    Err(error) => pending.fail(error),
                }
            }
            Next::Send(_, pending) => pending.withhold(),
            Next::Done(outcome) => return matches!(outcome.verdict, Verdict::Withheld(_)),
        }
    }
}

fn judge<B>(outcome: &Outcome<B>) -> Finding {
    let Some(blocked) = outcome.blocked() else {
        return Finding::Hole;
    };
    if let Reason::Network(error) = &blocked.reason {
        return Finding::Unusable(error.clone());
    }
    if blocked.reason == Reason::WildcardWithCredentials {
        return Finding::Public;
    }
    let open = outcome.exchanges().last().is_some_and(|last| {
        let origin = last.request.headers().get("origin");
        let origin = origin
            .and_then(|origin| origin.to_str().ok())
            .unwrap_or_default();
        cors_check(origin, Credentials::Omit, last.response.headers()).is_ok()
    });
    match open {
        true => Finding::Open,
        false => Finding::Closed,
    }
}
