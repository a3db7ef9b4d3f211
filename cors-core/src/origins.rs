//! Which origins a policy allows: the patterns, and how one is found for the origin of a request.
//!
//! Matching is on bytes, as browsers serialize an origin (HTML, "ASCII serialisation of an origin"),
//! and reads each byte of the origin a bounded number of times, however many patterns there are.

mod index;
#[cfg(feature = "config")]
mod live;
#[cfg(feature = "config")]
mod set;
mod slice;
mod slot;

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use index::Index;
pub(crate) use index::Reach;
pub use index::Seed;
#[cfg(feature = "config")]
pub use live::LiveOrigins;
#[cfg(feature = "serde")]
pub(crate) use set::entries;
#[cfg(feature = "config")]
pub use set::{EntryViolation, Origins, OriginsError};
use slice::SharedSlice;
pub use slot::{NamedSlot, Slot, slot};

/// The longest scheme that a pattern may have. No scheme in use is longer.
pub(crate) const MAX_SCHEME: usize = 64;
/// The longest name that DNS can carry (RFC 1035 §2.3.4, less the length bytes).
pub(crate) const MAX_HOST: usize = 253;
/// The longest label of a name (RFC 1035 §2.3.4).
pub(crate) const MAX_LABEL: usize = 63;
/// No pattern matches anything that is longer than this.
pub(crate) const MAX_ORIGIN: usize = MAX_SCHEME + "://".len() + MAX_HOST + ":65535".len();

/// The origins of a policy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AllowedOrigins {
    /// `*`
    Any,
    Listed(PatternSet),
    /// Some of them are known at deployment only.
    #[cfg(feature = "config")]
    Live(PatternSet, &'static [NamedSlot]),
}

/// Patterns, and where to find one among many.
#[derive(Clone, Debug, Default)]
pub(crate) struct PatternSet {
    patterns: SharedSlice<Pattern>,
    index: Index,
}

/// A pattern of origins, cut where its wildcards are.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `https://example.com`
    Exact(Cow<'static, str>),
    /// `http://localhost:*`: what stands before the port.
    AnyPort(Cow<'static, str>),
    /// `https://*.example.com:8443`: what stands before the star and what behind it.
    Subdomains(Cow<'static, str>, Cow<'static, str>),
    /// `https://*.example.com:*`: what stands before the first star and what between the two.
    SubdomainsAnyPort(Cow<'static, str>, Cow<'static, str>),
    /// `https://pr-*.example.com`, `https://*--site.example.com:8443`: what stands before the star and what behind it.
    Label(Cow<'static, str>, Cow<'static, str>),
    /// `https://pr-*.example.com:*`: what stands before the first star and what between the two.
    LabelAnyPort(Cow<'static, str>, Cow<'static, str>),
    /// `moz-extension://*`: what stands before the star and what behind it, which is a port or nothing.
    AnyHost(Cow<'static, str>, Cow<'static, str>),
    /// `app://*:*`: what stands before the first star.
    AnyHostAnyPort(Cow<'static, str>),
}

impl Pattern {
    #[must_use]
    pub const fn exact(origin: &'static str) -> Self {
        Self::Exact(Cow::Borrowed(origin))
    }

    #[must_use]
    pub const fn any_port(origin: &'static str) -> Self {
        Self::AnyPort(Cow::Borrowed(origin))
    }

    #[must_use]
    pub const fn subdomains(before: &'static str, after: &'static str) -> Self {
        Self::Subdomains(Cow::Borrowed(before), Cow::Borrowed(after))
    }

    #[must_use]
    pub const fn subdomains_any_port(before: &'static str, after: &'static str) -> Self {
        Self::SubdomainsAnyPort(Cow::Borrowed(before), Cow::Borrowed(after))
    }

    #[must_use]
    pub const fn label(before: &'static str, after: &'static str) -> Self {
        Self::Label(Cow::Borrowed(before), Cow::Borrowed(after))
    }

    #[must_use]
    pub const fn label_any_port(before: &'static str, after: &'static str) -> Self {
        Self::LabelAnyPort(Cow::Borrowed(before), Cow::Borrowed(after))
    }

    #[must_use]
    pub const fn any_host(before: &'static str, after: &'static str) -> Self {
        Self::AnyHost(Cow::Borrowed(before), Cow::Borrowed(after))
    }

    #[must_use]
    pub const fn any_host_any_port(before: &'static str) -> Self {
        Self::AnyHostAnyPort(Cow::Borrowed(before))
    }

    // In place: to call it costs as much as to compare with an exact origin.
    #[inline(always)]
    pub(crate) fn matches(&self, origin: &[u8]) -> bool {
        match self {
            Self::Exact(text) => origin == text.as_bytes(),
            Self::AnyPort(text) => origin
                .strip_prefix(text.as_bytes())
                .is_some_and(|port| is_any_port(port, text.as_bytes())),
            Self::Subdomains(before, after) => origin
                .strip_prefix(before.as_bytes())
                .is_some_and(|rest| is_subdomain(rest, after.as_bytes())),
            Self::SubdomainsAnyPort(before, after) => {
                origin.strip_prefix(before.as_bytes()).is_some_and(|rest| {
                    let (host, port) = rest.split_at(host_len(rest));
                    is_any_port(port, before.as_bytes()) && is_subdomain(host, after.as_bytes())
                })
            }
            Self::Label(..)
            | Self::LabelAnyPort(..)
            | Self::AnyHost(..)
            | Self::AnyHostAnyPort(_) => self.matches_rarely(origin),
        }
    }

    /// The port that it has, with the colon; empty for the default one, and for any.
    #[cfg(feature = "explain")]
    pub(crate) fn port(&self) -> &[u8] {
        match self {
            Self::Exact(end)
            | Self::Subdomains(_, end)
            | Self::Label(_, end)
            | Self::AnyHost(_, end) => split_port(end.as_bytes()).1,
            Self::AnyPort(_)
            | Self::SubdomainsAnyPort(..)
            | Self::LabelAnyPort(..)
            | Self::AnyHostAnyPort(_) => b"",
        }
    }

    /// The patterns that few policies have, out of the way of the others.
    #[inline(never)]
    fn matches_rarely(&self, origin: &[u8]) -> bool {
        let strip = |before: &str| origin.strip_prefix(before.as_bytes());
        match self {
            Self::Label(before, after) => strip(before)
                .is_some_and(|rest| is_in_label(before.as_bytes(), rest, after.as_bytes())),
            Self::LabelAnyPort(before, after) => strip(before).is_some_and(|rest| {
                let (rest, port) = rest.split_at(host_len(rest));
                is_any_port(port, before.as_bytes())
                    && is_in_label(before.as_bytes(), rest, after.as_bytes())
            }),
            Self::AnyHost(before, after) => strip(before)
                .and_then(|rest| rest.strip_suffix(after.as_bytes()))
                .is_some_and(is_opaque_host),
            Self::AnyHostAnyPort(before) => strip(before).is_some_and(|rest| {
                let (host, port) = rest.split_at(host_len(rest));
                is_any_port(port, before.as_bytes()) && is_opaque_host(host)
            }),
            _ => false,
        }
    }

    /// What the index knows the pattern by, without the port where that may be any.
    #[cfg(feature = "rules")]
    fn key(&self) -> index::Key<'_> {
        let count = |text: &str, byte: char| text.matches(byte).count();
        let (before, after, reach) = match self {
            Self::Exact(text) | Self::AnyPort(text) => ("", &**text, [0; 3]),
            Self::Subdomains(before, after) | Self::SubdomainsAnyPort(before, after) => {
                // Of websites' schemes there are two, so what is behind the star tells enough.
                let before = match default_port(before.as_bytes()) {
                    Some(_) => "",
                    None => &**before,
                };
                (before, &**after, [count(after, '.'), 0, 0])
            }
            Self::Label(before, after) | Self::LabelAnyPort(before, after) => {
                let scheme = scheme_len(before.as_bytes()).unwrap_or(0);
                let label = after.split('.').next().unwrap_or_default();
                let reach = [0, count(&before[scheme..], '-'), count(label, '-')];
                (&**before, &**after, reach)
            }
            Self::AnyHost(before, after) => (&**before, &**after, [0; 3]),
            Self::AnyHostAnyPort(before) => (&**before, "", [0; 3]),
        };
        index::Key {
            before: before.as_bytes(),
            after: after.as_bytes(),
            reach,
        }
    }
}

/// The pattern as it is written in `origins`.
impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(origin) => f.write_str(origin),
            Self::AnyPort(origin) => write!(f, "{origin}:*"),
            Self::Subdomains(before, after)
            | Self::Label(before, after)
            | Self::AnyHost(before, after) => write!(f, "{before}*{after}"),
            Self::SubdomainsAnyPort(before, after) | Self::LabelAnyPort(before, after) => {
                write!(f, "{before}*{after}:*")
            }
            Self::AnyHostAnyPort(before) => write!(f, "{before}*:*"),
        }
    }
}

impl AllowedOrigins {
    /// Those that a macro has printed.
    pub(crate) const fn fixed(
        patterns: &'static [Pattern],
        index: (&'static [u32], Reach),
        slots: &'static [NamedSlot],
    ) -> Self {
        let patterns = PatternSet {
            patterns: SharedSlice::Written(patterns),
            index: Index::fixed(index.0, index.1),
        };
        match slots {
            [] => Self::Listed(patterns),
            #[cfg(feature = "config")]
            slots => Self::Live(patterns, slots),
            // Without the feature no slot can be made.
            #[cfg(not(feature = "config"))]
            _ => Self::Listed(patterns),
        }
    }

    /// The patterns that are written, in order; none for `*`.
    pub(crate) fn patterns(&self) -> Option<&PatternSet> {
        match self {
            Self::Any => None,
            Self::Listed(patterns) => Some(patterns),
            #[cfg(feature = "config")]
            Self::Live(patterns, _) => Some(patterns),
        }
    }

    pub(crate) fn slots(&self) -> &'static [NamedSlot] {
        match self {
            #[cfg(feature = "config")]
            Self::Live(_, slots) => slots,
            _ => &[],
        }
    }

    /// Whether a pattern allows this origin, byte for byte.
    #[inline]
    pub(crate) fn allow(&self, origin: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(patterns) => patterns.allow(origin),
            #[cfg(feature = "config")]
            Self::Live(patterns, slots) => allow_live(patterns, slots, origin),
        }
    }
}

#[cfg(feature = "explain")]
impl AllowedOrigins {
    /// Does this with each set of patterns: those that are written, and then those of each slot that is set.
    pub(crate) fn for_each_set(&self, mut with: impl FnMut(&PatternSet)) {
        if let Some(patterns) = self.patterns() {
            with(patterns);
        }
        #[cfg(feature = "config")]
        for named in self.slots() {
            if let Some(origins) = named.slot.origins().get() {
                with(origins.patterns());
            }
        }
    }

    /// Whether there is no pattern at all.
    pub(crate) fn are_none(&self) -> bool {
        let mut are_none = !matches!(self, Self::Any);
        self.for_each_set(|set| are_none &= set.patterns().is_empty());
        are_none
    }

    /// The entry that allows this origin, as it is written.
    pub(crate) fn find(&self, origin: &[u8]) -> Option<String> {
        if let Self::Any = self {
            return Some("*".to_owned());
        }
        let mut entry = None;
        self.for_each_set(|set| {
            if entry.is_none() {
                entry = set.find(origin).map(Pattern::to_string);
            }
        });
        entry
    }

    /// The names of the slots that were never set.
    pub(crate) fn unset(&self) -> Vec<&'static str> {
        #[cfg(feature = "config")]
        return self
            .slots()
            .iter()
            .filter(|named| !named.slot.origins().is_set())
            .map(|named| named.name)
            .collect();
        #[cfg(not(feature = "config"))]
        return vec![];
    }
}

/// Whether a pattern that is written or one that is known at deployment allows this origin.
// Out of the way of policies without slots.
#[cfg(feature = "config")]
#[inline(never)]
fn allow_live(patterns: &PatternSet, slots: &[NamedSlot], origin: &[u8]) -> bool {
    let mut slots = slots.iter().map(|named| named.slot.origins());
    patterns.allow(origin) || slots.any(|slot| slot.allow_origin(origin))
}

impl PatternSet {
    #[cfg(feature = "rules")]
    pub(crate) fn new(patterns: Vec<Pattern>, seed: Seed) -> Self {
        Self {
            index: Index::of(&patterns, seed),
            patterns: patterns.into(),
        }
    }

    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// What a macro prints of the index.
    pub(crate) fn index_parts(&self) -> (&[u32], Reach) {
        self.index.parts()
    }

    /// Whether a pattern allows this origin, byte for byte.
    #[inline]
    pub(crate) fn allow(&self, origin: &[u8]) -> bool {
        if origin.len() > MAX_ORIGIN {
            return false;
        }
        if self.index.is_none() {
            return self.patterns.iter().any(|pattern| pattern.matches(origin));
        }
        let matches = |at: usize| self.patterns[at].matches(origin);
        let host = host_len(origin);
        // A pattern with any port is filed without it.
        let without_port = (host < origin.len()).then(|| &origin[..host]);
        if default_port(origin).is_none() {
            return self.allow_other_scheme(origin, without_port);
        }
        self.index.contains_suffix_of(origin, |hash| hash, matches)
            || without_port
                .is_some_and(|text| self.index.contains_suffix_of(text, |hash| hash, matches))
            || self.index.has_labels() && self.allow_label(origin, without_port)
    }

    /// By a pattern with a star in a label.
    #[inline(never)]
    fn allow_label(&self, origin: &[u8], without_port: Option<&[u8]>) -> bool {
        let Some(scheme) = scheme_len(origin) else {
            return false;
        };
        let matches = |at: usize| self.patterns[at].matches(origin);
        let mut texts = [Some(origin), without_port].into_iter().flatten();
        texts.any(|text| self.index.contains_label_of(text, scheme, matches))
    }

    /// By any pattern, where the scheme isn't a website's. Of those there may be as many as there are patterns.
    #[inline(never)]
    fn allow_other_scheme(&self, origin: &[u8], without_port: Option<&[u8]>) -> bool {
        let matches = |at: usize| self.patterns[at].matches(origin);
        let scheme = scheme_len(origin).map_or(&[][..], |end| &origin[..end]);
        let port = without_port.map_or(&[][..], |host| &origin[host.len()..]);
        let mut texts = [Some(origin), without_port].into_iter().flatten();
        texts.any(|text| {
            let with_scheme = |hash: index::Hash| hash.and_all(scheme);
            self.index.contains_suffix_of(text, with_scheme, matches)
        }) || [port, &[]]
            .iter()
            .any(|port| self.index.contains(scheme, port, matches))
            || self.index.has_labels() && self.allow_label(origin, without_port)
    }
}

#[cfg(feature = "explain")]
impl PatternSet {
    /// The pattern that allows this origin.
    pub(crate) fn find(&self, origin: &[u8]) -> Option<&Pattern> {
        // The index says where to look, and not what it has found.
        if !self.allow(origin) {
            return None;
        }
        self.patterns.iter().find(|pattern| pattern.matches(origin))
    }
}

/// The index only says where to look.
impl PartialEq for PatternSet {
    fn eq(&self, other: &Self) -> bool {
        *self.patterns == *other.patterns
    }
}

impl Eq for PatternSet {}

/// How much of this stands before a port, if it ends in one.
fn host_len(text: &[u8]) -> usize {
    match text.iter().rposition(|byte| !byte.is_ascii_digit()) {
        Some(colon) if text[colon] == b':' => colon,
        _ => text.len(),
    }
}

/// This without the port that it ends in, and the port with its colon.
#[cfg(feature = "explain")]
pub(crate) fn split_port(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(host_len(text))
}

/// Whether this is an origin as browsers serialize it, with a host (HTML, "ASCII serialisation of an origin"). What only
/// some scheme's own hosts could have is let pass.
#[cfg(feature = "explain")]
pub(crate) fn is_serialized(origin: &[u8]) -> bool {
    let Some(colon) = origin
        .iter()
        .take(MAX_SCHEME + 1)
        .position(|&byte| byte == b':')
    else {
        return false;
    };
    // A dot at the end isn't one of a name's letters.
    if origin.len() > MAX_ORIGIN + 1 {
        return false;
    }
    let (scheme, rest) = origin.split_at(colon);
    let is_scheme = scheme.first().is_some_and(u8::is_ascii_lowercase)
        && scheme
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'));
    let Some(authority) = rest.strip_prefix(b"://").filter(|_| is_scheme) else {
        return false;
    };
    let (host, port) = split_port(authority);
    let is_port = port.is_empty()
        || parse_port(&port[1..]).is_some_and(|port| Some(port) != default_port(origin));
    is_port && is_host(host, default_port(origin).is_some())
}

#[cfg(feature = "explain")]
fn is_host(host: &[u8], is_of_website: bool) -> bool {
    if let [b'[', address @ .., b']'] = host {
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b':');
        return !address.is_empty() && address.iter().all(is_digit);
    }
    if !is_of_website {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(byte);
        return host.iter().all(is_letter);
    }
    host.strip_suffix(b".")
        .unwrap_or(host)
        .split(|&byte| byte == b'.')
        .all(is_label)
}

/// Nothing, or a port as browsers write one: 1 to 65535, no leading zero, not the scheme's own.
/// `before` is what stands before it, with the scheme.
fn is_any_port(port: &[u8], before: &[u8]) -> bool {
    let Some((b':', digits)) = port.split_first() else {
        return port.is_empty();
    };
    parse_port(digits).is_some_and(|number| Some(number) != default_port(before))
}

/// A port in the only form in which browsers serialize it.
pub(crate) fn parse_port(digits: &[u8]) -> Option<u16> {
    if !matches!(digits, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    str::from_utf8(digits).ok()?.parse().ok()
}

/// The port that a browser leaves out of an origin that starts like this.
pub(crate) fn default_port(origin: &[u8]) -> Option<u16> {
    if origin.starts_with(b"https://") {
        Some(443)
    } else if origin.starts_with(b"http://") {
        Some(80)
    } else {
        None
    }
}

/// Whether this is one or more labels and then `after`, which starts with a dot and may end in a port.
fn is_subdomain(host: &[u8], after: &[u8]) -> bool {
    host.strip_suffix(after).is_some_and(|labels| {
        labels.len() + host_len(after) <= MAX_HOST
            && labels.split(|&byte| byte == b'.').all(is_label)
    })
}

/// Whether this is what a `*` in a label stands for, and then `after`, which may end in a port. `before` is what stands
/// before it, with the scheme.
fn is_in_label(before: &[u8], rest: &[u8], after: &[u8]) -> bool {
    let start = before
        .iter()
        .rposition(|&byte| byte == b'/')
        .map_or(0, |slash| slash + 1);
    let end = after
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(after.len());
    rest.strip_suffix(after).is_some_and(|middle| {
        let label = before.len() - start + middle.len() + end;
        !middle.is_empty()
            && middle
                .iter()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && label <= MAX_LABEL
            && label + host_len(after) - end <= MAX_HOST
    })
}

/// A host of a scheme that isn't one of the web's. Browsers leave the case of its letters as it is (URL standard §3.5,
/// "opaque-host parser").
fn is_opaque_host(host: &[u8]) -> bool {
    (1..=MAX_HOST).contains(&host.len())
        && host
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// How much of an origin its scheme is, with `://`.
fn scheme_len(origin: &[u8]) -> Option<usize> {
    let colon = origin
        .iter()
        .take(MAX_SCHEME + 1)
        .position(|&byte| byte == b':')?;
    origin[colon..].starts_with(b"://").then_some(colon + 3)
}

/// A label as it can stand in an origin: browsers have made every other form into this one.
pub(crate) fn is_label(label: &[u8]) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}
