//! The rules for one origin or pattern, which has to be written as browsers serialize origins.

use crate::origins::{self, MAX_HOST, MAX_LABEL, MAX_SCHEME, default_port, is_label, parse_port};

use super::Violation;
use super::host::{self, Address, InvalidAddress};

/// A valid pattern, in its parts. `*` alone and `null` aren't patterns in this sense.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ParsedPattern<'text> {
    pub(super) scheme: &'text str,
    /// Whether the host starts with `*.`, which isn't part of `host`.
    pub(super) subdomains: bool,
    pub(super) host: &'text str,
    pub(super) port: Port,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Port {
    /// The scheme's default port, which browsers omit.
    Default,
    Number(u16),
    Any,
}

/// Schemes whose pages have an opaque origin, whose serialization is `null` (URL standard §4.7,
/// "origin").
const OPAQUE_SCHEMES: [&str; 6] = ["about", "blob", "data", "file", "filesystem", "javascript"];
/// Schemes over which no page is served, and the scheme of the page that opens such a connection.
const NON_PAGE_SCHEMES: [(&str, Option<&str>); 3] =
    [("ftp", None), ("ws", Some("http")), ("wss", Some("https"))];

/// What is wrong with the text of an origin.
#[derive(Debug)]
enum Mistake<'text> {
    WhiteSpace,
    ListInString,
    Regex,
    WithoutScheme,
    Scheme(&'text str),
    /// With the scheme in lower case, as in the next.
    Opaque(String),
    WithoutPages(String),
    UserInfo,
    Path,
    Query,
    Fragment,
    UpperCase,
    NotAscii,
    HostMissing,
    HostCharacter(char),
    HostEmptyLabel,
    HostLongLabel(&'text str),
    HostTooLong(usize),
    HostPunycode(&'text str),
    HostIpv4,
    HostIpv6,
    Port(&'text str),
    PortDefault(u16),
    WildcardPlace,
    WildcardHost,
    WildcardIp,
}

impl Mistake<'_> {
    fn into_violation(self, text: &str) -> Violation {
        let origin = text.to_owned();
        let fix = || suggest(text);
        match self {
            Self::WhiteSpace => Violation::OriginWhiteSpace { origin, fix: fix() },
            Self::ListInString => Violation::OriginListInString {
                origin,
                fix: suggest_list(text),
            },
            Self::Regex => Violation::OriginRegex { origin, fix: fix() },
            Self::WithoutScheme => Violation::OriginWithoutScheme { origin, fix: fix() },
            Self::Scheme(scheme) => Violation::OriginScheme {
                origin,
                scheme: scheme.to_owned(),
            },
            Self::Opaque(scheme) => Violation::OriginOpaque { origin, scheme },
            Self::WithoutPages(scheme) => Violation::OriginWithoutPages {
                origin,
                scheme,
                fix: fix(),
            },
            Self::UserInfo => Violation::OriginUserInfo { origin, fix: fix() },
            Self::Path => Violation::OriginPath { origin, fix: fix() },
            Self::Query => Violation::OriginQuery { origin, fix: fix() },
            Self::Fragment => Violation::OriginFragment { origin, fix: fix() },
            Self::UpperCase => Violation::OriginUpperCase { origin, fix: fix() },
            Self::NotAscii => Violation::OriginNotAscii { origin, fix: fix() },
            Self::HostMissing => Violation::HostMissing { origin },
            Self::HostCharacter(character) => Violation::HostCharacter {
                origin,
                character,
                fix: fix(),
            },
            Self::HostEmptyLabel => Violation::HostEmptyLabel { origin, fix: fix() },
            Self::HostLongLabel(label) => Violation::HostLongLabel {
                origin,
                label: label.to_owned(),
            },
            Self::HostTooLong(length) => Violation::HostTooLong { origin, length },
            Self::HostPunycode(label) => Violation::HostPunycode {
                origin,
                label: label.to_owned(),
            },
            Self::HostIpv4 => Violation::HostIpv4 { origin, fix: fix() },
            Self::HostIpv6 => Violation::HostIpv6 { origin, fix: fix() },
            Self::Port(port) => Violation::Port {
                origin,
                port: port.to_owned(),
                fix: fix(),
            },
            Self::PortDefault(port) => Violation::PortDefault {
                origin,
                port,
                fix: fix(),
            },
            Self::WildcardPlace => Violation::WildcardPlace { origin, fix: fix() },
            Self::WildcardHost => Violation::WildcardHost { origin },
            Self::WildcardIp => Violation::WildcardIp { origin, fix: fix() },
        }
    }
}

/// Parses a pattern, or says which rule it breaks.
pub(super) fn parse(text: &str) -> Result<ParsedPattern<'_>, Violation> {
    check(text).map_err(|mistake| mistake.into_violation(text))
}

/// The rules, from the start of the text to its end.
fn check(text: &str) -> Result<ParsedPattern<'_>, Mistake<'_>> {
    if is_regex(text) {
        return Err(Mistake::Regex);
    }
    if is_list(text) {
        return Err(Mistake::ListInString);
    }
    if text.contains(char::is_whitespace) {
        return Err(Mistake::WhiteSpace);
    }
    let parts = text
        .split_once("://")
        .filter(|(scheme, _)| !scheme.is_empty());
    let Some((scheme, rest)) = parts else {
        return Err(match text.contains('*') {
            true => Mistake::WildcardPlace,
            false => Mistake::WithoutScheme,
        });
    };
    check_scheme(scheme)?;
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(Mistake::UserInfo);
    }
    match tail.as_bytes().first() {
        _ if authority.is_empty() => return Err(Mistake::HostMissing),
        None => {}
        Some(b'?') => return Err(Mistake::Query),
        Some(b'#') => return Err(Mistake::Fragment),
        Some(_) => return Err(Mistake::Path),
    }
    let (host, port) = split_port(authority);
    let (subdomains, host) = check_host(host)?;
    let port = check_port(text, port)?;
    Ok(ParsedPattern {
        scheme,
        subdomains,
        host,
        port,
    })
}

fn check_scheme(scheme: &str) -> Result<(), Mistake<'_>> {
    let lower = scheme.to_ascii_lowercase();
    if scheme.contains('*') {
        return Err(Mistake::WildcardPlace);
    }
    // RFC 3986 §3.1, in the lower case in which browsers send it.
    let valid = lower.starts_with(|first: char| first.is_ascii_lowercase())
        && lower.len() <= MAX_SCHEME
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !valid {
        return Err(Mistake::Scheme(scheme));
    }
    if OPAQUE_SCHEMES.contains(&&*lower) {
        return Err(Mistake::Opaque(lower));
    }
    if NON_PAGE_SCHEMES.iter().any(|(known, _)| *known == lower) {
        return Err(Mistake::WithoutPages(lower));
    }
    if lower != scheme {
        return Err(Mistake::UpperCase);
    }
    Ok(())
}

/// Gives whether the host starts with `*.`, and the host without that.
fn check_host(written: &str) -> Result<(bool, &str), Mistake<'_>> {
    let (subdomains, host) = match written.strip_prefix("*.") {
        Some(host) => (true, host),
        None => (false, written),
    };
    if host.is_empty() && !subdomains {
        return Err(Mistake::HostMissing);
    }
    if written == "*" || (subdomains && matches!(host, "" | "*")) {
        return Err(Mistake::WildcardHost);
    }
    if host.contains('*') {
        return Err(Mistake::WildcardPlace);
    }
    if !host.is_ascii() {
        return Err(Mistake::NotAscii);
    }
    match host::address(host) {
        Some(Ok(address)) if address.to_string() == host && subdomains => {
            return Err(Mistake::WildcardIp);
        }
        Some(Ok(address)) if address.to_string() == host => return Ok((false, host)),
        Some(Ok(Address::V4(_)) | Err(InvalidAddress::Ipv4)) => return Err(Mistake::HostIpv4),
        Some(Ok(Address::V6(_)) | Err(InvalidAddress::Ipv6)) => return Err(Mistake::HostIpv6),
        None => {}
    }
    if host.contains(|letter: char| letter.is_ascii_uppercase()) {
        return Err(Mistake::UpperCase);
    }
    for label in host.split('.') {
        if label.is_empty() {
            return Err(Mistake::HostEmptyLabel);
        }
        if label.len() > MAX_LABEL {
            return Err(Mistake::HostLongLabel(label));
        }
        if !is_label(label.as_bytes()) {
            let character = label.chars().find(|c| !is_label(c.to_string().as_bytes()));
            return Err(Mistake::HostCharacter(character.unwrap_or_default()));
        }
        if label.starts_with("xn--") && !host::is_punycode(label) {
            return Err(Mistake::HostPunycode(label));
        }
    }
    // `*.` stands for two characters or more.
    let length = host.len() + if subdomains { 2 } else { 0 };
    if length > MAX_HOST {
        return Err(Mistake::HostTooLong(length));
    }
    Ok((subdomains, host))
}

/// `text` is the whole origin, whose scheme has a default port.
fn check_port<'text>(text: &str, port: Option<&'text str>) -> Result<Port, Mistake<'text>> {
    match port {
        None => Ok(Port::Default),
        Some("*") => Ok(Port::Any),
        Some(port) if port.contains('*') => Err(Mistake::WildcardPlace),
        Some(port) => match parse_port(port.as_bytes()) {
            Some(port) if default_port(text.as_bytes()) == Some(port) => {
                Err(Mistake::PortDefault(port))
            }
            Some(port) => Ok(Port::Number(port)),
            None => Err(Mistake::Port(port)),
        },
    }
}

/// The host, and the text after the colon that follows it.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let host_end = match authority.rfind(']') {
        Some(bracket) => bracket,
        // Several colons are an IPv6 address without brackets.
        None if authority.matches(':').count() > 1 => authority.len(),
        None => 0,
    };
    match authority[host_end..].split_once(':') {
        Some((rest, port)) => (&authority[..host_end + rest.len()], Some(port)),
        None => (authority, None),
    }
}

/// Whether this has something that only regular expressions have. (`[` starts an IPv6 address, and
/// `?` a query.)
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

/// The entries of what may be a list.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .filter(|part| !part.is_empty())
}

/// Whether this is several origins, and not one with a comma or whitespace in it.
fn is_list(text: &str) -> bool {
    let has_scheme = |part: &str| {
        let host = part.split_once("://").map(|(_, rest)| rest);
        part == "*" || host.is_some_and(|host| !host.is_empty())
    };
    let is_origin = |part: &str| has_scheme(part) || suggest(part).is_some();
    parts(text).nth(1).is_some()
        && (parts(text).all(has_scheme)
            || text.contains([',', ';', '|']) && parts(text).all(is_origin))
}

/// Each origin of a list in a string of its own, without those that others cover. None if one of
/// them can't be mended.
fn suggest_list(text: &str) -> Option<String> {
    let mended = |part: &str| match check(part) {
        Ok(_) => Some(part.to_owned()),
        Err(_) => suggest(part),
    };
    let origins: Vec<_> = parts(text).map(mended).collect::<Option<_>>()?;
    let patterns: Vec<_> = origins
        .iter()
        .filter_map(|origin| check(origin).ok())
        .collect();
    let is_needed = |at: usize| {
        !patterns[..at].contains(&patterns[at])
            && !patterns[at]
                .supersets()
                .any(|wider| patterns.contains(&wider))
    };
    let needed = (0..origins.len()).filter(|at| is_needed(*at));
    let quoted: Vec<_> = needed.map(|at| format!("{:?}", origins[at])).collect();
    Some(quoted.join(", "))
}

/// What was most likely meant, if that is something else and valid.
fn suggest(text: &str) -> Option<String> {
    guess(text).filter(|guess| guess != text && check(guess).is_ok())
}

/// What was most likely meant. It may still break a rule.
fn guess(text: &str) -> Option<String> {
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
    let scheme = match NON_PAGE_SCHEMES.iter().find(|(known, _)| *known == scheme) {
        Some((_, instead)) => (*instead)?.to_owned(),
        None => scheme,
    };
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    // Remains of the list that it was copied from.
    let rest = rest[..end].trim_end_matches([',', ';', '"', '\'']);
    let authority = rest.rsplit('@').next()?;
    let (host, port) = split_port(authority);
    // `*example.com` and `**.example.com` mean `*.example.com`.
    let (star, host) = match host.trim_start_matches(['*', '.']) {
        // No pattern can say what `*-preview.example.com` means.
        trimmed if trimmed.starts_with(['-', '_']) => return None,
        trimmed if host.contains('*') => ("*.", trimmed),
        trimmed => ("", trimmed),
    };
    let host = host::domain_to_ascii(host)?;
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

/// A scheme for an address without one, and the rest of the address.
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
    // A lone word, such as `self` or `any`, isn't likely to be a host.
    rest.contains(['.', ':', '['])
        .then(|| ("https".to_owned(), rest))
}

impl<'text> ParsedPattern<'text> {
    /// Whether an attacker on the network can't impersonate this origin.
    pub(super) fn is_secure(&self) -> bool {
        // The pages of `chrome-extension`, `moz-extension` and the like don't cross a network.
        self.scheme == "https"
            || self.scheme.ends_with("-extension")
            || host::is_loopback(self.host)
    }

    /// The public suffix that the wildcard is under, if it is under one.
    pub(super) fn public_suffix(&self) -> Option<&'text str> {
        (self.subdomains && !host::is_loopback(self.host) && host::is_public_suffix(self.host))
            .then_some(self.host)
    }

    /// The patterns that match all that this one matches, and more.
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

    /// The pattern for matching. `text` is its own text.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Option<&'static str> {
        parse(text).err().map(|violation| violation.rule())
    }

    #[test]
    fn a_pattern_is_parsed_into_its_parts() {
        let pattern = ParsedPattern {
            scheme: "https",
            subdomains: true,
            host: "example.com",
            port: Port::Number(8443),
        };
        assert_eq!(parse("https://*.example.com:8443"), Ok(pattern));
    }

    #[test]
    fn the_first_mistake_from_the_left_is_reported() {
        assert_eq!(rule("HTTPS://Example.com:443/"), Some("origin-upper-case"));
        assert_eq!(
            rule("https://me@example.com:443/"),
            Some("origin-user-info")
        );
        assert_eq!(rule("https://Example.com:443/"), Some("origin-path"));
        assert_eq!(rule("https://Example.com:443"), Some("origin-upper-case"));
        assert_eq!(rule("https://example.com:443"), Some("port-default"));
    }

    #[test]
    fn the_suggestion_mends_every_mistake_at_once_or_there_is_none() {
        let everything = "HTTPS://me@BÜCHER.example:443/path?query";
        let mended = "https://xn--bcher-kva.example";
        assert_eq!(suggest(everything).as_deref(), Some(mended));
        assert_eq!(suggest(mended), None);
        assert_eq!(suggest("https://example.com:99999/"), None);
        assert_eq!(suggest("any"), None);
    }

    #[test]
    fn a_list_is_split_into_valid_origins_without_those_that_are_covered() {
        let fix = |text| parse(text).err().and_then(|violation| violation.fix());
        assert_eq!(
            fix("a.com; https://b.com/").as_deref(),
            Some(r#""https://a.com", "https://b.com""#)
        );
        let covered = "https://a.b.com,https://*.b.com,https://c.com,https://c.com";
        assert_eq!(
            fix(covered).as_deref(),
            Some(r#""https://*.b.com", "https://c.com""#)
        );
        // `*` stands alone, and the second of these can't be mended.
        for text in ["https://a.com, *", "https://a.com https://*"] {
            assert_eq!(rule(text), Some("origin-list-in-string"));
            assert_eq!(fix(text), None);
        }
    }

    #[test]
    fn the_supersets_have_more_wildcards_or_fewer_labels() {
        let supersets = |text| -> Result<Vec<_>, _> {
            let pattern = parse(text)?;
            let origins = pattern.supersets().map(|wider| {
                let (star, port) = (if wider.subdomains { "*." } else { "" }, wider.port);
                format!("{}://{star}{} {port:?}", wider.scheme, wider.host)
            });
            Ok::<_, Violation>(origins.collect())
        };
        let of_domain = ["https://a.b Any", "https://*.b Default", "https://*.b Any"];
        assert_eq!(
            supersets("https://a.b"),
            Ok(of_domain.map(String::from).to_vec())
        );
        let of_wildcard = [
            "https://*.a.b Any",
            "https://*.b Number(1)",
            "https://*.b Any",
        ];
        assert_eq!(
            supersets("https://*.a.b:1"),
            Ok(of_wildcard.map(String::from).to_vec())
        );
        let of_address = ["http://127.0.0.1 Any"];
        assert_eq!(
            supersets("http://127.0.0.1"),
            Ok(of_address.map(String::from).to_vec())
        );
    }

    #[test]
    fn a_pattern_is_cut_at_its_wildcards() {
        use origins::Pattern;
        let cut = |text| parse(text).map(|pattern| pattern.to_pattern(text));
        for (text, pattern) in [
            ("https://a.b:1", Pattern::exact("https://a.b:1")),
            ("https://a.b:*", Pattern::any_port("https://a.b")),
            ("https://*.b:1", Pattern::subdomains("https://", ".b:1")),
            (
                "https://*.b:*",
                Pattern::subdomains_any_port("https://", ".b"),
            ),
        ] {
            assert_eq!(cut(text), Ok(pattern));
        }
    }
}
