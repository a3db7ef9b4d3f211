//! The rules for one origin or pattern, which has to be written as browsers serialize origins.

use std::collections::HashSet;

use crate::origins::{self, MAX_HOST, MAX_LABEL, MAX_SCHEME, default_port, is_label, parse_port};

use super::host::{self, Address, InvalidAddress};
use super::{Violation, copied, typo};

/// A valid pattern, in its parts. `*` alone, `null` and `file://` aren't patterns in this sense.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ParsedPattern<'text> {
    pub(super) scheme: &'text str,
    pub(super) star: Star<'text>,
    /// What follows the star and its label, or the whole host.
    pub(super) host: &'text str,
    pub(super) port: Port,
}

/// The wildcard of a host, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Star<'text> {
    None,
    /// `*.`: one or more labels.
    Subdomains,
    /// `pr-*.`: a part of the first label, between these two.
    Label(&'text str, &'text str),
    /// `*`: the whole host.
    AnyHost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Port {
    /// The scheme's default port, which browsers omit.
    Default,
    Number(u16),
    Any,
}

/// The serialized origin that some embedders send for a file.
pub(super) const FILE: &str = "file://";
/// Schemes whose pages have an opaque origin, whose serialization is `null` (URL standard §4.7,
/// "origin").
const OPAQUE_SCHEMES: [&str; 5] = ["about", "blob", "data", "filesystem", "javascript"];
/// Schemes over which no page is served, and the scheme of the page that opens such a connection.
const NON_PAGE_SCHEMES: [(&str, Option<&str>); 30] = [
    ("amqp", None),
    ("amqps", None),
    ("ftp", None),
    ("ftps", None),
    ("git", None),
    ("grpc", None),
    ("grpcs", None),
    ("h2", Some("https")),
    ("ldap", None),
    ("ldaps", None),
    ("mongodb", None),
    ("mqtt", None),
    ("mqtts", None),
    ("mysql", None),
    ("nats", None),
    ("postgres", None),
    ("postgresql", None),
    ("quic", Some("https")),
    ("redis", None),
    ("rediss", None),
    ("s3", None),
    ("sftp", None),
    ("smtp", None),
    ("ssh", None),
    ("tcp", None),
    ("telnet", None),
    ("udp", None),
    ("unix", None),
    ("ws", Some("http")),
    ("wss", Some("https")),
];

/// Schemes of applications, of which one without `//` is known.
const APP_SCHEMES: [&str; 7] = [
    "app",
    "capacitor",
    "electron",
    "ionic",
    "tauri",
    "vscode-webview",
    "wails",
];

/// What is wrong with the text of an origin.
#[derive(Debug)]
enum Mistake<'text> {
    WhiteSpace,
    ListInString,
    Surrounded,
    Placeholder(&'text str),
    Regex,
    WithoutScheme,
    Scheme(&'text str),
    /// With the scheme in lower case, as in the next but one.
    Opaque(String),
    File,
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
    HostRange,
    Port(&'text str),
    PortDefault(u16),
    WildcardPlace,
    WildcardHost,
    WildcardIp,
    WildcardDomain(&'text str),
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
            Self::Surrounded => Violation::OriginSurrounded { origin, fix: fix() },
            Self::Placeholder(placeholder) => Violation::OriginPlaceholder {
                origin,
                placeholder: placeholder.to_owned(),
                fix: fix(),
            },
            Self::Regex => Violation::OriginRegex { origin, fix: fix() },
            Self::WithoutScheme => Violation::OriginWithoutScheme { origin, fix: fix() },
            Self::Scheme(scheme) => Violation::OriginScheme {
                origin,
                scheme: scheme.to_owned(),
                fix: fix(),
            },
            Self::Opaque(scheme) => Violation::OriginOpaque {
                origin,
                scheme,
                fix: fix(),
            },
            Self::File => Violation::OriginFile { origin },
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
            Self::HostMissing => Violation::HostMissing {
                origin,
                // What follows the slashes may be a path.
                fix: fix().filter(|fix| fix.contains('.') || fix.contains("localhost")),
            },
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
            Self::HostRange => Violation::HostRange { origin },
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
            Self::WildcardDomain(suffix) => Violation::WildcardDomain {
                origin,
                suffix: suffix.to_owned(),
            },
        }
    }
}

/// Parses a pattern, or says which rule it breaks.
pub(super) fn parse(text: &str) -> Result<ParsedPattern<'_>, Violation> {
    check(text).map_err(|mistake| mistake.into_violation(text))
}

/// The rules, and for what breaks one also what the text was copied from, which says more than its first wrong letter.
fn check(text: &str) -> Result<ParsedPattern<'_>, Mistake<'_>> {
    match check_parts(text) {
        Err(Mistake::Opaque(scheme)) => Err(Mistake::Opaque(scheme)),
        Err(Mistake::File) => Err(Mistake::File),
        Err(mistake) => Err(find_copied(text).unwrap_or_else(|| beside_tail(text, mistake))),
        // Nothing that is valid is taken for anything else.
        valid => valid,
    }
}

/// What else is wrong with an origin, if it isn't valid without its path either.
fn beside_tail<'text>(text: &'text str, mistake: Mistake<'text>) -> Mistake<'text> {
    let is_tail = matches!(mistake, Mistake::Path | Mistake::Query | Mistake::Fragment);
    if !is_tail || suggest(text).is_some() {
        return mistake;
    }
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find(['/', '\\', '?', '#']);
    let head = end.map_or(text, |end| &text[..start + end]);
    check_parts(head).err().unwrap_or(mistake)
}

/// The rules, from the start of the text to its end.
fn check_parts(text: &str) -> Result<ParsedPattern<'_>, Mistake<'_>> {
    if let Some(scheme) = opaque_scheme(text) {
        return Err(match scheme.as_str() {
            "file" => Mistake::File,
            _ => Mistake::Opaque(scheme),
        });
    }
    let parts = text
        .split_once("://")
        .filter(|(scheme, _)| !scheme.is_empty());
    let Some((scheme, rest)) = parts else {
        return Err(without_scheme(text));
    };
    check_scheme(scheme)?;
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(Mistake::UserInfo);
    }
    match tail.as_bytes().first() {
        None if authority.is_empty() && may_lack_host(scheme) => {
            return Ok(ParsedPattern {
                scheme,
                star: Star::None,
                host: "",
                port: Port::Default,
            });
        }
        _ if authority.is_empty() => return Err(Mistake::HostMissing),
        None => {}
        Some(b'?') => return Err(Mistake::Query),
        Some(b'#') => return Err(Mistake::Fragment),
        Some(_) => return Err(Mistake::Path),
    }
    let (host, port) = split_port(authority);
    let (star, host) = check_host(scheme, host)?;
    let port = check_port(text, port)?;
    Ok(ParsedPattern {
        scheme,
        star,
        host,
        port,
    })
}

/// What an invalid text was copied from, if that can be told.
fn find_copied(text: &str) -> Option<Mistake<'_>> {
    if let Some(found) = copied::template(text) {
        return Some(Mistake::Placeholder(found));
    }
    if copied::is_list(text) {
        return Some(Mistake::ListInString);
    }
    if let Some(bare) = copied::bare(text) {
        // A word in quotes, such as `'self'`, isn't an origin either.
        let is_word = bare
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        return Some(match is_word && bare != "localhost" {
            true => Mistake::WithoutScheme,
            false => Mistake::Surrounded,
        });
    }
    if copied::inside(text)
        .is_some_and(|address| check(address).is_ok() || suggest(address).is_some())
    {
        return Some(Mistake::Surrounded);
    }
    if copied::is_regex(text) {
        return Some(Mistake::Regex);
    }
    if let Some(found) = copied::placeholder(text) {
        return Some(Mistake::Placeholder(found));
    }
    if text.contains(copied::is_blank) {
        return Some(Mistake::WhiteSpace);
    }
    copied::is_address_range(text).then_some(Mistake::HostRange)
}

/// The scheme of a URL whose origin is opaque, in lower case: also of one without `//`.
fn opaque_scheme(text: &str) -> Option<String> {
    let (scheme, _) = text.trim().split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    (scheme == "file" || OPAQUE_SCHEMES.contains(&&*scheme)).then_some(scheme)
}

/// What is wrong with a text that has no `scheme://`.
fn without_scheme(text: &str) -> Mistake<'_> {
    let name = text.trim_end_matches([':', '/', '\\']);
    if matches!(name, "http" | "https") && name != text || is_app_or_extension(name) {
        return Mistake::HostMissing;
    }
    let lacks_scheme_only = || suggest(text).is_some_and(|fix| fix.ends_with(text) && fix != "*");
    match text.contains('*') && !lacks_scheme_only() {
        true => Mistake::WildcardPlace,
        false => Mistake::WithoutScheme,
    }
}

/// Whether this is the scheme of an application or of a browser's extension.
fn is_app_or_extension(scheme: &str) -> bool {
    let before = scheme.strip_suffix("-extension");
    APP_SCHEMES.contains(&scheme)
        || before.is_some_and(|browser| {
            !browser.is_empty()
                && browser
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
}

fn is_scheme(lower: &str) -> bool {
    // RFC 3986 §3.1, in the lower case in which browsers send it.
    lower.starts_with(|first: char| first.is_ascii_lowercase())
        && lower.len() <= MAX_SCHEME
        && lower
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn check_scheme(scheme: &str) -> Result<(), Mistake<'_>> {
    let lower = scheme.to_ascii_lowercase();
    if scheme.contains('*') {
        return Err(Mistake::WildcardPlace);
    }
    if !is_scheme(&lower) || meant_scheme(&lower).is_some() || lower == "localhost" {
        return Err(Mistake::Scheme(scheme));
    }
    if NON_PAGE_SCHEMES.iter().any(|(known, _)| *known == lower) {
        return Err(Mistake::WithoutPages(lower));
    }
    if lower != scheme {
        return Err(Mistake::UpperCase);
    }
    Ok(())
}

/// `https` or `http`, of which this scheme is a misspelling.
fn meant_scheme(lower: &str) -> Option<&'static str> {
    if matches!(lower, "http" | "https" | "ws" | "wss") {
        return None;
    }
    match lower.trim_end_matches(['+', '-', '.']) {
        "https" | "hxxps" | "http+https" | "https+http" => return Some("https"),
        "http" | "hxxp" => return Some("http"),
        _ => {}
    }
    let is_word = lower.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_near = |name: &str, at_most| is_word && typo::distance(lower, name) <= at_most;
    // The shorter name is near to more words.
    if is_near("https", 1) || lower.starts_with("ht") && is_near("https", 2) {
        // What is equally near to both has an `s`.
        return Some(match lower.contains('s') {
            true => "https",
            false if is_near("http", 1) => "http",
            false => "https",
        });
    }
    is_near("http", 1).then_some("http")
}

/// Whether a scheme is one of the web's. Only those have hosts that others can register or impersonate.
fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// Whether origins of this scheme may have no host: Android's `WebView` leaves it out of those of an application's scheme.
fn may_lack_host(scheme: &str) -> bool {
    !is_web(scheme)
        && !scheme.ends_with("-extension")
        && !["chrome", "tauri", "vscode-file", "vscode-webview", "wails"].contains(&scheme)
}

/// Gives the wildcard of the host, and what follows it.
fn check_host<'text>(
    scheme: &str,
    written: &'text str,
) -> Result<(Star<'text>, &'text str), Mistake<'text>> {
    let (star, host) = split_star(scheme, written)?;
    let is_dot = star == Star::None && host == "." && !is_web(scheme);
    if star == Star::AnyHost || is_dot {
        return Ok((star, host));
    }
    if host.contains('*') {
        return Err(Mistake::WildcardPlace);
    }
    if !written.is_ascii() {
        return Err(Mistake::NotAscii);
    }
    match host::address(host) {
        Some(Ok(address)) if address.to_string() == host => {
            return match star {
                Star::None => Ok((star, host)),
                _ => Err(Mistake::WildcardIp),
            };
        }
        Some(Ok(Address::V6(_)) | Err(InvalidAddress::Ipv6)) if copied::is_name(host) => {
            return Err(Mistake::HostCharacter('['));
        }
        Some(Ok(Address::V4(_)) | Err(InvalidAddress::Ipv4)) => return Err(Mistake::HostIpv4),
        Some(Ok(Address::V6(_)) | Err(InvalidAddress::Ipv6)) => return Err(Mistake::HostIpv6),
        None => {}
    }
    if written.contains(|letter: char| letter.is_ascii_uppercase()) {
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-_.*".contains(c);
        return Err(match written.chars().find(|c| !is_host(*c)) {
            Some(character) => Mistake::HostCharacter(character),
            None => Mistake::UpperCase,
        });
    }
    if copied::is_range_of_numbers(host) {
        return Err(Mistake::HostRange);
    }
    // `*.` stands for two characters or more.
    let mut length = host.len();
    match star {
        Star::Label(before, after) => {
            length += before.len() + after.len() + 2;
            let mut fixed = [before, after].into_iter().filter(|part| !part.is_empty());
            fixed.try_for_each(check_label)?;
            if before.len() + after.len() >= MAX_LABEL {
                let label = written.split('.').next().unwrap_or_default();
                return Err(Mistake::HostLongLabel(label));
            }
        }
        Star::Subdomains => length += 2,
        Star::None | Star::AnyHost => {}
    }
    for label in host.split('.') {
        check_label(label)?;
        if label.starts_with("xn--") && !host::is_punycode(label) {
            return Err(Mistake::HostPunycode(label));
        }
    }
    if length > MAX_HOST {
        return Err(Mistake::HostTooLong(length));
    }
    if matches!(star, Star::Label(..)) && host::is_registry_suffix(host) {
        return Err(Mistake::WildcardDomain(host));
    }
    Ok((star, host))
}

/// The wildcard at the start of a host, and what follows it, which may have another.
fn split_star<'text>(
    scheme: &str,
    written: &'text str,
) -> Result<(Star<'text>, &'text str), Mistake<'text>> {
    match written {
        "" => return Err(Mistake::HostMissing),
        "*" if !is_web(scheme) => return Ok((Star::AnyHost, "")),
        "*" | "*." | "*.*" => return Err(Mistake::WildcardHost),
        _ => {}
    }
    if let Some(host) = written.strip_prefix("*.") {
        return Ok((Star::Subdomains, host));
    }
    let Some((label, host)) = written
        .split_once('.')
        .filter(|(label, _)| label.contains('*'))
    else {
        return Ok((Star::None, written));
    };
    match label_star(label) {
        Some((before, after)) => Ok((Star::Label(before, after), host)),
        None => Err(Mistake::WildcardPlace),
    }
}

/// What stands around the `*` in a label, if it is set off by a hyphen on each side where something stands.
fn label_star(label: &str) -> Option<(&str, &str)> {
    let (before, after) = label.split_once('*')?;
    (is_set_off(before, after) && !after.contains('*')).then_some((before, after))
}

/// Whether a `*` between these two parts of a label is set off from both.
fn is_set_off(before: &str, after: &str) -> bool {
    let is_fixed = |part: &str| part.is_empty() || part.contains(|c| c != '-');
    (before.is_empty() || before.ends_with('-'))
        && (after.is_empty() || after.starts_with('-'))
        && is_fixed(before)
        && is_fixed(after)
        && before.len() + after.len() > 0
        // What is in Punycode can't be told from its parts.
        && !before.starts_with("xn--")
}

fn check_label(label: &str) -> Result<(), Mistake<'_>> {
    if label.is_empty() {
        return Err(Mistake::HostEmptyLabel);
    }
    if label.len() > MAX_LABEL {
        return Err(Mistake::HostLongLabel(label));
    }
    match label.chars().find(|c| !is_label(c.to_string().as_bytes())) {
        Some(character) => Err(Mistake::HostCharacter(character)),
        None => Ok(()),
    }
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
    // Several colons are an IPv6 address without brackets, unless a name stands before them.
    let is_ipv6 = || {
        let first = authority.split(':').next().unwrap_or_default();
        authority.matches(':').count() > 1 && first.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let host_end = match authority.rfind(']') {
        Some(bracket) => bracket,
        None if is_ipv6() => authority.len(),
        None => 0,
    };
    match authority[host_end..].split_once(':') {
        Some((rest, port)) => (&authority[..host_end + rest.len()], Some(port)),
        None => (authority, None),
    }
}

/// Each origin of a list in a string of its own, without those that others cover. None if one of
/// them can't be mended.
fn suggest_list(text: &str) -> Option<String> {
    let mended = |part: &String| match check(part) {
        Ok(_) => Some(part.clone()),
        Err(_) => suggest(part),
    };
    let parts = copied::entries(text);
    let origins: Vec<_> = parts.iter().map(mended).collect::<Option<_>>()?;
    let patterns: Vec<_> = origins
        .iter()
        .map(|origin| check(origin).ok())
        .collect::<Option<_>>()?;
    let mut seen = HashSet::new();
    let all: HashSet<_> = patterns.iter().collect();
    let with_labels = patterns.iter().any(ParsedPattern::has_label);
    let mut is_needed = |at: usize| {
        let pattern = &patterns[at];
        let mut wider = pattern.supersets(with_labels);
        seen.insert(pattern) && !wider.any(|wider| all.contains(&wider))
    };
    let needed = (0..origins.len()).filter(|at| is_needed(*at));
    let quoted: Vec<_> = needed.map(|at| format!("{:?}", origins[at])).collect();
    (!quoted.is_empty()).then(|| quoted.join(", "))
}

/// The two patterns of a regular expression with an optional subdomain: `https://(.+\\.)?example\\.com`.
pub(super) fn both_of_regex(text: &str) -> Option<String> {
    let (without, with) = copied::with_optional_label(text)?;
    let quoted: Vec<_> = [without, with]
        .iter()
        .map(|text| match check(text) {
            Ok(_) => Some(format!("{text:?}")),
            Err(_) => suggest(text).map(|fix| format!("{fix:?}")),
        })
        .collect::<Option<_>>()?;
    (quoted[0] != quoted[1]).then(|| quoted.join(", "))
}

/// What was most likely meant, if that is something else and valid.
fn suggest(text: &str) -> Option<String> {
    guess(text)
        .filter(|guess| guess != text && (guess == "*" || check(guess).is_ok()))
        // A domain that has only a placeholder for its name isn't every domain.
        .filter(|guess| text.contains('*') || !is_under_registry(guess))
}

fn is_under_registry(pattern: &str) -> bool {
    let host = pattern
        .split_once("://*.")
        .map(|(_, host)| split_port(host).0);
    host.is_some_and(host::is_registry_suffix)
}

/// What was most likely meant. It may still break a rule.
fn guess(text: &str) -> Option<String> {
    let text = match copied::inside(text) {
        Some(address) => address.to_owned(),
        None => copied::bare(text).unwrap_or_else(|| text.to_owned()),
    };
    let text = text.trim_matches(copied::is_blank);
    // Between letters a joiner means something.
    if text.contains(['\u{200c}', '\u{200d}']) {
        return None;
    }
    let text = copied::without_blanks(text)?;
    if text == "*" || copied::is_every_origin(&text) {
        return Some("*".to_owned());
    }
    let text = copied::decode_percent(&text);
    let text = match copied::is_regex(&text) {
        true => copied::from_regex(&text)?,
        false => text,
    };
    if text == "*" {
        return Some(text);
    }
    let text = copied::replace_placeholders(&text)?;
    // The URL in `blob:https://example.com/…` has the origin of the page.
    let text = match text.split_once(':') {
        Some((scheme, inner))
            if matches!(
                &*scheme.to_ascii_lowercase(),
                "blob" | "filesystem" | "view-source"
            ) =>
        {
            inner
        }
        _ => &text,
    };
    if opaque_scheme(text).is_some() || copied::is_address_range(text) {
        return None;
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, port))
            if scheme == "localhost" && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            return Some(format!("http://localhost:{port}"));
        }
        Some(("*" | "http*" | "http?", rest)) => guess_scheme(rest)?,
        Some((scheme, rest)) if !scheme.is_empty() => (guess_written_scheme(scheme)?, rest),
        _ => guess_scheme(text)?,
    };
    let scheme = match NON_PAGE_SCHEMES.iter().find(|(known, _)| *known == scheme) {
        Some((_, instead)) => (*instead)?.to_owned(),
        None => scheme,
    };
    // More slashes than two, and the scheme once more.
    let rest = rest.trim_start_matches(['/', '\\']);
    if rest.contains("://") {
        return None;
    }
    let rest = copied::with_colon(rest);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    // Remains of the list that it was copied from.
    let rest = rest[..end].trim_end_matches([
        ',', ';', '"', '\'', '`', '>', ')', '}', '|', '!', '~', '=', '&', '^', '\u{2026}',
    ]);
    let rest = match rest.contains('[') {
        true => rest,
        false => rest.trim_end_matches(']'),
    };
    let authority = rest.rsplit('@').next()?;
    // `http://localhost*`
    let authority = match authority.strip_suffix('*') {
        Some(host) if host::is_loopback(host.trim_end_matches('.')) => {
            &format!("{}:*", host.trim_end_matches('.'))
        }
        _ => authority,
    };
    let (host, port) = match authority.strip_prefix("::1:") {
        Some(port) => ("::1", Some(port)),
        None => split_port(authority),
    };
    let host = guess_host(&scheme, host)?;
    let mut fixed = format!("{scheme}://{host}");
    match port.map(|port| port.trim_matches([':', '.'])) {
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

/// The host that was most likely meant, with its wildcard.
fn guess_host(scheme: &str, host: &str) -> Option<String> {
    if !is_web(scheme) && matches!(host, "*" | ".") {
        return Some(host.to_owned());
    }
    let label = host
        .split_once('.')
        .filter(|(label, _)| label_star(label).is_some());
    let (star, host) = match (label, host.trim_start_matches(['*', '.'])) {
        (Some((label, parent)), _) => (format!("{}.", label.to_ascii_lowercase()), parent),
        // `*example.com` and `**.example.com` mean `*.example.com`, as `.example.com` does in a cookie.
        (None, trimmed) if trimmed.starts_with(['-', '_']) || trimmed.contains('*') => return None,
        // `*pr.example.com` means something else than `*.pr.example.com`.
        (None, trimmed)
            if host.contains('*')
                && !host.contains("*.")
                && trimmed
                    .split_once('.')
                    .is_none_or(|(_, parent)| !host::is_public_suffix(parent)) =>
        {
            return None;
        }
        (None, trimmed) if host.contains('*') || host.starts_with('.') => {
            ("*.".to_owned(), trimmed)
        }
        (None, trimmed) => (String::new(), trimmed),
    };
    let host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(inner) if copied::is_name(host) => inner,
        _ => host,
    };
    let host = match host
        .strip_prefix('{')
        .and_then(|host| host.strip_suffix('}'))
    {
        Some(inner) => inner,
        None => host,
    };
    // A comma beside the dot on the keyboard.
    let host = host.replace(',', ".");
    let is_mixed = |label: &str| label.starts_with("xn--") && !label.is_ascii();
    if host.split('.').any(is_mixed) {
        return None;
    }
    let host = host::domain_to_ascii(&host)?;
    Some(match host::address(&host) {
        Some(_) => host,
        None => format!("{star}{host}"),
    })
}

/// The scheme that was most likely meant by what stands before `://`.
fn guess_written_scheme(scheme: &str) -> Option<String> {
    // Both of the web's schemes.
    if scheme == "https*" {
        return Some("https".to_owned());
    }
    let lower = scheme
        .trim_matches(|c: char| !c.is_ascii_alphanumeric())
        .to_ascii_lowercase();
    match meant_scheme(&lower) {
        Some(meant) => Some(meant.to_owned()),
        None => is_scheme(&lower)
            .then_some(lower)
            .filter(|lower| lower != "localhost"),
    }
}

/// A scheme for an address without one, and the rest of the address.
fn guess_scheme(text: &str) -> Option<(String, &str)> {
    // `https:example.com`, `https:/example.com`, `https;//example.com` and `https//example.com`
    for scheme in ["https", "http"] {
        if let Some((written, rest)) = text.split_at_checked(scheme.len())
            && written.eq_ignore_ascii_case(scheme)
        {
            let host = rest.trim_start_matches([':', ';', '.', ',', '/', '\\']);
            let between = &rest[..rest.len() - host.len()];
            if between.contains([':', '/', '\\', ';']) && !host.is_empty() {
                return Some((scheme.to_owned(), host));
            }
        }
    }
    let rest = match text.starts_with("::") {
        true => text,
        false => text.trim_start_matches([':', '/']),
    };
    if let Some((scheme, host)) = rest.split_once(':')
        && is_app_or_extension(scheme)
        && !host.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some((scheme.to_owned(), host));
    }
    let host = split_port(rest.split('/').next().unwrap_or_default()).0;
    if text.starts_with("mailto:") || text.starts_with("tel:") {
        return None;
    }
    // A name without a dot, as containers have, is no website's.
    let is_name = !host.is_empty()
        && !host.contains(['.', '[', ':', '*'])
        && rest.contains(':')
        && !rest.contains('@')
        && !rest.ends_with(":443");
    let is_container = host == "host.docker.internal";
    let is_local = |host: &str| host::is_loopback(host) || host::is_private(host);
    if is_local(host)
        || is_local(host.trim_end_matches('*'))
        || host == "0.0.0.0"
        || is_name
        || is_container
    {
        return Some(("http".to_owned(), rest));
    }
    // A lone word, such as `self` or `any`, isn't likely to be a host, and a path has none.
    let is_path = text.starts_with('/') && !text.starts_with("//");
    (!is_path && rest.contains(['.', ':', '['])).then(|| ("https".to_owned(), rest))
}

impl<'text> ParsedPattern<'text> {
    /// Whether an attacker on the network can't impersonate this origin.
    pub(super) fn is_secure(&self) -> bool {
        // The pages of applications and of browser extensions don't cross a network.
        self.scheme != "http" || host::is_loopback(self.host)
    }

    /// The public suffix that the wildcard is under, if it is under one.
    pub(super) fn public_suffix(&self) -> Option<&'text str> {
        let is_under = matches!(self.star, Star::Subdomains | Star::Label(..));
        (is_under && !host::is_loopback(self.host) && host::is_public_suffix(self.host))
            .then_some(self.host)
    }

    pub(super) fn has_label(&self) -> bool {
        matches!(self.star, Star::Label(..))
    }

    /// Whether it matches any host of a scheme.
    pub(super) fn is_any_host(&self) -> bool {
        self.star == Star::AnyHost
    }

    /// The patterns that match all that this one matches, and more.
    /// Those with a star in a label only where some pattern has one, as there may be many.
    pub(super) fn supersets(&self, with_labels: bool) -> impl Iterator<Item = Self> {
        let any_port = (self.port != Port::Any).then_some(Port::Any);
        let ports = move |port| [Some(port), any_port].into_iter().flatten();
        let here = any_port.map(|port| Self {
            port,
            ..self.clone()
        });
        let wider = self
            .wider_hosts(with_labels)
            .into_iter()
            .flat_map(move |(star, host)| {
                let scheme = self.scheme;
                ports(self.port).map(move |port| Self {
                    scheme,
                    star,
                    host,
                    port,
                })
            });
        here.into_iter().chain(wider)
    }

    /// The wildcards that match this host, or all that its wildcard matches, and more.
    fn wider_hosts(&self, with_labels: bool) -> Vec<(Star<'text>, &'text str)> {
        // `app://*` stands for hosts, and `app://` has none.
        let has_no_labels = self.host.is_empty() || host::address(self.host).is_some();
        if has_no_labels || self.star == Star::AnyHost {
            return vec![];
        }
        let (label, parent) = match self.star {
            Star::Label(before, after) => (Some((before, after)), Some(self.host)),
            Star::None => match self.host.split_once('.') {
                Some((label, parent)) => (Some((label, "")), Some(parent)),
                None => (None, None),
            },
            _ => (None, self.host.split_once('.').map(|(_, parent)| parent)),
        };
        let mut wider = vec![];
        if let (Some((before, after)), Some(parent), true) = (label, parent, with_labels) {
            let is_whole = self.star == Star::None;
            wider.extend(
                wider_labels(before, after, is_whole)
                    .into_iter()
                    .map(|(before, after)| (Star::Label(before, after), parent)),
            );
        }
        if let Some(parent) = parent {
            wider.push((Star::Subdomains, parent));
            let dots = parent.match_indices('.');
            wider.extend(dots.map(|(dot, _)| (Star::Subdomains, &parent[dot + 1..])));
        }
        if !is_web(self.scheme) {
            wider.push((Star::AnyHost, ""));
        }
        wider
    }

    /// The pattern for matching. `text` is its own text.
    pub(super) fn to_pattern(&self, text: &str) -> origins::Pattern {
        use origins::Pattern;
        let (text, any_port) = match self.port {
            Port::Any => (text.strip_suffix(":*").unwrap_or(text), true),
            _ => (text, false),
        };
        let (before, after) = text.split_once('*').unwrap_or((text, ""));
        let (before, after) = (before.to_owned().into(), after.to_owned().into());
        match (self.star, any_port) {
            (Star::None, false) => Pattern::Exact(before),
            (Star::None, true) => Pattern::AnyPort(before),
            (Star::Subdomains, false) => Pattern::Subdomains(before, after),
            (Star::Subdomains, true) => Pattern::SubdomainsAnyPort(before, after),
            (Star::Label(..), false) => Pattern::Label(before, after),
            (Star::Label(..), true) => Pattern::LabelAnyPort(before, after),
            (Star::AnyHost, false) => Pattern::AnyHost(before, after),
            (Star::AnyHost, true) => Pattern::AnyHostAnyPort(before),
        }
    }
}

/// What can stand around a `*` that matches this label (if it is whole), or all that a `*` between these two parts of
/// a label matches, and more.
fn wider_labels<'text>(
    before: &'text str,
    after: &'text str,
    is_whole: bool,
) -> Vec<(&'text str, &'text str)> {
    let hyphens = |text: &'text str| text.match_indices('-').map(|(at, _)| at);
    let starts = || [0].into_iter().chain(hyphens(before).map(|at| at + 1));
    let is_star = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    let pairs = |start: usize| -> Vec<(&'text str, &'text str, &'text str)> {
        let rest = &before[start..];
        match is_whole {
            // The `*` stands for some of the label.
            true => [rest.len()]
                .into_iter()
                .chain(hyphens(rest).filter(|at| *at > 0))
                .map(|end| (&rest[..end], "", &rest[end..]))
                .filter(|(star, ..)| !star.is_empty())
                .collect(),
            // The `*` stands for the old one and some of what is around it.
            false => [after.len()]
                .into_iter()
                .chain(hyphens(after))
                .map(|end| (rest, &after[..end], &after[end..]))
                .filter(|(more, less, _)| !more.is_empty() || !less.is_empty())
                .collect(),
        }
    };
    let mut found = vec![];
    for start in starts() {
        for (more, less, after) in pairs(start) {
            if is_star(more) && is_star(less) && is_set_off(&before[..start], after) {
                found.push((&before[..start], after));
            }
        }
    }
    found
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
            star: Star::Subdomains,
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
        assert_eq!(suggest("any").as_deref(), Some("*"));
        assert_eq!(suggest("self"), None);
    }

    #[test]
    fn what_is_offered_is_what_was_meant_or_nothing_is() {
        for (text, meant) in [
            ("hxxps://a.example", Some("https://a.example")),
            ("https.://a.example", Some("https://a.example")),
            ("http*://a.example", Some("https://a.example")),
            ("*://a.example", Some("https://a.example")),
            ("*://localhost:3000", Some("http://localhost:3000")),
            ("chrome-extension:*", Some("chrome-extension://*")),
            ("capacitor:localhost", Some("capacitor://localhost")),
            ("https\u{ff1a}//a.example", Some("https://a.example")),
            ("* https://a.example", Some("https://a.example")),
            ("Host: a.example", Some("https://a.example")),
            ("http://localhost 3000", Some("http://localhost:3000")),
            ("https://?.a.example", Some("https://*.a.example")),
            ("https://a example", None),
            ("https://YOUR_DOMAIN", None),
            ("https://YOUR_DOMAIN.com", None),
            ("https://.com", None),
            ("http://localhost*", Some("http://localhost:*")),
            ("http*://localhost:3000", Some("http://localhost:3000")),
            ("http://127.0.0.1.3000", Some("http://127.0.0.1:3000")),
            ("0.0.0.0:3000", Some("http://0.0.0.0:3000")),
            ("frontend:3000", Some("http://frontend:3000")),
            ("https:\u{2215}\u{2215}a.example", Some("https://a.example")),
            ("https://my\u{2013}a.example", Some("https://my-a.example")),
            ("https%3A//a%2Eexample", Some("https://a.example")),
            ("https&#58;//a.example", Some("https://a.example")),
            ("https://a.example}", Some("https://a.example")),
            ("https://a.example\u{2026}", Some("https://a.example")),
            ("mailto:me@a.example", None),
            ("http://HOST:3000", None),
            ("https://a\u{200d}b.example", None),
        ] {
            let fix = parse(text).err().and_then(|violation| violation.fix());
            assert_eq!(fix.as_deref(), meant, "{text}");
        }
        // A host and its port, and not the name of a header and every origin.
        assert_eq!(rule("app-origin:*"), Some("origin-without-scheme"));
        assert_eq!(rule("origin:3000"), Some("origin-without-scheme"));
    }

    #[test]
    fn what_no_page_has_isnt_an_origin() {
        for (text, broken) in [
            ("http://192.168.x.x", "host-range"),
            ("http://192.168.0.1-254:3000", "host-range"),
            ("redis://localhost", "origin-without-pages"),
            ("https+http://a.example", "origin-scheme"),
            ("chrome-extension://", "host-missing"),
            ("capacitor", "host-missing"),
            ("tauri://", "host-missing"),
            // Without its path it would be no better.
            ("https://*/", "wildcard-host"),
            ("https://a.example:99999/", "port"),
        ] {
            assert_eq!(rule(text), Some(broken), "{text}");
        }
    }

    #[test]
    fn an_optional_subdomain_takes_two_patterns() {
        let both = |text| both_of_regex(text);
        assert_eq!(
            both(r"^https://(.+\.)?a\.example$").as_deref(),
            Some(r#""https://a.example", "https://*.a.example""#)
        );
        assert_eq!(
            both(r"https:\/\/(www\.)?a\.example").as_deref(),
            Some(r#""https://a.example", "https://www.a.example""#)
        );
        assert_eq!(both(r"https://(a|b)?\.example"), None);
    }

    #[test]
    fn what_is_valid_is_never_taken_for_something_else() {
        for text in [
            "https://_vk7__6-q_8__.example",
            "https://*.y3y9t--.com",
            "https://6-y.co.uk",
            "https://a-z0-9.example",
            "https://__a__.example",
            "http+unix://a",
            "https-everywhere://a",
            "html://a",
            "app://",
            "capacitor://",
            "https://192.168.1.x.example",
        ] {
            assert_eq!(rule(text), None, "{text}");
        }
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
            let origins = pattern.supersets(false).map(|wider| {
                let star = match wider.star {
                    Star::None => String::new(),
                    Star::Subdomains => "*.".to_owned(),
                    Star::Label(before, after) => format!("{before}*{after}."),
                    Star::AnyHost => "*".to_owned(),
                };
                format!("{}://{star}{} {:?}", wider.scheme, wider.host, wider.port)
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
