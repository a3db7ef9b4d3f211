//! One variant a rule: what a policy can get wrong, and how to say so.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

pub use crate::Hazard;
use crate::origins::{MAX_HOST, MAX_LABEL};

use super::Location;

/// A rule of the rule book that a policy breaks: one variant a rule, with the value that breaks it and,
/// where there is one, the `fix` to write in its place.
///
/// Its [`Display`] is what the compiler prints: what is wrong and, on a line of its own after `help:`, what
/// to write instead. Each rule has its reason, an example and its source in the page [`rules`](super).
///
/// ```
/// use cors::{Policy, rules::Violation};
///
/// let violations = Policy::builder().origins(["https://Example.com"]).build().unwrap_err();
/// let violation = violations.iter().next().unwrap();
/// assert!(matches!(violation, Violation::OriginUpperCase { .. }));
/// assert_eq!(violation.rule(), "origin-upper-case");
/// assert_eq!(violation.fix().as_deref(), Some("https://example.com"));
/// assert_eq!(violation.help().as_deref(), Some(r#"write "https://example.com""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// There is no `origins` at all.
    MissingOrigins,
    /// A list is there and has nothing in it.
    EmptyList {
        /// The list.
        list: List,
    },
    /// A value stands twice in a list, regardless of case where case means nothing.
    Duplicate {
        /// The list.
        list: List,
        /// What stands in it a second time.
        value: String,
    },

    /// White space in or around an origin.
    OriginWhiteSpace {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// Several origins in one string.
    OriginListInString {
        /// As written.
        origin: String,
        /// Each in a string of its own.
        fix: String,
    },
    /// A regular expression in place of an origin.
    OriginRegex {
        /// As written.
        origin: String,
        /// The pattern that was most likely meant.
        fix: Option<String>,
    },
    /// The origin doesn't start with `scheme://`.
    OriginWithoutScheme {
        /// As written.
        origin: String,
        /// The origin with a scheme.
        fix: Option<String>,
    },
    /// What stands before `://` is not a scheme.
    OriginScheme {
        /// As written.
        origin: String,
        /// What stands there.
        scheme: String,
    },
    /// Pages with this scheme (`file`, `data`, …) have the origin `null`.
    OriginOpaque {
        /// As written.
        origin: String,
        /// Its scheme.
        scheme: String,
    },
    /// No page is ever served by this scheme (`ws`, `wss`, `ftp`).
    OriginWithoutPages {
        /// As written.
        origin: String,
        /// Its scheme.
        scheme: String,
        /// The origin of the page that opens such a connection.
        fix: Option<String>,
    },
    /// The origin `null`, which every sandboxed frame has.
    OriginNull,
    /// User information (`user:password@`) in an origin.
    OriginUserInfo {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// A path in an origin, even if it is only `/`.
    OriginPath {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// A query in an origin.
    OriginQuery {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// A fragment in an origin.
    OriginFragment {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// An upper-case letter in an origin.
    OriginUpperCase {
        /// As written.
        origin: String,
        /// The origin in lower case.
        fix: Option<String>,
    },
    /// A character in an origin that isn't ASCII.
    OriginNotAscii {
        /// As written.
        origin: String,
        /// The origin with its host in Punycode.
        fix: Option<String>,
    },
    /// Nothing where the host should be.
    HostMissing {
        /// As written.
        origin: String,
    },
    /// A character that a host can't have.
    HostCharacter {
        /// As written.
        origin: String,
        /// The first such character.
        character: char,
        /// The origin without it, if it is only at the end.
        fix: Option<String>,
    },
    /// A label of the host with nothing in it: two dots in a row, or one at an end.
    HostEmptyLabel {
        /// As written.
        origin: String,
        /// The origin without the surplus dots.
        fix: Option<String>,
    },
    /// A label of the host that is longer than 63 bytes.
    HostLongLabel {
        /// As written.
        origin: String,
        /// The label.
        label: String,
    },
    /// A host that is longer than 253 bytes.
    HostTooLong {
        /// As written.
        origin: String,
        /// How long it is.
        length: usize,
    },
    /// A label of the host that starts with `xn--` and isn't the Punycode of anything.
    HostPunycode {
        /// As written.
        origin: String,
        /// The label.
        label: String,
    },
    /// An IPv4 address that isn't in the form that browsers send.
    HostIpv4 {
        /// As written.
        origin: String,
        /// The origin with four decimal numbers, if the address is one.
        fix: Option<String>,
    },
    /// An IPv6 address that isn't in the form that browsers send.
    HostIpv6 {
        /// As written.
        origin: String,
        /// The origin with the address compressed and in brackets, if it is one.
        fix: Option<String>,
    },
    /// A port that isn't a number from 1 to 65535 in plain digits.
    Port {
        /// As written.
        origin: String,
        /// The port.
        port: String,
        /// The origin with the port in plain digits, if it is one.
        fix: Option<String>,
    },
    /// The port that the scheme has anyway.
    PortDefault {
        /// As written.
        origin: String,
        /// The port.
        port: u16,
        /// The origin without it.
        fix: Option<String>,
    },

    /// A `*` where no pattern has one.
    WildcardPlace {
        /// As written.
        origin: String,
        /// The pattern that was most likely meant.
        fix: Option<String>,
    },
    /// A `*` that stands for the whole host.
    WildcardHost {
        /// As written.
        origin: String,
    },
    /// A `*.` before an IP address.
    WildcardIp {
        /// As written.
        origin: String,
        /// The address alone.
        fix: Option<String>,
    },
    /// An entry beside `*`, which covers it.
    CoveredByAny {
        /// The list.
        list: List,
        /// The entry.
        value: String,
    },
    /// An origin or a pattern that another pattern covers.
    OriginCovered {
        /// As written.
        origin: String,
        /// The pattern that covers it.
        by: String,
    },

    /// `*` in `origins`, with credentials.
    CredentialsAnyOrigin,
    /// `*` in `expose`, with credentials.
    CredentialsExposeAny,
    /// An origin that anyone on the network can pose as, with credentials.
    CredentialsInsecureOrigin {
        /// As written.
        origin: String,
        /// The origin with `https`, if it had `http`.
        fix: Option<String>,
    },
    /// A wildcard over names that anyone can register, with credentials.
    CredentialsPublicSuffix {
        /// As written.
        origin: String,
        /// The public suffix, such as `com` or `github.io`.
        suffix: String,
    },

    /// A method that isn't a token.
    MethodToken {
        /// As written.
        method: String,
        /// The method without white space, if that was all.
        fix: Option<String>,
    },
    /// A method that browsers don't let a page use.
    MethodForbidden {
        /// As written.
        method: String,
    },
    /// A standard method in another case than its own.
    MethodCase {
        /// As written.
        method: String,
        /// The method as it is spelt.
        fix: String,
    },

    /// The name of a header that isn't a token.
    HeaderToken {
        /// `headers` or `expose`.
        list: List,
        /// As written.
        name: String,
        /// The name with dashes for white space and without a colon, if that was all.
        fix: Option<String>,
    },
    /// A request header that browsers don't let a page set.
    HeaderForbidden {
        /// As written.
        name: String,
    },
    /// The name of a response header among the request headers.
    HeaderOfResponses {
        /// As written.
        name: String,
    },
    /// A response header that browsers don't let a page read.
    ExposeForbidden {
        /// As written.
        name: String,
    },
    /// The name of a request header among the response headers.
    ExposeOfRequests {
        /// As written.
        name: String,
    },

    /// A `max_age` below zero.
    MaxAgeNegative {
        /// As written.
        seconds: i64,
    },
    /// A `max_age` that is longer than any browser honours.
    MaxAgeTooLong {
        /// As written.
        seconds: u64,
    },

    /// A hazard that is allowed and that nothing in the policy needs.
    HazardUnneeded {
        /// The hazard.
        hazard: Hazard,
    },
    /// `enforce` where every origin is allowed.
    EnforceUnneeded,
}

/// A list of a policy. Its [`Display`] is the argument's name.
///
/// ```
/// assert_eq!(cors::rules::List::DangerouslyAllow.to_string(), "dangerously_allow");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum List {
    /// `origins`
    Origins,
    /// `methods`
    Methods,
    /// `headers`
    Headers,
    /// `expose`
    Expose,
    /// `dangerously_allow`
    DangerouslyAllow,
}

impl Display for List {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Origins => "origins",
            Self::Methods => "methods",
            Self::Headers => "headers",
            Self::Expose => "expose",
            Self::DangerouslyAllow => "dangerously_allow",
        })
    }
}

impl Violation {
    /// What to write in place of the value, ready to paste; none where there is no saying.
    #[must_use]
    pub fn fix(&self) -> Option<String> {
        match self {
            Self::OriginListInString { fix, .. } | Self::MethodCase { fix, .. } => {
                Some(fix.clone())
            }
            Self::OriginWhiteSpace { fix, .. }
            | Self::OriginRegex { fix, .. }
            | Self::OriginWithoutScheme { fix, .. }
            | Self::OriginWithoutPages { fix, .. }
            | Self::OriginUserInfo { fix, .. }
            | Self::OriginPath { fix, .. }
            | Self::OriginQuery { fix, .. }
            | Self::OriginFragment { fix, .. }
            | Self::OriginUpperCase { fix, .. }
            | Self::OriginNotAscii { fix, .. }
            | Self::HostCharacter { fix, .. }
            | Self::HostEmptyLabel { fix, .. }
            | Self::HostIpv4 { fix, .. }
            | Self::HostIpv6 { fix, .. }
            | Self::Port { fix, .. }
            | Self::PortDefault { fix, .. }
            | Self::WildcardPlace { fix, .. }
            | Self::WildcardIp { fix, .. }
            | Self::CredentialsInsecureOrigin { fix, .. }
            | Self::MethodToken { fix, .. }
            | Self::HeaderToken { fix, .. } => fix.clone(),
            _ => None,
        }
    }

    /// The name of the rule, by which the page [`rules`](super) lists it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::MissingOrigins => "missing-origins",
            Self::EmptyList { .. } => "empty-list",
            Self::Duplicate { .. } => "duplicate",
            Self::OriginWhiteSpace { .. } => "origin-white-space",
            Self::OriginListInString { .. } => "origin-list-in-string",
            Self::OriginRegex { .. } => "origin-regex",
            Self::OriginWithoutScheme { .. } => "origin-without-scheme",
            Self::OriginScheme { .. } => "origin-scheme",
            Self::OriginOpaque { .. } => "origin-opaque",
            Self::OriginWithoutPages { .. } => "origin-without-pages",
            Self::OriginNull => "origin-null",
            Self::OriginUserInfo { .. } => "origin-user-info",
            Self::OriginPath { .. } => "origin-path",
            Self::OriginQuery { .. } => "origin-query",
            Self::OriginFragment { .. } => "origin-fragment",
            Self::OriginUpperCase { .. } => "origin-upper-case",
            Self::OriginNotAscii { .. } => "origin-not-ascii",
            Self::HostMissing { .. } => "host-missing",
            Self::HostCharacter { .. } => "host-character",
            Self::HostEmptyLabel { .. } => "host-empty-label",
            Self::HostLongLabel { .. } => "host-long-label",
            Self::HostTooLong { .. } => "host-too-long",
            Self::HostPunycode { .. } => "host-punycode",
            Self::HostIpv4 { .. } => "host-ipv4",
            Self::HostIpv6 { .. } => "host-ipv6",
            Self::Port { .. } => "port",
            Self::PortDefault { .. } => "port-default",
            Self::WildcardPlace { .. } => "wildcard-place",
            Self::WildcardHost { .. } => "wildcard-host",
            Self::WildcardIp { .. } => "wildcard-ip",
            Self::CoveredByAny { .. } => "covered-by-any",
            Self::OriginCovered { .. } => "origin-covered",
            Self::CredentialsAnyOrigin => "credentials-any-origin",
            Self::CredentialsExposeAny => "credentials-expose-any",
            Self::CredentialsInsecureOrigin { .. } => "credentials-insecure-origin",
            Self::CredentialsPublicSuffix { .. } => "credentials-public-suffix",
            Self::MethodToken { .. } => "method-token",
            Self::MethodForbidden { .. } => "method-forbidden",
            Self::MethodCase { .. } => "method-case",
            Self::HeaderToken { .. } => "header-token",
            Self::HeaderForbidden { .. } => "header-forbidden",
            Self::HeaderOfResponses { .. } => "header-of-responses",
            Self::ExposeForbidden { .. } => "expose-forbidden",
            Self::ExposeOfRequests { .. } => "expose-of-requests",
            Self::MaxAgeNegative { .. } => "max-age-negative",
            Self::MaxAgeTooLong { .. } => "max-age-too-long",
            Self::HazardUnneeded { .. } => "hazard-unneeded",
            Self::EnforceUnneeded => "enforce-unneeded",
        }
    }

    fn problem(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingOrigins => write!(f, "nobody is allowed yet: `origins` is missing"),
            Self::EmptyList {
                list: List::Origins,
            } => {
                write!(f, "`origins` is empty, so that no page could read anything")
            }
            Self::EmptyList { list } => {
                write!(f, "`{list}` is empty, which is as good as leaving it out")
            }
            Self::Duplicate { list, value } => write!(f, "`{value}` is already in `{list}`"),
            Self::OriginWhiteSpace { origin, .. } => {
                write!(
                    f,
                    "there is white space in {origin:?}, and no origin has any"
                )
            }
            Self::OriginListInString { .. } => {
                write!(f, "these are several origins in one string")
            }
            Self::OriginRegex { .. } => write!(
                f,
                "this is a regular expression, and origins are compared as they stand"
            ),
            Self::OriginWithoutScheme { origin, .. } if origin.is_empty() => {
                write!(f, "there is no origin in this string")
            }
            Self::OriginWithoutScheme { origin, .. } => {
                write!(
                    f,
                    "`{origin}` is not an origin: it doesn't start with a scheme, such as `https://`"
                )
            }
            Self::OriginScheme { scheme, .. } => write!(f, "`{scheme}` is not a scheme"),
            Self::OriginOpaque { scheme, .. } => {
                write!(
                    f,
                    "no page has this origin: browsers send `null` for pages with the scheme `{scheme}`"
                )
            }
            Self::OriginWithoutPages { scheme, .. } => {
                write!(
                    f,
                    "no page has this origin: `{scheme}` doesn't serve pages, and the origin is that of the page"
                )
            }
            Self::OriginNull => write!(
                f,
                "`null` is not one site: every sandboxed frame on any website has this origin"
            ),
            Self::OriginUserInfo { .. } => {
                write!(
                    f,
                    "an origin has no user name and no password, so that this would never match"
                )
            }
            Self::OriginPath { .. } => {
                write!(
                    f,
                    "an origin ends before the path, even before a lone `/`, so that this would never match"
                )
            }
            Self::OriginQuery { .. } => {
                write!(
                    f,
                    "an origin ends before the query, so that this would never match"
                )
            }
            Self::OriginFragment { .. } => {
                write!(
                    f,
                    "an origin ends before the fragment, so that this would never match"
                )
            }
            Self::OriginUpperCase { .. } => {
                write!(
                    f,
                    "browsers send origins in lower case, so that this would never match"
                )
            }
            Self::OriginNotAscii { .. } => {
                write!(
                    f,
                    "browsers send hosts in ASCII, so that this would never match"
                )
            }
            Self::HostMissing { origin } => write!(f, "`{origin}` has no host"),
            Self::HostCharacter { character, .. } => {
                write!(f, "a host can't have `{}` in it", character.escape_debug())
            }
            Self::HostEmptyLabel { .. } => {
                write!(
                    f,
                    "there is nothing between two dots of this host, or before its first or after its last one"
                )
            }
            Self::HostLongLabel { label, .. } => write!(
                f,
                "a part of a host has at most {MAX_LABEL} characters, and `{label}` has {}",
                label.len()
            ),
            Self::HostTooLong { length, .. } => {
                write!(
                    f,
                    "a host has at most {MAX_HOST} characters, and this one has {length}"
                )
            }
            Self::HostPunycode { label, .. } => {
                write!(
                    f,
                    "`{label}` is not the Punycode of any name, so that this would never match"
                )
            }
            Self::HostIpv4 { fix: Some(_), .. } => {
                write!(
                    f,
                    "browsers send an IPv4 address as four plain numbers, so that this would never match"
                )
            }
            Self::HostIpv4 { fix: None, .. } => {
                write!(
                    f,
                    "a host that ends in a number is an IPv4 address, and this isn't one"
                )
            }
            Self::HostIpv6 { fix: Some(_), .. } => {
                write!(
                    f,
                    "browsers send an IPv6 address in its shortest form, so that this would never match"
                )
            }
            Self::HostIpv6 { fix: None, .. } => write!(f, "this is not an IPv6 address"),
            Self::Port { port, .. } if port.is_empty() => {
                write!(f, "there is no port after the `:`")
            }
            Self::Port { fix: Some(_), .. } => write!(
                f,
                "browsers send a port as a plain number, so that this would never match"
            ),
            Self::Port { port, .. } => write!(f, "`{port}` is not a port: those are 1 to 65535"),
            Self::PortDefault { port, .. } => write!(
                f,
                "browsers leave out port {port}, which this scheme has anyway, so that this would never match"
            ),
            Self::WildcardPlace { .. } => write!(
                f,
                "`*` can stand for whole labels at the start of the host, or for the port, and nowhere else"
            ),
            Self::WildcardHost { .. } => {
                write!(
                    f,
                    "`*` can't stand for the whole host: that is every website with this scheme"
                )
            }
            Self::WildcardIp { .. } => {
                write!(f, "an IP address has no subdomains for `*.` to stand for")
            }
            Self::CoveredByAny { list, value } => {
                write!(f, "`{value}` is already covered by the `*` in `{list}`")
            }
            Self::OriginCovered { origin, by } => {
                write!(f, "`{origin}` is already covered by `{by}`")
            }
            Self::CredentialsAnyOrigin => write!(
                f,
                "`*` can't be combined with `credentials`: any website could then act as the signed-in user"
            ),
            Self::CredentialsExposeAny => write!(
                f,
                "`*` in `expose` can't be combined with `credentials`: browsers then take it for the name of a header"
            ),
            Self::CredentialsInsecureOrigin { .. } => write!(
                f,
                "with `credentials`, anyone on the network between could pose as this origin and act as the signed-in user"
            ),
            Self::CredentialsPublicSuffix { suffix, .. } => write!(
                f,
                "with `credentials`, whoever gets a name under `{suffix}` could act as the signed-in user"
            ),
            Self::MethodToken { method, .. } => write!(f, "{method:?} is not a method"),
            Self::MethodForbidden { method } => {
                write!(f, "browsers don't let a page send `{method}`")
            }
            Self::MethodCase { method, fix } => {
                write!(f, "methods are case-sensitive: `{method}` is not `{fix}`")
            }
            Self::HeaderToken { name, .. } => write!(f, "{name:?} is not the name of a header"),
            Self::HeaderForbidden { name } => write!(
                f,
                "`{name}` is set by the browser, which doesn't let a page do it"
            ),
            Self::HeaderOfResponses { name } => write!(
                f,
                "`{name}` is a header of responses, and these are the headers that a page may send"
            ),
            Self::ExposeForbidden { name } => {
                write!(f, "browsers don't let a page read `{name}`, exposed or not")
            }
            Self::ExposeOfRequests { name } => write!(
                f,
                "`{name}` is a header of requests, and these are the headers that a page may read"
            ),
            Self::MaxAgeNegative { .. } => {
                write!(f, "`max_age` is a time, which can't be negative")
            }
            Self::MaxAgeTooLong { .. } => {
                write!(f, "no browser remembers a preflight for longer than a day")
            }
            Self::HazardUnneeded { hazard } => {
                write!(f, "nothing in this policy needs `{hazard}`")
            }
            Self::EnforceUnneeded => {
                write!(
                    f,
                    "`enforce` has nothing to refuse: `*` allows every origin"
                )
            }
        }
    }

    /// What to do about it, as the compiler prints it after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let accept = |danger| format!("accept the risk with dangerously_allow = [{danger}]");
        Some(match self {
            Self::MissingOrigins
            | Self::EmptyList {
                list: List::Origins,
            }
            | Self::CredentialsAnyOrigin => {
                r#"list the origins you trust, e.g. origins = ["https://app.example.com"]"#.into()
            }
            Self::EmptyList {
                list: List::Methods,
            } => "leave it out: GET, HEAD and POST are always allowed".into(),
            Self::EmptyList { .. } | Self::EnforceUnneeded => "leave it out".into(),
            Self::Duplicate { .. }
            | Self::CoveredByAny { .. }
            | Self::OriginCovered { .. }
            | Self::HazardUnneeded { .. }
            | Self::HeaderForbidden { .. }
            | Self::ExposeForbidden { .. }
            | Self::MethodForbidden { .. } => "remove it".into(),
            Self::OriginListInString { fix, .. } | Self::MethodCase { fix, .. } => {
                format!("write {fix}")
            }
            Self::OriginOpaque { .. } => {
                "serve the page over https, or from http://localhost while you develop".into()
            }
            Self::OriginNull => {
                format!("list the origins you trust, or {}", accept(Hazard::NullOrigin))
            }
            Self::OriginScheme { .. } => "start with `https://` or `http://`".into(),
            Self::HostMissing { .. } => r#"write the host, e.g. "https://app.example.com""#.into(),
            Self::OriginWithoutScheme { fix: None, .. }
            | Self::OriginWithoutPages { fix: None, .. } => {
                r#"write the origin of the page, e.g. "https://app.example.com""#.into()
            }
            Self::MethodToken { method: text, .. } | Self::HeaderToken { name: text, .. }
                if text.contains(',') =>
            {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                let quoted: Vec<_> = parts.map(|part| format!("{part:?}")).collect();
                format!("write {}", quoted.join(", "))
            }
            Self::OriginRegex { fix: None, .. }
            | Self::WildcardPlace { fix: None, .. }
            | Self::WildcardHost { .. } => {
                r#"the patterns are "https://*.example.com", "https://example.com:*", both at once, and "*" alone"#.into()
            }
            Self::CredentialsExposeAny => r#"list the headers, e.g. expose = ["etag"]"#.into(),
            Self::CredentialsInsecureOrigin { fix, .. } => {
                let accept = accept(Hazard::InsecureOrigins);
                match fix {
                    Some(fix) => format!("write {fix:?}, or {accept}"),
                    None => accept,
                }
            }
            Self::CredentialsPublicSuffix { suffix, .. } => format!(
                "name your own domain, e.g. \"https://*.example.{suffix}\", or {}",
                accept(Hazard::PublicSuffixes)
            ),
            Self::HeaderOfResponses { .. } => {
                "if a page should read it, list it in `expose`".into()
            }
            Self::ExposeOfRequests { .. } => {
                "if a page should send it, list it in `headers`".into()
            }
            Self::MaxAgeNegative { .. } => "write 0 to have nothing remembered".into(),
            Self::MaxAgeTooLong { .. } => "write 86400 or less".into(),
            Self::HostIpv4 { fix: None, .. } => {
                r#"write four numbers from 0 to 255, e.g. "http://192.0.2.1""#.into()
            }
            Self::HostIpv6 { fix: None, .. } => {
                r#"write it in brackets, e.g. "http://[2001:db8::1]""#.into()
            }
            _ => return self.fix().map(|fix| format!("write {fix:?}")),
        })
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.problem(f)?;
        match self.help() {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl Error for Violation {}

/// All that is wrong with a policy: one [`Violation`] at least.
///
/// ```
/// let violations = cors::Policy::builder().origins(["*"]).max_age(-1).credentials().build().unwrap_err();
/// let rules: Vec<_> = violations.iter().map(|violation| violation.rule()).collect();
/// assert_eq!(rules, ["credentials-any-origin", "max-age-negative"]);
/// println!("{violations}"); // each with its help
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    pub(crate) fn new(found: Vec<(Location, Violation)>) -> Self {
        Self(found.into_iter().map(|(_, violation)| violation).collect())
    }

    /// Each violation, in the order of the lists.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Display for Violations {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a valid CORS policy")?;
        self.0
            .iter()
            .try_for_each(|violation| write!(f, "\n{violation}"))
    }
}

impl Error for Violations {}
