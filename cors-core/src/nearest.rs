//! Which entry of `origins` is nearest to an origin that none of them allows, and what differs.
//!
//! A small number of lookups finds it, whatever the origin and however many entries there are, and one pass over the
//! entries finds another port. Only short lists are searched for a slip of the pen.

use std::fmt::{self, Display, Formatter};

use crate::origins::{
    AllowedOrigins, MAX_ORIGIN, Pattern, PatternSet, default_port, is_serialized, split_port,
};

/// In longer lists, no entry is looked for that is written almost alike.
const MAX_SPELLED: usize = 16;
/// How many letters may be wrong in one that is.
const MAX_EDITS: u8 = 2;

/// The entry of `origins` that is nearest to an origin, and what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nearest {
    /// The entry, as it is written.
    pub entry: String,
    /// What differs.
    pub difference: Difference,
}

/// What differs between an origin and an entry that doesn't allow it. The first is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Difference {
    /// What was sent isn't an origin as browsers write it, and would be allowed if it were: it has a path, upper case or
    /// the default port.
    Form,
    /// A dot at the end of the host.
    TrailingDot,
    /// `http` in place of `https`, or the other way round.
    Scheme,
    /// The port, or there is one where there should be none.
    Port,
    /// `www.` is there, or isn't.
    Www,
    /// The entry has a `*.`, which stands for one label at least, and the origin is the bare domain.
    BareDomain,
    /// Both the scheme and the port.
    SchemeAndPort,
    /// The origin is a subdomain of the entry.
    Subdomain,
    /// So many letters, one or two.
    Spelling(u8),
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "it isn't in the form in which browsers send it",
            Self::TrailingDot => "its host ends in a dot",
            Self::Scheme => "the scheme differs",
            Self::Port => "the port differs",
            Self::Www => "`www.` differs",
            Self::BareDomain => "`*.` stands for at least one label, not for none",
            Self::SchemeAndPort => "the scheme and the port differ",
            Self::Subdomain => "it is a subdomain of that",
            Self::Spelling(1) => "one letter differs",
            Self::Spelling(_) => "two letters differ",
        })
    }
}

/// `https://app.example.com (the scheme differs)`
impl Display for Nearest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.entry, self.difference)
    }
}

/// The entry that is nearest to this origin, which none of them allows.
pub(crate) fn nearest(origins: &AllowedOrigins, origin: &[u8]) -> Option<Nearest> {
    let mut nearest: Option<Nearest> = None;
    origins.for_each_set(|set| {
        let found = nearest_in(set, origin).filter(|(_, difference)| {
            let known = nearest.as_ref();
            known.is_none_or(|known| *difference < known.difference)
        });
        if let Some((pattern, difference)) = found {
            nearest = Some(Nearest {
                entry: pattern.to_string(),
                difference,
            });
        }
    });
    nearest
}

fn nearest_in<'set>(set: &'set PatternSet, origin: &[u8]) -> Option<(&'set Pattern, Difference)> {
    if !is_serialized(origin) {
        return Some((set.find(&in_form(origin)?)?, Difference::Form));
    }
    let parts = Parts::of(origin)?;
    parts
        .by_lookup(set)
        .or_else(|| parts.by_spelling(set, origin))
}

/// An origin, cut where its parts meet.
#[derive(Clone, Copy)]
struct Parts<'origin> {
    /// With `://`.
    scheme: &'origin [u8],
    host: &'origin [u8],
    /// With the colon; empty for the default port.
    port: &'origin [u8],
}

impl<'origin> Parts<'origin> {
    fn of(origin: &'origin [u8]) -> Option<Self> {
        let end = origin.windows(3).position(|three| three == b"://")? + 3;
        let (scheme, rest) = origin.split_at(end);
        let (host, port) = split_port(rest);
        Some(Self { scheme, host, port })
    }

    /// The one of `http` and `https` that it isn't.
    fn other_scheme(&self) -> Option<&'static [u8]> {
        match self.scheme {
            b"http://" => Some(b"https://"),
            b"https://" => Some(b"http://"),
            _ => None,
        }
    }

    fn is_name(&self) -> bool {
        self.host.iter().any(u8::is_ascii_alphabetic) && !self.host.starts_with(b"[")
    }

    fn by_lookup<'set>(&self, set: &'set PatternSet) -> Option<(&'set Pattern, Difference)> {
        let Self { scheme, host, port } = *self;
        let find =
            |scheme: &[u8], host: &[u8], port: &[u8]| set.find(&[scheme, host, port].concat());
        let find_other_port = |scheme: &[u8]| {
            let without = if port.is_empty() {
                None
            } else {
                find(scheme, host, b"")
            };
            without.or_else(|| find_by_own_port(set, &[scheme, host].concat()))
        };
        let other = self.other_scheme();
        let name = if self.is_name() { Some(host) } else { None };
        let find_below = || find(scheme, &[b"www.", name?].concat(), port);
        let is_wildcard =
            |found: &&Pattern| !matches!(found, Pattern::Exact(_) | Pattern::AnyPort(_));
        let find_parent = || {
            let dots = (0..name?.len()).filter(|&at| host[at] == b'.');
            let mut parents = dots
                .map(|dot| &host[dot + 1..])
                .filter(|parent| !parent.is_empty());
            parents.find_map(|parent| find(scheme, parent, port))
        };
        type Find<'find, 'set> = &'find dyn Fn() -> Option<&'set Pattern>;
        // The least difference first.
        let attempts: [(Difference, Find<'_, 'set>); 8] = [
            (Difference::TrailingDot, &|| {
                find(scheme, host.strip_suffix(b".")?, port)
            }),
            (Difference::Scheme, &|| find(other?, host, port)),
            (Difference::Port, &|| find_other_port(scheme)),
            (Difference::Www, &|| {
                find(scheme, host.strip_prefix(b"www.")?, port)
            }),
            (Difference::BareDomain, &|| find_below().filter(is_wildcard)),
            (Difference::Www, &find_below),
            (Difference::SchemeAndPort, &|| find_other_port(other?)),
            (Difference::Subdomain, &find_parent),
        ];
        attempts
            .iter()
            .find_map(|(difference, find)| Some((find()?, *difference)))
    }

    fn by_spelling<'set>(
        &self,
        set: &'set PatternSet,
        origin: &[u8],
    ) -> Option<(&'set Pattern, Difference)> {
        let patterns = set.patterns();
        if patterns.len() > MAX_SPELLED {
            return None;
        }
        let edits = |pattern: &Pattern| match pattern {
            Pattern::Exact(text) => edits(text.as_bytes(), origin, MAX_EDITS),
            Pattern::AnyPort(text) => edits(
                text.as_bytes(),
                &[self.scheme, self.host].concat(),
                MAX_EDITS,
            ),
            Pattern::Subdomains(before, after) => {
                self.edits_of_domain(before, after.as_bytes(), self.port)
            }
            Pattern::SubdomainsAnyPort(before, after) => {
                self.edits_of_domain(before, after.as_bytes(), b"")
            }
            // The text around such a star may be anywhere in a name, or nowhere.
            _ => None,
        };
        let edits = |one| edits(one).filter(|&edits| edits > 0);
        let spelled = patterns.iter().filter_map(|one| Some((one, edits(one)?)));
        let (pattern, edits) = spelled.min_by_key(|(_, edits)| *edits)?;
        Some((pattern, Difference::Spelling(edits)))
    }

    /// How many letters differ between what a pattern has around its `*` and as many labels of the host.
    fn edits_of_domain(&self, before: &str, after: &[u8], port: &[u8]) -> Option<u8> {
        let labels = after.iter().filter(|&&byte| byte == b'.').count();
        let dots = (0..self.host.len()).filter(|&at| self.host[at] == b'.');
        let domain = &self.host[dots.rev().nth(labels.checked_sub(1)?)?..];
        edits(
            &[before.as_bytes(), after].concat(),
            &[self.scheme, domain, port].concat(),
            MAX_EDITS,
        )
    }
}

/// An entry that allows this origin with the entry's own port.
fn find_by_own_port<'set>(set: &'set PatternSet, without_port: &[u8]) -> Option<&'set Pattern> {
    let mut origin = without_port.to_vec();
    set.patterns().iter().find(|pattern| {
        let port = pattern.port();
        origin.truncate(without_port.len());
        origin.extend_from_slice(port);
        !port.is_empty() && pattern.matches(&origin)
    })
}

/// What a browser would send for a text that is almost an origin: in lower case, without what follows the host, and
/// without the default port. None for what is longer than any origin.
fn in_form(text: &[u8]) -> Option<Vec<u8>> {
    let mut origin = text
        .get(..text.len().min(MAX_ORIGIN))?
        .trim_ascii()
        .to_ascii_lowercase();
    let host = origin.windows(3).position(|three| three == b"://")? + 3;
    let end = origin[host..]
        .iter()
        .position(|byte| b"/?# ,".contains(byte));
    match end {
        Some(end) => origin.truncate(host + end),
        None if text.len() > MAX_ORIGIN => return None,
        None => {}
    }
    let (start, port) = split_port(&origin);
    let is_default = match default_port(start) {
        Some(443) => port == b":443",
        Some(_) => port == b":80",
        None => false,
    };
    if is_default {
        origin.truncate(start.len());
    }
    is_serialized(&origin).then_some(origin)
}

/// How many letters are wrong, missing, too many or swapped, up to `limit`.
fn edits(one: &[u8], other: &[u8], limit: u8) -> Option<u8> {
    let same = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other);
    let same = same.count();
    let (one, other) = (&one[same..], &other[same..]);
    if one.is_empty() && other.is_empty() {
        return Some(0);
    }
    let limit = limit.checked_sub(1)?;
    let is_swapped = match (one, other) {
        ([a, b, ..], [c, d, ..]) => a == d && b == c,
        _ => false,
    };
    let steps = [(1, 1), (1, 0), (0, 1), (2, 2)];
    let steps = &steps[..if is_swapped { 4 } else { 3 }];
    steps
        .iter()
        .filter_map(|&(a, b)| edits(one.get(a..)?, other.get(b..)?, limit))
        .min()
        .map(|edits| edits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    fn of(entries: &[&str], origin: &str) -> Option<(String, Difference)> {
        let policy = Config::new().origins(entries.iter().copied()).check();
        let policy = policy.unwrap().0;
        let found = nearest(&policy.origins, origin.as_bytes());
        found.map(|nearest| (nearest.entry, nearest.difference))
    }

    /// Entries that no origin of these tests is near to, so that the list is a long one.
    fn others() -> impl Iterator<Item = String> {
        (0..100).map(|number| format!("https://unrelated-{number}.test:{}", 9000 + number))
    }

    #[test]
    fn the_nearest_entry_is_found_in_lists_of_any_length() {
        for (entry, origin, difference) in [
            (
                "https://app.example.com",
                "https://app.example.com/",
                Difference::Form,
            ),
            (
                "https://app.example.com",
                "https://APP.example.com/a?b",
                Difference::Form,
            ),
            (
                "https://app.example.com",
                "https://app.example.com:443",
                Difference::Form,
            ),
            (
                "https://app.example.com",
                "https://app.example.com.",
                Difference::TrailingDot,
            ),
            (
                "https://app.example.com",
                "http://app.example.com",
                Difference::Scheme,
            ),
            (
                "http://localhost:3000",
                "https://localhost:3000",
                Difference::Scheme,
            ),
            (
                "https://*.example.com",
                "http://app.example.com",
                Difference::Scheme,
            ),
            (
                "http://localhost:3000",
                "http://localhost:5173",
                Difference::Port,
            ),
            (
                "http://localhost:3000",
                "http://localhost",
                Difference::Port,
            ),
            (
                "https://app.example.com",
                "https://app.example.com:8443",
                Difference::Port,
            ),
            (
                "https://*.example.com:8443",
                "https://app.example.com",
                Difference::Port,
            ),
            ("http://[::1]:3000", "http://[::1]:3001", Difference::Port),
            (
                "https://example.com",
                "https://www.example.com",
                Difference::Www,
            ),
            (
                "https://www.example.com",
                "https://example.com",
                Difference::Www,
            ),
            (
                "https://*.example.com",
                "https://example.com",
                Difference::BareDomain,
            ),
            (
                "https://*.example.com:*",
                "https://example.com:8443",
                Difference::BareDomain,
            ),
            (
                "https://app.example.com",
                "http://app.example.com:8080",
                Difference::SchemeAndPort,
            ),
            (
                "https://localhost:3000",
                "http://localhost:5173",
                Difference::SchemeAndPort,
            ),
            (
                "https://example.com",
                "https://a.b.example.com",
                Difference::Subdomain,
            ),
        ] {
            let found = Some((entry.to_owned(), difference));
            assert_eq!(of(&[entry], origin), found, "{origin}");
            let many: Vec<_> = others().chain([entry.to_owned()]).collect();
            let many: Vec<_> = many.iter().map(String::as_str).collect();
            assert_eq!(of(&many, origin), found, "{origin} among many");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_found_in_short_lists() {
        for (entry, origin, edits) in [
            ("https://app.example.com", "https://app.exmaple.com", 1),
            ("https://app.example.com", "https://ap.exampel.com", 2),
            ("https://app.example.com", "https://app.example.cm", 1),
            ("https://app.example.com", "https://apps.example.com", 1),
            ("https://*.example.com", "https://app.exampel.com", 1),
            ("http://localhost:*", "http://locahost:3000", 1),
            ("https://*.example.com:*", "https://app.exsmple.com:8443", 1),
        ] {
            let found = Some((entry.to_owned(), Difference::Spelling(edits)));
            assert_eq!(of(&[entry], origin), found, "{origin}");
            let many: Vec<_> = others().chain([entry.to_owned()]).collect();
            let many: Vec<_> = many.iter().map(String::as_str).collect();
            assert_eq!(of(&many, origin), None, "{origin} among many");
        }
    }

    #[test]
    fn what_is_not_near_is_not_called_so() {
        let entries = [
            "https://app.example.com",
            "https://*.example.org",
            "http://localhost:*",
            "http://127.0.0.1:3000",
        ];
        for origin in [
            "https://evil.test",
            "https://app.example.com.evil.test",
            "http://10.0.0.1",
            "tauri://evil",
            "null",
            "",
            "https://",
            "://",
            "\u{e4}",
            "garbage",
            "https://app.example.com@evil.test",
        ] {
            assert_eq!(of(&entries, origin), None, "{origin}");
        }
        assert_eq!(of(&[], "https://app.example.com"), None);
    }

    #[test]
    fn the_least_difference_is_told() {
        let entries = [
            "https://example.com",
            "http://app.example.com",
            "https://app.example.com:8443",
        ];
        let found = of(&entries, "https://app.example.com").unwrap();
        assert_eq!(
            found,
            ("http://app.example.com".to_owned(), Difference::Scheme)
        );
    }

    #[test]
    fn hostile_origins_end() {
        let entries: Vec<_> = others().take(16).collect();
        let entries: Vec<_> = entries.iter().map(String::as_str).collect();
        for letters in ["a", "a.", ".", "/", ":", "1", "-", "[", "\u{e4}"] {
            for start in ["", "https://", "http://www."] {
                let origin = format!("{start}{}", letters.repeat(100_000));
                assert_eq!(of(&entries, &origin), None, "{start}{letters}…");
                let short = &origin[..origin.floor_char_boundary(300)];
                assert_eq!(of(&entries, short), None, "{short}");
            }
        }
    }
}
