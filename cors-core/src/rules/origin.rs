//! One origin or pattern: is it written as a browser would send it?

use crate::origins::{self, MAX_HOST, MAX_LABEL, MAX_SCHEME, default_port, is_label, parse_port};

use super::Violation;
use super::host::{self, Address};

/// A valid pattern, in its parts. `*` alone and `null` are not among them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ParsedPattern<'text> {
    pub(super) scheme: &'text str,
    /// Whether `*.` stands before the host.
    pub(super) subdomains: bool,
    pub(super) host: &'text str,
    pub(super) port: Port,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Port {
    /// The scheme's own, which is not written.
    Default,
    Number(u16),
    Any,
}

/// Schemes whose pages have an opaque origin, which is serialized as `null` (URL standard §4.7, "origin").
const OPAQUE: [&str; 6] = ["about", "blob", "data", "file", "filesystem", "javascript"];
/// Schemes of addresses that never are a page's own, and the scheme of the page instead.
const WITHOUT_PAGES: [(&str, Option<&str>); 3] =
    [("ftp", None), ("ws", Some("http")), ("wss", Some("https"))];

/// Parses a pattern, or says which rule it breaks.
pub(super) fn parse(text: &str) -> Result<ParsedPattern<'_>, Violation> {
    check(text, &|| {
        let fixed = normalize(text)?;
        // What is offered must hold.
        (fixed != text && check(&fixed, &|| None).is_ok()).then_some(fixed)
    })
}

/// The rules, in the order of the text. `fix` makes the text that breaks none of them, if there is one.
fn check<'text>(
    text: &'text str,
    fix: &dyn Fn() -> Option<String>,
) -> Result<ParsedPattern<'text>, Violation> {
    let origin = || text.to_owned();
    if is_regex(text) {
        return Err(Violation::OriginRegex {
            origin: origin(),
            fix: fix(),
        });
    }
    if let Some(fix) = list_in_string(text) {
        return Err(Violation::OriginListInString {
            origin: origin(),
            fix,
        });
    }
    if text.contains(char::is_whitespace) {
        return Err(Violation::OriginWhiteSpace {
            origin: origin(),
            fix: fix(),
        });
    }
    let parts = text
        .split_once("://")
        .filter(|(scheme, _)| !scheme.is_empty());
    let Some((scheme, rest)) = parts else {
        return Err(if text.contains('*') {
            Violation::WildcardPlace {
                origin: origin(),
                fix: fix(),
            }
        } else {
            Violation::OriginWithoutScheme {
                origin: origin(),
                fix: fix(),
            }
        });
    };
    check_scheme(text, scheme, fix)?;
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(Violation::OriginUserInfo {
            origin: origin(),
            fix: fix(),
        });
    }
    match tail.as_bytes().first() {
        _ if authority.is_empty() => return Err(Violation::HostMissing { origin: origin() }),
        None => {}
        Some(b'?') => {
            return Err(Violation::OriginQuery {
                origin: origin(),
                fix: fix(),
            });
        }
        Some(b'#') => {
            return Err(Violation::OriginFragment {
                origin: origin(),
                fix: fix(),
            });
        }
        Some(_) => {
            return Err(Violation::OriginPath {
                origin: origin(),
                fix: fix(),
            });
        }
    }
    let (host, port) = split_port(authority);
    let (subdomains, host) = check_host(text, host, fix)?;
    let port = check_port(text, port, fix)?;
    Ok(ParsedPattern {
        scheme,
        subdomains,
        host,
        port,
    })
}

fn check_scheme(
    text: &str,
    scheme: &str,
    fix: &dyn Fn() -> Option<String>,
) -> Result<(), Violation> {
    let lower = scheme.to_ascii_lowercase();
    if scheme.contains('*') {
        return Err(Violation::WildcardPlace {
            origin: text.to_owned(),
            fix: fix(),
        });
    }
    // RFC 3986 §3.1, in the lower case in which browsers send it.
    let valid = lower.starts_with(|first: char| first.is_ascii_lowercase())
        && lower.len() <= MAX_SCHEME
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !valid {
        return Err(Violation::OriginScheme {
            origin: text.to_owned(),
            scheme: scheme.to_owned(),
        });
    }
    if OPAQUE.contains(&&*lower) {
        return Err(Violation::OriginOpaque {
            origin: text.to_owned(),
            scheme: lower,
        });
    }
    if WITHOUT_PAGES.iter().any(|(known, _)| *known == lower) {
        return Err(Violation::OriginWithoutPages {
            origin: text.to_owned(),
            scheme: lower,
            fix: fix(),
        });
    }
    if lower != scheme {
        return Err(Violation::OriginUpperCase {
            origin: text.to_owned(),
            fix: fix(),
        });
    }
    Ok(())
}

/// Gives whether the host stands behind a `*.`, and the host.
fn check_host<'text>(
    text: &str,
    written: &'text str,
    fix: &dyn Fn() -> Option<String>,
) -> Result<(bool, &'text str), Violation> {
    let origin = text.to_owned();
    let (subdomains, host) = match written.strip_prefix("*.") {
        Some(host) => (true, host),
        None => (false, written),
    };
    if host.is_empty() && !subdomains {
        return Err(Violation::HostMissing { origin });
    }
    if written == "*" || (subdomains && matches!(host, "" | "*")) {
        return Err(Violation::WildcardHost { origin });
    }
    if host.contains('*') {
        return Err(Violation::WildcardPlace { origin, fix: fix() });
    }
    if !host.is_ascii() {
        return Err(Violation::OriginNotAscii { origin, fix: fix() });
    }
    match host::address(host) {
        Some(Ok(address)) if address.to_string() == host && subdomains => {
            return Err(Violation::WildcardIp { origin, fix: fix() });
        }
        Some(Ok(address)) if address.to_string() == host => return Ok((false, host)),
        Some(Ok(Address::V4(_)) | Err(host::Not::Ipv4)) => {
            return Err(Violation::HostIpv4 { origin, fix: fix() });
        }
        Some(Ok(Address::V6(_)) | Err(host::Not::Ipv6)) => {
            return Err(Violation::HostIpv6 { origin, fix: fix() });
        }
        None => {}
    }
    if host.contains(|letter: char| letter.is_ascii_uppercase()) {
        return Err(Violation::OriginUpperCase { origin, fix: fix() });
    }
    for label in host.split('.') {
        if label.is_empty() {
            return Err(Violation::HostEmptyLabel { origin, fix: fix() });
        }
        if label.len() > MAX_LABEL {
            return Err(Violation::HostLongLabel {
                origin,
                label: label.to_owned(),
            });
        }
        if !is_label(label.as_bytes()) {
            let character = label.chars().find(|c| !is_label(c.to_string().as_bytes()));
            return Err(Violation::HostCharacter {
                origin,
                character: character.unwrap_or_default(),
                fix: fix(),
            });
        }
        if label.starts_with("xn--") && !host::is_punycode(label) {
            return Err(Violation::HostPunycode {
                origin,
                label: label.to_owned(),
            });
        }
    }
    // What `*.` stands for has two characters at least.
    let length = host.len() + if subdomains { 2 } else { 0 };
    if length > MAX_HOST {
        return Err(Violation::HostTooLong { origin, length });
    }
    Ok((subdomains, host))
}

fn check_port(
    text: &str,
    port: Option<&str>,
    fix: &dyn Fn() -> Option<String>,
) -> Result<Port, Violation> {
    let origin = text.to_owned();
    match port {
        None => Ok(Port::Default),
        Some("*") => Ok(Port::Any),
        Some(port) if port.contains('*') => Err(Violation::WildcardPlace { origin, fix: fix() }),
        Some(port) => match parse_port(port.as_bytes()) {
            Some(port) if default_port(text.as_bytes()) == Some(port) => {
                Err(Violation::PortDefault {
                    origin,
                    port,
                    fix: fix(),
                })
            }
            Some(port) => Ok(Port::Number(port)),
            None => Err(Violation::Port {
                origin,
                port: port.to_owned(),
                fix: fix(),
            }),
        },
    }
}

/// The host as written, and what stands behind the colon after it.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let host_end = match authority.rfind(']') {
        Some(bracket) => bracket,
        // Several colons are an IPv6 address that lacks its brackets.
        None if authority.matches(':').count() > 1 => authority.len(),
        None => 0,
    };
    match authority[host_end..].split_once(':') {
        Some((rest, port)) => (&authority[..host_end + rest.len()], Some(port)),
        None => (authority, None),
    }
}

/// Whether this has what only regular expressions have. (`[` starts an IPv6 address, and `?` a query.)
fn is_regex(text: &str) -> bool {
    let marks = ["\\.", "\\d", "\\w", "/.*", ".+", "]+", "]*", "(", "s?:"];
    text.starts_with(['^', '.'])
        || text.ends_with('$')
        || marks.iter().any(|mark| text.contains(mark))
}

/// The pattern that a simple regular expression stands for.
fn from_regex(text: &str) -> String {
    let text = text
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace("s?:", "s:");
    let text = [".*", ".+", "[^.]+", "[^.]*", "\\w+", "\\d+", "[0-9]+"]
        .iter()
        .fold(text, |text, any| text.replace(any, "*"));
    text.replace('\\', "")
}

/// Each of several origins in a string of its own.
fn list_in_string(text: &str) -> Option<String> {
    let parts: Vec<_> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .filter(|part| !part.is_empty())
        .collect();
    let has_scheme = |part: &&str| {
        let host = part.split_once("://").map(|(_, rest)| rest);
        *part == "*" || host.is_some_and(|host| !host.is_empty())
    };
    let mended = |part: &str| normalize(part).filter(|fixed| check(fixed, &|| None).is_ok());
    let is_origin = |part: &&str| has_scheme(part) || mended(part).is_some();
    let several = parts.len() > 1
        && (parts.iter().all(has_scheme)
            || text.contains([',', ';', '|']) && parts.iter().all(is_origin));
    several.then(|| {
        let quoted = parts
            .iter()
            .map(|part| format!("{:?}", mended(part).as_deref().unwrap_or(part)));
        quoted.collect::<Vec<_>>().join(", ")
    })
}

/// What was most likely meant, as a browser would send it.
fn normalize(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = if is_regex(&text) {
        from_regex(&text)
    } else {
        text
    };
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if !scheme.is_empty() => (scheme.to_ascii_lowercase(), rest),
        _ => guess_scheme(&text)?,
    };
    let scheme = match WITHOUT_PAGES.iter().find(|(known, _)| *known == scheme) {
        Some((_, instead)) => (*instead)?.to_owned(),
        None => scheme,
    };
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    // What is left of the list that it was copied from.
    let rest = rest[..end].trim_end_matches([',', ';', '"', '\'']);
    let authority = rest.rsplit('@').next()?;
    let (host, port) = split_port(authority);
    // `*example.com` and `**.example.com` mean `*.example.com`.
    let (star, host) = match host.trim_start_matches(['*', '.']) {
        // `*-preview.example.com` means something that no pattern can say.
        trimmed if trimmed.starts_with(['-', '_']) => return None,
        trimmed if host.contains('*') => ("*.", trimmed),
        trimmed => ("", trimmed),
    };
    let host = host::canonical(host)?;
    let star = match host::address(&host) {
        Some(_) => "",
        None => star,
    };
    let mut fixed = format!("{scheme}://{star}{host}");
    match port {
        None | Some("") => {}
        Some(port) if port.contains('*') => fixed.push_str(":*"),
        Some(port) => {
            let number: u16 = port.parse().ok()?;
            if default_port(fixed.as_bytes()) != Some(number) {
                fixed.push_str(&format!(":{number}"));
            }
        }
    }
    Some(fixed)
}

/// A scheme for an address without one, and the rest of it.
fn guess_scheme(text: &str) -> Option<(String, &str)> {
    // `https:example.com`, `https:/example.com` and `https//example.com`
    for scheme in ["https", "http"] {
        if let Some((written, rest)) = text.split_at_checked(scheme.len())
            && written.eq_ignore_ascii_case(scheme)
            && rest.starts_with([':', '/'])
        {
            return Some((scheme.to_owned(), rest.trim_start_matches([':', '/'])));
        }
    }
    let rest = text.trim_start_matches([':', '/']);
    let host = split_port(rest).0;
    if host::is_loopback(host) {
        return Some(("http".to_owned(), rest));
    }
    // A lone word, such as `self` or `any`, is hardly a host.
    rest.contains(['.', ':', '['])
        .then(|| ("https".to_owned(), rest))
}

impl<'text> ParsedPattern<'text> {
    /// Whether only the page's own machine, or nobody in between, could answer for this origin.
    pub(super) fn is_secure(&self) -> bool {
        // `chrome-extension`, `moz-extension` and the like: the browser has those pages on its own disk.
        self.scheme == "https"
            || self.scheme.ends_with("-extension")
            || host::is_loopback(self.host)
    }

    /// The public suffix that the wildcard is over, if it is over one.
    pub(super) fn public_suffix(&self) -> Option<&'text str> {
        (self.subdomains && !host::is_loopback(self.host) && host::is_public_suffix(self.host))
            .then_some(self.host)
    }

    /// The patterns that cover this one and are none of it.
    pub(super) fn supersets(&self) -> impl Iterator<Item = Self> {
        let here = (self.port != Port::Any).then(|| Self {
            port: Port::Any,
            ..self.clone()
        });
        let dots = match host::address(self.host) {
            Some(_) => None,
            None => Some(self.host.match_indices('.')),
        };
        let above = dots.into_iter().flatten().flat_map(|(dot, _)| {
            let above = |port| Self {
                scheme: self.scheme,
                subdomains: true,
                host: &self.host[dot + 1..],
                port,
            };
            [above(self.port), above(Port::Any)]
        });
        here.into_iter().chain(above)
    }

    /// Cut where its wildcards are, for matching.
    pub(super) fn to_pattern(&self, text: &str) -> origins::Pattern {
        let text = text.strip_suffix(":*").unwrap_or(text);
        match (text.split_once('*'), self.port == Port::Any) {
            (None, false) => origins::Pattern::Exact(text.to_owned().into()),
            (None, true) => origins::Pattern::AnyPort(text.to_owned().into()),
            (Some((before, after)), false) => {
                origins::Pattern::Subdomains(before.to_owned().into(), after.to_owned().into())
            }
            (Some((before, after)), true) => origins::Pattern::SubdomainsAnyPort(
                before.to_owned().into(),
                after.to_owned().into(),
            ),
        }
    }
}
