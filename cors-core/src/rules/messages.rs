//! What the rule book says of each violation.

use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};

use super::violation::MAX_MAX_AGE;
use super::{List, Violation, header, host, method};
use crate::hazard::Hazard;
use crate::origins::{MAX_HOST, MAX_LABEL, MAX_SCHEME};

/// For a text that doesn't tell which origin is meant.
const ORIGIN_OF_PAGE: &str = r#"write the origin of the page, e.g. "https://app.example.com""#;
const REMOVE: &str = "remove it";
const SERVE: &str = "serve the page over https, or from http://localhost during development";
const PATTERNS: &str = "the patterns are \"https://*.example.com\", \"https://pr-*.example.com\", \
                        \"https://example.com:*\", and \"*\" alone";

impl Violation {
    /// What is wrong, without the name of the rule.
    #[must_use]
    pub fn problem(&self) -> String {
        // Invalid text may contain anything, so it is escaped.
        match self {
            Self::MissingOrigins => {
                "missing argument `origins`: without it, no origin is allowed".into()
            }
            Self::EmptyList {
                list: List::Origins,
            } => "`origins` is empty, so no origin is allowed".into(),
            Self::EmptyList { list } => format!("`{list}` is empty, which has no effect"),
            Self::Duplicate { list, value } => format!("duplicate entry `{value}` in `{list}`"),
            Self::OriginWhiteSpace { origin, .. } => match origin.contains(char::is_whitespace) {
                true => format!("an origin can't contain whitespace: {origin:?}"),
                false => format!("an origin can't contain an invisible character: {origin:?}"),
            },
            Self::OriginSurrounded { origin, .. } => {
                format!("expected an origin alone, found other text around it: {origin:?}")
            }
            Self::OriginPlaceholder { placeholder, .. } => format!(
                "`{}` isn't replaced: the scheme, the host and the port are taken as they stand",
                shown(placeholder)
            ),
            Self::OriginListInString { .. } => {
                "expected one origin per string, found several".into()
            }
            Self::OriginRegex { .. } => {
                "regular expressions aren't supported: origins are compared literally".into()
            }
            Self::OriginWithoutScheme { origin, .. } if origin.is_empty() => {
                "expected an origin, found an empty string".into()
            }
            Self::OriginWithoutScheme { origin, .. } => format!(
                "`{}` isn't an origin: expected a scheme first, such as `https://`",
                shown(origin)
            ),
            Self::OriginScheme { scheme, .. } => {
                format!("`{}` isn't the scheme of a page", shown(scheme))
            }
            Self::OriginOpaque { scheme, .. } => format!(
                "pages with the scheme `{scheme}` have an opaque origin, \
                 which browsers send as `null`"
            ),
            Self::OriginFile { .. } => "browsers send `null` for a file, which any website can send; \
                 only some embedders send `file://`, for any file on the user's disk"
                .into(),
            Self::OriginWithoutPages { scheme, .. } => {
                format!("no page is served over `{scheme}`, so this would never match")
            }
            Self::OriginNull => {
                "`null` is every opaque origin, and any website can have one in a sandboxed frame"
                    .into()
            }
            Self::OriginUserInfo { .. } => never_matches("an origin has no user name or password"),
            Self::OriginPath { .. } => {
                never_matches("an origin has no path, not even a trailing `/`")
            }
            Self::OriginQuery { .. } => never_matches("an origin has no query"),
            Self::OriginFragment { .. } => never_matches("an origin has no fragment"),
            Self::OriginUpperCase { .. } => never_matches("browsers send origins in lower case"),
            Self::OriginNotAscii { .. } => never_matches("browsers send hosts in ASCII"),
            Self::HostMissing { origin, .. } => format!("`{}` has no host", shown(origin)),
            Self::HostCharacter { character, .. } => {
                format!("a host can't contain `{}`", character.escape_debug())
            }
            Self::HostEmptyLabel { .. } => {
                "this host has an empty label: two dots in a row, or a dot at either end".into()
            }
            Self::HostLongLabel { label, .. } => format!(
                "a label of a host has at most {MAX_LABEL} characters, and `{}` has {}",
                shown(label),
                label.len()
            ),
            Self::HostTooLong { length, .. } => {
                format!("a host has at most {MAX_HOST} characters, and this one has {length}")
            }
            Self::HostPunycode { label, .. } => {
                never_matches(&format!("`{}` isn't valid Punycode", shown(label)))
            }
            Self::HostIpv4 { fix: Some(fix), .. } if !fix.contains("localhost") => {
                never_matches("browsers send an IPv4 address as four decimal numbers")
            }
            Self::HostIpv4 { .. } => {
                "a host ending in a number is parsed as an IPv4 address: \
                 expected four numbers from 0 to 255"
                    .into()
            }
            Self::HostIpv6 { fix: Some(_), .. } => {
                never_matches("browsers send an IPv6 address in brackets and in compressed form")
            }
            Self::HostIpv6 { fix: None, .. } => {
                "expected an IPv6 address in the form that browsers send".into()
            }
            Self::Port { port, .. } if port.is_empty() => "expected a port after `:`".into(),
            Self::Port {
                port, fix: Some(_), ..
            } if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                never_matches("browsers send a port as plain digits, without leading zeros")
            }
            Self::Port { port, .. } => format!(
                "`{}` isn't a port: expected a number from 1 to {}",
                shown(port),
                u16::MAX
            ),
            Self::PortDefault { port, .. } => {
                never_matches(&format!("browsers omit the default port, {port}"))
            }
            Self::HostRange { .. } => "a range of IP addresses can't be a pattern: \
                 `*` stands for labels of a name, and nowhere else for a part of a host"
                .into(),
            Self::WildcardPlace { .. } => {
                "unexpected `*`: it can replace whole labels at the start of the host, a part of the first \
                 label that a hyphen sets off, or the port, once each and nowhere else"
                    .into()
            }
            Self::WildcardDomain { suffix, .. } => format!(
                "anyone can register a domain that this `*` matches, directly under `{suffix}`"
            ),
            Self::WildcardName { name, .. } if name.contains('*') => {
                "`*` in a name isn't a wildcard: browsers compare names literally".into()
            }
            Self::WildcardName { name, .. } => {
                format!("`{name}` isn't a wildcard: browsers compare names literally")
            }
            Self::WildcardHost { .. } => "`*` can't replace the whole host: it would match \
                 every origin with this scheme"
                .into(),
            Self::WildcardIp { .. } => never_matches("an IP address has no subdomains"),
            Self::CoveredByAny { list, value } => {
                format!("`{value}` is already covered by `*` in `{list}`")
            }
            Self::OriginCovered { origin, by } => {
                format!("`{origin}` is already covered by `{by}`")
            }
            Self::CredentialsAnyOrigin => "`*` can't be combined with `credentials`: \
                 any website could then act as the signed-in user"
                .into(),
            Self::ConfiguredAnyOrigin => {
                "`*` allows every origin, so it can only be written in the \
                 source code of the service"
                    .into()
            }
            Self::CredentialsExposeAny => "`*` in `expose` can't be combined with `credentials`: \
                 browsers then take it literally, as a header name"
                .into(),
            Self::CredentialsInsecureOrigin { .. } => {
                "with `credentials`, an attacker on the network could impersonate this origin \
                 and act as the signed-in user"
                    .into()
            }
            Self::CredentialsPublicSuffix { suffix, .. } => format!(
                "`{suffix}` is a public suffix: with `credentials`, \
                 anyone who registers a name under it could act as the signed-in user"
            ),
            Self::CredentialsAnyHost { origin } => format!(
                "with `credentials`, every application or extension with the scheme `{}` \
                 could act as the signed-in user",
                origin.split(':').next().unwrap_or_default()
            ),
            Self::MethodToken { method, .. } => format!("{method:?} is not a method"),
            Self::MethodMisspelt { method, fix } => {
                format!("unknown method `{method}`, which is nearly `{fix}`")
            }
            Self::MethodForbidden { method } => {
                format!("`{method}` is a forbidden method: browsers don't let a page use it")
            }
            Self::MethodCase { method, fix } => {
                format!("methods are case-sensitive: `{method}` isn't `{fix}`")
            }
            Self::HeaderToken { name, .. } => format!("{name:?} is not the name of a header"),
            Self::HeaderForbidden { name } => {
                format!("`{name}` is a forbidden request-header: only the browser may set it")
            }
            Self::HeaderOfResponses { name } => {
                format!("`{name}` is a response header, and `headers` lists request headers")
            }
            Self::ExposeForbidden { name } => format!(
                "`{name}` is a forbidden response-header name: browsers never let a page read it"
            ),
            Self::ExposeOfRequests { name } => {
                format!("`{name}` is a request header, and `expose` lists response headers")
            }
            Self::ExposeOfPreflights { name } => format!(
                "only the response to a preflight has `{name}`, and no page reads that response"
            ),
            Self::MaxAgeNegative { .. } => "`max_age` can't be negative".into(),
            Self::MaxAgeTooLong { .. } => format!(
                "no browser caches a preflight for longer than {MAX_MAX_AGE} seconds (one day)"
            ),
            Self::HazardUnneeded { hazard } => format!("nothing in this policy needs `{hazard}`"),
            Self::EnforceUnneeded => {
                "`enforce` has nothing to reject: `*` allows every origin".into()
            }
        }
    }

    /// What to do about it, as the compiler prints it after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::MissingOrigins
            | Self::EmptyList {
                list: List::Origins,
            }
            | Self::CredentialsAnyOrigin => {
                r#"list the origins you trust, e.g. origins = ["https://app.example.com"]"#.into()
            }
            Self::ConfiguredAnyOrigin => {
                r#"list the origins you trust, e.g. "https://app.example.com""#.into()
            }
            Self::EmptyList {
                list: List::Methods,
            } => "remove it: GET, HEAD and POST are CORS-safelisted, \
                 so they are always allowed"
                .into(),
            Self::Duplicate {
                list: List::Headers | List::Expose,
                ..
            } => "remove it: it is listed already, as header names are case-insensitive".into(),
            Self::Duplicate { .. } => "remove it: it is listed already".into(),
            Self::EmptyList { .. }
            | Self::CoveredByAny { .. }
            | Self::OriginCovered { .. }
            | Self::HazardUnneeded { .. }
            | Self::EnforceUnneeded
            | Self::ExposeForbidden { .. }
            | Self::ExposeOfPreflights { .. }
            | Self::MethodForbidden { .. } => REMOVE.into(),
            Self::HeaderForbidden { name } if name.eq_ignore_ascii_case("cookie") => {
                "remove it: browsers send cookies where the policy has `credentials`".into()
            }
            Self::HeaderForbidden { .. } => REMOVE.into(),
            Self::OriginListInString {
                origin,
                fix: Some(fix),
            } if any_port(origin).is_some() && !origin.contains([' ', '{']) && fix.matches("://").count() > 1 => {
                let any = any_port(origin).unwrap_or_default();
                format!("write {fix}, or {any:?} for any port")
            }
            Self::OriginListInString { fix: Some(fix), .. } | Self::MethodCase { fix, .. } | Self::MethodMisspelt { fix, .. } => {
                format!("write {fix}")
            }
            Self::OriginListInString { fix: None, .. } => {
                "write each origin in a string of its own".into()
            }
            Self::OriginOpaque { fix: None, .. } => SERVE.into(),
            Self::OriginOpaque { fix: Some(fix), .. } => {
                format!("write {fix:?}, if the page that made the URL is meant")
            }
            Self::OriginFile { .. } => format!(
                "{SERVE}; for an embedder that sends it, write \"file://\" and {}",
                accept(Hazard::FileOrigin)
            ),
            Self::OriginPlaceholder { fix: Some(fix), .. } => {
                format!("write {fix:?} for any, or the value itself")
            }
            Self::OriginPlaceholder { fix: None, .. } => {
                "write the value itself; for values that are only known at run time, use `cors::Config`".into()
            }
            Self::OriginWithoutScheme { origin, fix: None } if is_own(origin) => {
                "remove it: requests of a page's own origin need no CORS".into()
            }
            Self::OriginWithoutScheme { origin, fix: None } if origin.to_ascii_lowercase().contains("null") => {
                r#"write the origin of the page; that of sandboxed frames is "null" alone"#.into()
            }
            Self::OriginWithoutScheme { origin, fix: None } if is_nothing(origin) => {
                "remove it: an origin that isn't listed isn't allowed".into()
            }
            Self::HostRange { .. } => {
                r#"list each address, e.g. "http://192.168.1.10", or only for its port "http://192.168.1.10:*""#
                    .into()
            }
            Self::WildcardDomain { .. } => {
                r#"put the `*` under a domain of your own, e.g. "https://pr-*.example.com""#.into()
            }
            Self::WildcardName {
                list: List::Expose, ..
            } => {
                r#"list each name in full; only without `credentials`, expose = ["*"] stands for all"#.into()
            }
            Self::WildcardName { list, .. } => {
                format!(r#"list each name in full, or write {list} = ["*"] for all"#)
            }
            Self::CredentialsAnyHost { origin } => {
                format!("{}, or {}", list_hosts(origin), accept(Hazard::AnyHost))
            }
            Self::OriginNull => {
                format!(
                    "list the origins you trust, or {}",
                    accept(Hazard::NullOrigin)
                )
            }
            Self::OriginScheme { fix: None, .. } => format!(
                "start with `https://`, `http://` or another scheme: \
                 a letter, then letters, digits, `+`, `-` and `.`, at most {MAX_SCHEME} in all"
            ),
            Self::HostMissing { origin, fix: None } => match origin.split([':', '/', '\\']).next() {
                Some(scheme) if scheme.ends_with("-extension") => {
                    match scheme {
                        // Firefox and Safari make up the host at each installation.
                        "moz-extension" | "safari-web-extension" => format!(r#"write "{scheme}://*" for any extension"#),
                        _ => format!(r#"write "{scheme}://*" for any extension, or the id of yours in place of the `*`"#),
                    }
                }
                Some(scheme) if !scheme.is_empty() && !scheme.starts_with("http") => {
                    format!(r#"write the host, e.g. "{scheme}://localhost", or "{scheme}://*" for any host"#)
                }
                _ => r#"write the host, e.g. "https://app.example.com""#.into(),
            },
            Self::OriginWithoutPages { fix: Some(fix), .. } => {
                format!("write {fix:?}, the origin of the page that opens the connection")
            }
            Self::OriginWhiteSpace { fix: None, .. } | Self::OriginSurrounded { fix: None, .. } => ORIGIN_OF_PAGE.into(),
            Self::OriginWithoutScheme { fix: None, .. }
            | Self::OriginWithoutPages { fix: None, .. } => ORIGIN_OF_PAGE.into(),
            Self::MethodToken { method, fix: None } => match one_each(List::Methods, method) {
                Some(help) => help,
                None if method.is_ascii() => r#"write the method itself, e.g. "PUT""#.into(),
                None => return None,
            },
            Self::HeaderToken {
                list,
                name,
                fix: None,
            } => match one_each(*list, name) {
                Some(help) => help,
                None if name.contains(['$', '%', '{', '<']) => "write the name itself, e.g. \"content-type\"".into(),
                None => return None,
            },
            Self::Port {
                origin, fix: None, ..
            } if any_port(origin).is_some() => {
                let any = any_port(origin).unwrap_or_default();
                format!("write one port as a number, or {any:?} for any port; each port is an entry of its own")
            }
            Self::WildcardPlace { fix: Some(fix), .. } if fix == "*" => {
                r#"write "*" alone for every origin"#.into()
            }
            Self::OriginRegex { origin, fix: None } => match super::origin::both_of_regex(origin) {
                Some(both) => format!("write {both}"),
                None => PATTERNS.into(),
            },
            Self::WildcardPlace { fix: None, .. } | Self::WildcardHost { .. } => {
                PATTERNS.into()
            }
            Self::CredentialsExposeAny => {
                r#"list the response headers, e.g. expose = ["etag"]"#.into()
            }
            Self::CredentialsInsecureOrigin { fix, .. } => {
                let accept = accept(Hazard::InsecureOrigins);
                match fix {
                    Some(fix) => format!("write {fix:?}, or {accept}"),
                    None => accept,
                }
            }
            Self::CredentialsPublicSuffix { suffix, .. } => format!(
                "name your own domain, e.g. {:?}, or {}",
                own_domain(suffix),
                accept(Hazard::PublicSuffixes)
            ),
            Self::HeaderOfResponses { name } if is_of_policy(name) => {
                "remove it: the policy sends it".into()
            }
            Self::HeaderOfResponses { .. } => {
                "if a page should read it, list it in `expose`".into()
            }
            Self::ExposeOfRequests { name } if header::check(List::Headers, name).is_err() => {
                REMOVE.into()
            }
            Self::ExposeOfRequests { .. } => {
                "if a page should send it, list it in `headers`".into()
            }
            Self::MaxAgeNegative { .. } => "write 0 to disable preflight caching".into(),
            Self::MaxAgeTooLong { .. } => format!("write {MAX_MAX_AGE} or less"),
            Self::HostIpv4 { fix: None, .. } => {
                r#"write it as four decimal numbers, e.g. "http://192.0.2.1""#.into()
            }
            Self::HostIpv6 { fix: None, .. } => {
                r#"write it in brackets and in compressed form, e.g. "http://[2001:db8::1]""#.into()
            }
            _ => return self.fix().map(|fix| format!("write {fix:?}")),
        })
    }

    /// What to do about it, for an operator who edits a variable or a file: as [`help`](Self::help), without the
    /// syntax of the attribute and without what only the source code can say.
    ///
    /// ```
    /// let config = cors::Config::new().origins(["https://example.com/"]);
    /// let violations = config.check().unwrap_err();
    /// let advice = violations.iter().next().unwrap().advice();
    /// assert_eq!(advice.as_deref(), Some("write https://example.com"));
    /// ```
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        Some(match self {
            Self::MissingOrigins
            | Self::EmptyList {
                list: List::Origins,
            }
            | Self::CredentialsAnyOrigin => {
                "list the origins you trust, e.g. https://app.example.com".into()
            }
            Self::OriginNull => "list the origins you trust".into(),
            Self::OriginFile { .. } => SERVE.into(),
            Self::OriginPlaceholder { fix: None, .. } => "write the value itself".into(),
            Self::CredentialsAnyHost { origin } => unquoted(&list_hosts(origin)),
            Self::WildcardName { list, .. } => match list {
                List::Expose => {
                    "list each name in full, or without credentials * alone for all".into()
                }
                _ => "list each name in full, or * alone for all".into(),
            },
            Self::OriginListInString { fix, .. } => match fix {
                Some(fix) => format!("write each as an entry of its own: {}", unquoted(fix)),
                None => "write each origin as an entry of its own".into(),
            },
            Self::CredentialsExposeAny => "list the response headers, e.g. etag".into(),
            Self::CredentialsInsecureOrigin { fix, .. } => format!("write {}", fix.as_ref()?),
            Self::CredentialsPublicSuffix { suffix, .. } => {
                format!("name your own domain, e.g. {}", own_domain(suffix))
            }
            _ => unquoted(&self.help()?),
        })
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.problem(), self.rule())?;
        match self.help() {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

/// Whether this is how other languages write the page's own origin.
fn is_own(text: &str) -> bool {
    let word = text.trim_matches(['\'', '"']).to_ascii_lowercase();
    [
        "self",
        "this",
        "same-origin",
        "same_origin",
        "sameorigin",
        "same-site",
    ]
    .contains(&&*word)
}

/// Whether this is how other languages write that there is nothing.
fn is_nothing(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    [
        "none",
        "nil",
        "undefined",
        "false",
        "no",
        "off",
        "nobody",
        "empty",
    ]
    .contains(&&*word)
}

/// The same origin with any port, if that is a pattern.
fn any_port(origin: &str) -> Option<String> {
    let start = origin.find("://")? + 3;
    let colon = start + origin[start..].find(':')?;
    let any = format!("{}:*", &origin[..colon]);
    // `https://a.comhttps://b.com` has no port.
    let is_port = !["http:*", "https:*"].iter().any(|end| any.ends_with(end));
    (is_port && super::origin::parse(&any).is_ok()).then_some(any)
}

/// Text that isn't valid, in backticks: what can't be seen is escaped.
fn shown(text: &str) -> String {
    let letters = text.chars().map(|c| match c {
        '\'' | '"' => c.to_string(),
        c => c.escape_debug().to_string(),
    });
    letters.collect()
}

fn never_matches(reason: &str) -> String {
    format!("{reason}, so this would never match")
}

/// Nothing that a policy can list has a quote in it.
fn unquoted(help: &str) -> String {
    help.replace('"', "")
}

/// An example of what to write instead of a wildcard under this public suffix.
fn own_domain(suffix: &str) -> String {
    let mut domain = format!("example.{suffix}");
    if host::is_public_suffix(&domain) {
        domain.insert_str(0, "app.");
    }
    format!("https://*.{domain}")
}

fn list_hosts(origin: &str) -> String {
    let scheme = origin.split(':').next().unwrap_or_default();
    format!("list the hosts that you trust, e.g. \"{scheme}://my-app\"")
}

fn accept(hazard: Hazard) -> String {
    format!("accept the risk with dangerously_allow = [{hazard}]")
}

/// Whether a policy sends this response header itself.
fn is_of_policy(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "vary" || name.starts_with("access-control-")
}

/// Says to write each of several methods or names of headers as an entry of its own. None if there
/// is only one.
fn one_each(list: List, text: &str) -> Option<String> {
    let is_method = list == List::Methods;
    let is_between = |c: char| {
        matches!(c, ',' | ';' | '|')
            || is_method && (c.is_whitespace() || matches!(c, '/' | '&' | '+'))
    };
    let has_blanks = {
        let mut words = text.split_whitespace();
        text.split_whitespace().nth(1).is_some() && words.all(header::is_header)
    };
    let is_between = |c: char| is_between(c) || has_blanks && c.is_whitespace();
    if !text.contains(is_between) {
        return None;
    }
    // `HTTP/PUT` and `PUT /items` aren't two methods.
    let mut words = text.split(is_between).filter(|word| !word.is_empty());
    if is_method && !text.contains([',', ';', '|', '&']) && !words.all(method::is_known) {
        return None;
    }
    let check = |part: &str| match is_method {
        true => method::check(part),
        false => header::check(list, part),
    };
    // The entry that is meant, if it is one that can stand beside others.
    let entry = |part: &str| match check(part) {
        Ok(()) => (part != "*").then(|| part.to_owned()),
        Err(violation) => violation.fix().filter(|fix| fix != "*"),
    };
    let text = text.trim_matches(|c: char| "[](){}<>".contains(c) || c.is_whitespace());
    let parts = text
        .split(is_between)
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "\"'`".contains(c)));
    let Some(mut entries) = parts
        .filter(|part| !part.is_empty())
        .map(entry)
        .collect::<Option<Vec<_>>>()
    else {
        return Some("write each of them as an entry of its own".into());
    };
    let mut seen = HashSet::new();
    entries.retain(|entry| {
        seen.insert(match is_method {
            true => entry.clone(),
            false => entry.to_ascii_lowercase(),
        })
    });
    let quoted: Vec<_> = entries.iter().map(|entry| format!("{entry:?}")).collect();
    (!quoted.is_empty()).then(|| format!("write {}", quoted.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::origin;
    use super::*;

    fn of_origin(text: &str) -> Option<Violation> {
        origin::parse(text).err()
    }

    fn help_with_method(method: &str) -> Option<String> {
        method::check(method).err()?.help()
    }

    fn help_with_header(list: List, name: &str) -> Option<String> {
        header::check(list, name).err()?.help()
    }

    #[test]
    fn a_violation_is_its_problem_its_rule_and_its_help() {
        let text = of_origin("https://example.com/").map(|violation| violation.to_string());
        let expected = "\
an origin has no path, not even a trailing `/`, so this would never match [origin-path]
help: write \"https://example.com\"";
        assert_eq!(text.as_deref(), Some(expected));
        let text = of_origin("https://xn--f").map(|violation| violation.to_string());
        let without_help =
            "`xn--f` isn't valid Punycode, so this would never match [host-punycode]";
        assert_eq!(text.as_deref(), Some(without_help));
    }

    #[test]
    fn text_that_isnt_valid_is_escaped() {
        for (text, shown) in [
            ("my\u{1b}app://example.com", "\"my\\u{1b}app://"),
            ("example.com\u{202e}/", "\"example.com\\u{202e}/\""),
            ("https://example.com:\0", "com:\\0\""),
            ("https://example.com\n", "\"https://example.com\\n\""),
            (
                "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"a.example",
                "a\"a` has",
            ),
        ] {
            let problem = of_origin(text).map(|violation| violation.problem());
            assert!(
                problem.is_some_and(|problem| problem.contains(shown)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn several_methods_or_headers_in_one_string_are_written_one_by_one() {
        let write = |help: &str| Some(format!("write {help}"));
        let each = Some("write each of them as an entry of its own".to_owned());
        assert_eq!(help_with_method("PUT delete"), write(r#""PUT", "DELETE""#));
        assert_eq!(help_with_method("PUT,"), write(r#""PUT""#));
        assert_eq!(
            help_with_method("PUT, PUT, Purge, purge"),
            write(r#""PUT", "Purge", "purge""#)
        );
        assert_eq!(help_with_method("PUT, TRACE"), each);
        let itself = Some(r#"write the method itself, e.g. "PUT""#.to_owned());
        assert_eq!(help_with_method(","), itself);
        assert_eq!(help_with_method("PUT /items"), itself);
        assert_eq!(help_with_method("HTTP/PUT"), itself);
        assert_eq!(help_with_method("P\u{dc}T"), None);
        let help = |name| help_with_header(List::Headers, name);
        assert_eq!(help("x-a,x-b:,X-A"), write(r#""x-a", "x-b""#));
        assert_eq!(help("x-a, cookie"), each);
        assert_eq!(help("*, x-a"), each);
    }

    #[test]
    fn a_header_in_the_wrong_list_is_sent_to_the_other_only_if_that_takes_it() {
        let expose = Some("if a page should read it, list it in `expose`".to_owned());
        let headers = Some("if a page should send it, list it in `headers`".to_owned());
        let remove = Some("remove it".to_owned());
        assert_eq!(help_with_header(List::Headers, "etag"), expose);
        assert_eq!(help_with_header(List::Expose, "user-agent"), headers);
        assert_eq!(help_with_header(List::Expose, "Host"), remove);
        let help = help_with_header(List::Headers, "Access-Control-Allow-Origin");
        assert_eq!(help.as_deref(), Some("remove it: the policy sends it"));
    }

    #[test]
    fn the_example_under_a_public_suffix_isnt_one_itself() {
        let example = |suffix: &str| {
            let violation = Violation::CredentialsPublicSuffix {
                origin: format!("https://*.{suffix}"),
                suffix: suffix.to_owned(),
            };
            let help = violation.help()?;
            help.split('"').nth(1).map(str::to_owned)
        };
        assert_eq!(
            example("github.io").as_deref(),
            Some("https://*.example.github.io")
        );
        // Anyone can register `example.kawasaki.jp` as well.
        assert_eq!(
            example("kawasaki.jp").as_deref(),
            Some("https://*.app.example.kawasaki.jp")
        );
    }
}
