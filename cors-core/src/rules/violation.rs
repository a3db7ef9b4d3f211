//! The rules, as one variant each: what a policy can get wrong, and what to write instead.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use super::Location;
use crate::Config;
use crate::hazard::Hazard;

/// The longest time for which any browser caches a preflight: Firefox's limit, in seconds.
pub(super) const MAX_MAX_AGE: u64 = 86_400;

/// A rule of the rule book that a policy breaks. Each rule is a variant, with the value that breaks
/// it and the `fix` to write in its place, if there is one.
///
/// Its [`Display`] is what the compiler prints: the [problem](Self::problem) with the name of the
/// [rule](Self::rule) in brackets and, on a second line, the [help](Self::help). The page
/// The page `cors::rules` has the reason, an example and the source of each rule.
///
/// ```
/// use cors::{Config, rules::Violation};
///
/// let violations = Config::new().origins(["https://Example.com"]).check().unwrap_err();
/// let violation = violations.iter().next().unwrap();
/// assert!(matches!(violation, Violation::OriginUpperCase { .. }));
/// assert_eq!(violation.rule(), "origin-upper-case");
/// assert_eq!(violation.problem(), "browsers send origins in lower case, so this would never match");
/// assert_eq!(violation.fix().as_deref(), Some("https://example.com"));
/// assert_eq!(violation.help().as_deref(), Some(r#"write "https://example.com""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Violation {
    /// `origins` is missing. The macros alone report it.
    MissingOrigins,
    /// A list is empty. The macros alone report it.
    EmptyList {
        /// The list.
        list: List,
    },
    /// A list has two equal entries. The names of headers are compared regardless of case.
    Duplicate {
        /// The list.
        list: List,
        /// The second of the two.
        value: String,
    },

    /// Whitespace in or around an origin.
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
        /// Each in a string of its own, if all of them are valid.
        fix: Option<String>,
    },
    /// An origin with quotes, brackets, a name or a comment around it.
    OriginSurrounded {
        /// As written.
        origin: String,
        /// The origin alone.
        fix: Option<String>,
    },
    /// An origin with something in it that a template or a shell would replace.
    OriginPlaceholder {
        /// As written.
        origin: String,
        /// The placeholder.
        placeholder: String,
        /// The pattern that was most likely meant.
        fix: Option<String>,
    },
    /// A regular expression instead of an origin.
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
    /// The part before `://` isn't a scheme.
    OriginScheme {
        /// As written.
        origin: String,
        /// The part before `://`.
        scheme: String,
        /// The origin with the scheme that was most likely meant.
        fix: Option<String>,
    },
    /// Pages with this scheme (`data`, `about`, …) have an opaque origin, whose serialization is
    /// `null`.
    OriginOpaque {
        /// As written.
        origin: String,
        /// Its scheme.
        scheme: String,
        /// The origin of the page that made the URL.
        fix: Option<String>,
    },
    /// The origin of a file, which is `null` in browsers, and `file://` in some embedders.
    OriginFile {
        /// As written.
        origin: String,
    },
    /// No page is served over this scheme (`ws`, `wss`, `ftp`).
    OriginWithoutPages {
        /// As written.
        origin: String,
        /// Its scheme.
        scheme: String,
        /// The origin of the page that opens such a connection.
        fix: Option<String>,
    },
    /// The origin `null`, which is every opaque origin.
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
    /// An origin without a host.
    HostMissing {
        /// As written.
        origin: String,
        /// The origin with the host that follows too many slashes.
        fix: Option<String>,
    },
    /// A character that a host can't contain.
    HostCharacter {
        /// As written.
        origin: String,
        /// The first such character.
        character: char,
        /// The origin without it, if it is only at the end.
        fix: Option<String>,
    },
    /// An empty label of the host: two dots in a row, or a dot at either end.
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
    /// A label of the host that starts with `xn--` and isn't valid Punycode.
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
    /// A range of IP addresses.
    HostRange {
        /// As written.
        origin: String,
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
    /// The default port of the scheme.
    PortDefault {
        /// As written.
        origin: String,
        /// The port.
        port: u16,
        /// The origin without it.
        fix: Option<String>,
    },

    /// A `*` in a place where a pattern can't have one.
    WildcardPlace {
        /// As written.
        origin: String,
        /// The pattern that was most likely meant.
        fix: Option<String>,
    },
    /// A `*` instead of the whole host.
    WildcardHost {
        /// As written.
        origin: String,
    },
    /// A `*.` before an IP address.
    WildcardIp {
        /// As written.
        origin: String,
        /// The origin without it.
        fix: Option<String>,
    },
    /// A `*` in a label directly under a suffix under which anyone can register a domain.
    WildcardDomain {
        /// As written.
        origin: String,
        /// The suffix, such as `com`.
        suffix: String,
    },
    /// A `*` in the name of a method or a header, or a word for one.
    WildcardName {
        /// The list.
        list: List,
        /// As written.
        name: String,
    },
    /// An entry that the `*` in the same list covers.
    CoveredByAny {
        /// The list.
        list: List,
        /// The entry.
        value: String,
    },
    /// An origin or a pattern that another pattern in the list covers.
    OriginCovered {
        /// As written.
        origin: String,
        /// The pattern that covers it.
        by: String,
    },

    /// `*` in [`Origins`](crate::Origins), which come from configuration.
    ConfiguredAnyOrigin,
    /// `*` in `origins`, with credentials.
    CredentialsAnyOrigin,
    /// `*` in `expose`, with credentials.
    CredentialsExposeAny,
    /// An origin that an attacker on the network can impersonate, with credentials.
    CredentialsInsecureOrigin {
        /// As written.
        origin: String,
        /// The origin with `https`, if it had `http`.
        fix: Option<String>,
    },
    /// A wildcard under a public suffix, where anyone can register a name, with credentials.
    CredentialsPublicSuffix {
        /// As written.
        origin: String,
        /// The public suffix, such as `com` or `github.io`.
        suffix: String,
    },
    /// Any host of a scheme, with credentials.
    CredentialsAnyHost {
        /// As written.
        origin: String,
    },

    /// A method that isn't a token.
    MethodToken {
        /// As written.
        method: String,
        /// The method without whitespace, if that makes it valid.
        fix: Option<String>,
    },
    /// A forbidden method, which browsers don't let a page use.
    MethodForbidden {
        /// As written.
        method: String,
    },
    /// A standard method in the wrong case.
    MethodCase {
        /// As written.
        method: String,
        /// The method in the right case.
        fix: String,
    },
    /// A method that is nearly a standard one.
    MethodMisspelt {
        /// As written.
        method: String,
        /// The standard method.
        fix: String,
    },

    /// The name of a header that isn't a token.
    HeaderToken {
        /// `headers` or `expose`.
        list: List,
        /// As written.
        name: String,
        /// The name with hyphens for whitespace and without a colon, if that makes it valid.
        fix: Option<String>,
    },
    /// A forbidden request-header, which only the browser may set.
    HeaderForbidden {
        /// As written.
        name: String,
    },
    /// The name of a response header in `headers`.
    HeaderOfResponses {
        /// As written.
        name: String,
    },
    /// A forbidden response-header name, which browsers never let a page read.
    ExposeForbidden {
        /// As written.
        name: String,
    },
    /// The name of a request header in `expose`.
    ExposeOfRequests {
        /// As written.
        name: String,
    },
    /// The name of a header that only the response to a preflight carries, in `expose`.
    ExposeOfPreflights {
        /// As written.
        name: String,
    },

    /// A negative `max_age`. The macros alone report it.
    MaxAgeNegative {
        /// As written.
        seconds: i64,
    },
    /// A `max_age` that is longer than any browser caches a preflight.
    MaxAgeTooLong {
        /// As written.
        seconds: u64,
    },

    /// A hazard that is accepted and that nothing in the policy needs.
    HazardUnneeded {
        /// The hazard.
        hazard: Hazard,
    },
    /// `enforce` in a policy that allows every origin.
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
    /// The text to write in place of the value, ready to paste, if it can be told.
    #[must_use]
    pub fn fix(&self) -> Option<String> {
        match self {
            Self::MethodCase { fix, .. } | Self::MethodMisspelt { fix, .. } => Some(fix.clone()),
            Self::OriginWhiteSpace { fix, .. }
            | Self::OriginListInString { fix, .. }
            | Self::OriginSurrounded { fix, .. }
            | Self::OriginPlaceholder { fix, .. }
            | Self::OriginRegex { fix, .. }
            | Self::OriginScheme { fix, .. }
            | Self::OriginOpaque { fix, .. }
            | Self::HostMissing { fix, .. }
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

    /// The same of a text for which nothing can be suggested.
    pub(super) fn without_fix(mut self) -> Self {
        if let Self::OriginWhiteSpace { fix, .. }
        | Self::OriginListInString { fix, .. }
        | Self::OriginSurrounded { fix, .. }
        | Self::OriginPlaceholder { fix, .. }
        | Self::OriginRegex { fix, .. }
        | Self::OriginWithoutScheme { fix, .. }
        | Self::OriginScheme { fix, .. }
        | Self::WildcardPlace { fix, .. }
        | Self::Port { fix, .. }
        | Self::HostCharacter { fix, .. }
        | Self::HostMissing { fix, .. } = &mut self
        {
            *fix = None;
        }
        self
    }

    /// The name of the rule, which is the heading of its section on the page `cors::rules`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::MissingOrigins => "missing-origins",
            Self::EmptyList { .. } => "empty-list",
            Self::Duplicate { .. } => "duplicate",
            Self::OriginWhiteSpace { .. } => "origin-white-space",
            Self::OriginListInString { .. } => "origin-list-in-string",
            Self::OriginSurrounded { .. } => "origin-surrounded",
            Self::OriginPlaceholder { .. } => "origin-placeholder",
            Self::OriginRegex { .. } => "origin-regex",
            Self::OriginWithoutScheme { .. } => "origin-without-scheme",
            Self::OriginScheme { .. } => "origin-scheme",
            Self::OriginOpaque { .. } => "origin-opaque",
            Self::OriginFile { .. } => "origin-file",
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
            Self::HostRange { .. } => "host-range",
            Self::Port { .. } => "port",
            Self::PortDefault { .. } => "port-default",
            Self::WildcardPlace { .. } => "wildcard-place",
            Self::WildcardHost { .. } => "wildcard-host",
            Self::WildcardIp { .. } => "wildcard-ip",
            Self::WildcardDomain { .. } => "wildcard-domain",
            Self::WildcardName { .. } => "wildcard-name",
            Self::CoveredByAny { .. } => "covered-by-any",
            Self::OriginCovered { .. } => "origin-covered",
            Self::ConfiguredAnyOrigin => "configured-any-origin",
            Self::CredentialsAnyOrigin => "credentials-any-origin",
            Self::CredentialsExposeAny => "credentials-expose-any",
            Self::CredentialsInsecureOrigin { .. } => "credentials-insecure-origin",
            Self::CredentialsPublicSuffix { .. } => "credentials-public-suffix",
            Self::CredentialsAnyHost { .. } => "credentials-any-host",
            Self::MethodToken { .. } => "method-token",
            Self::MethodForbidden { .. } => "method-forbidden",
            Self::MethodCase { .. } => "method-case",
            Self::MethodMisspelt { .. } => "method-misspelt",
            Self::HeaderToken { .. } => "header-token",
            Self::HeaderForbidden { .. } => "header-forbidden",
            Self::HeaderOfResponses { .. } => "header-of-responses",
            Self::ExposeForbidden { .. } => "expose-forbidden",
            Self::ExposeOfRequests { .. } => "expose-of-requests",
            Self::ExposeOfPreflights { .. } => "expose-of-preflights",
            Self::MaxAgeNegative { .. } => "max-age-negative",
            Self::MaxAgeTooLong { .. } => "max-age-too-long",
            Self::HazardUnneeded { .. } => "hazard-unneeded",
            Self::EnforceUnneeded => "enforce-unneeded",
        }
    }

    /// Whether this does no harm: the policy would mean the same without the entry, the list or the
    /// flag.
    #[must_use]
    pub fn is_redundant(&self) -> bool {
        match self {
            Self::EmptyList { list } => *list != List::Origins,
            Self::Duplicate { .. }
            | Self::CoveredByAny { .. }
            | Self::OriginCovered { .. }
            | Self::HazardUnneeded { .. }
            | Self::EnforceUnneeded => true,
            _ => false,
        }
    }
}

impl Error for Violation {}

/// What the rule book says against a policy: [`Violation`]s, each with its place in the configuration.
///
/// Its [`Display`] is for an operator, who has a variable or a file in view and not the source code.
///
/// ```
/// let config = cors::Config::new().origins(["*", "https://a.example/"]).headers(["cookie"]).credentials(true);
/// let violations = config.check().unwrap_err();
/// let rules: Vec<_> = violations.iter().map(|violation| violation.rule()).collect();
/// assert_eq!(rules, ["credentials-any-origin", "origin-path", "header-forbidden"]);
/// let lines = violations.to_string();
/// assert_eq!(
///     lines.lines().nth(2).unwrap(),
///     "origins, entry 2 of 2: \"https://a.example/\": an origin has no path, not even a trailing `/`, so this would \
///      never match; write https://a.example [origin-path]",
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Violations {
    violations: Vec<Violation>,
    /// In words, one for each.
    places: Vec<String>,
}

impl Violations {
    pub(crate) fn new(config: &Config, found: Vec<(Location, Violation)>) -> Self {
        let places = found.iter().map(|(location, _)| place(config, *location));
        Self {
            places: places.collect(),
            violations: found.into_iter().map(|(_, violation)| violation).collect(),
        }
    }

    /// The violations, in the order of the lists.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.violations.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.violations.len()
    }

    /// Whether there are none, as where [`Config::check`] has no warnings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.violations.is_empty()
    }
}

/// The part of a configuration that is at this location.
fn place(config: &Config, location: Location) -> String {
    let Location::List(list, at) = location else {
        return match location {
            Location::MaxAge => "max_age",
            Location::Enforce => "enforce",
            _ => "origins",
        }
        .to_owned();
    };
    let entries = match list {
        List::Origins => &config.origins,
        List::Methods => &config.methods,
        List::Headers => &config.headers,
        List::Expose => &config.expose,
        List::DangerouslyAllow => return list.to_string(),
    };
    match at {
        Some(at) => format!("{list}, {}", entry(at, entries)),
        None => list.to_string(),
    }
}

/// An entry by its position and its text, however long that is: it may not even be a list of origins.
pub(crate) fn entry(at: usize, entries: &[String]) -> String {
    const SHOWN: usize = 300;
    let (position, total, written) = (at + 1, entries.len(), &entries[at]);
    match written.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("entry {position} of {total}: {:?}…", &written[..end]),
        None => format!("entry {position} of {total}: {written:?}"),
    }
}

/// A violation in one line, as an operator reads it.
pub(crate) fn line(violation: &Violation) -> String {
    let advice = violation.advice().map(|advice| format!("; {advice}"));
    let advice = advice.unwrap_or_default();
    format!("{}{advice} [{}]", violation.problem(), violation.rule())
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
        self.violations.into_iter()
    }
}

impl Display for Violations {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.iter().all(Violation::is_redundant) {
            true => "redundant parts of a CORS policy",
            false => "invalid CORS policy",
        })?;
        let mut lines = self.places.iter().zip(&self.violations);
        lines.try_for_each(|(place, violation)| write!(f, "\n{place}: {}", line(violation)))
    }
}

impl Error for Violations {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_changes_nothing_is_redundant_and_a_wrong_one_isnt() {
        let empty = |list| Violation::EmptyList { list };
        assert!(empty(List::Headers).is_redundant());
        assert!(!empty(List::Origins).is_redundant());
        assert!(Violation::EnforceUnneeded.is_redundant());
        assert!(!Violation::CredentialsAnyOrigin.is_redundant());
        assert!(!Violation::MaxAgeTooLong { seconds: 90_000 }.is_redundant());
    }
}
