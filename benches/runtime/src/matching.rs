//! The matching of origins as a person writes it for one policy.

use std::collections::HashSet;

/// Whether an origin is in a list: up to ten are compared one by one, more are in a hash set.
macro_rules! allows {
    (few $given:ident $($origin:literal),*) => {
        false $(|| {
            const ENTRY: $crate::matching::Entry = $crate::matching::Entry::new($origin);
            ENTRY.matches($given)
        })*
    };
    (many $given:ident $($origin:literal),*) => {{
        static MANY: std::sync::LazyLock<$crate::matching::Many> =
            std::sync::LazyLock::new(|| $crate::matching::Many::new(ORIGINS));
        MANY.allows($given)
    }};
}
pub(crate) use allows;

/// One entry, for a comparison.
#[derive(Clone, Copy)]
pub(crate) enum Entry {
    Any,
    Exact(&'static str),
    Subdomains(&'static str),
}

impl Entry {
    pub(crate) const fn new(origin: &'static str) -> Self {
        match origin.as_bytes() {
            b"*" => Self::Any,
            // `https://*.example.com`
            [b'h', b't', b't', b'p', b's', b':', b'/', b'/', b'*', ..] => {
                Self::Subdomains(origin.split_at("https://*".len()).1)
            }
            _ => Self::Exact(origin),
        }
    }

    #[inline]
    pub(crate) fn matches(self, origin: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(text) => origin == text.as_bytes(),
            Self::Subdomains(end) => {
                origin.starts_with(b"https://") && origin.ends_with(end.as_bytes())
            }
        }
    }
}

/// Many entries, in hash sets.
pub(crate) struct Many {
    exact: HashSet<&'static [u8]>,
    /// The texts after `*`.
    ends: HashSet<&'static [u8]>,
    /// The length of the longest of `ends`.
    longest: usize,
}

impl Many {
    pub(crate) fn new(origins: &[&'static str]) -> Self {
        let entries = || origins.iter().map(|origin| Entry::new(origin));
        let ends: HashSet<&'static [u8]> = entries()
            .filter_map(|entry| match entry {
                Entry::Subdomains(end) => Some(end.as_bytes()),
                _ => None,
            })
            .collect();
        Self {
            longest: ends.iter().map(|end| end.len()).max().unwrap_or_default(),
            ends,
            exact: entries()
                .filter_map(|entry| match entry {
                    Entry::Exact(text) => Some(text.as_bytes()),
                    _ => None,
                })
                .collect(),
        }
    }

    pub(crate) fn allows(&self, origin: &[u8]) -> bool {
        if self.exact.contains(origin) {
            return true;
        }
        if self.ends.is_empty() {
            return false;
        }
        let Some(host) = origin.strip_prefix(b"https://") else {
            return false;
        };
        // Otherwise a long origin full of dots would take time quadratic in its length.
        let host = &host[host.len().saturating_sub(self.longest)..];
        let mut dots = host.iter().enumerate().filter(|(_, byte)| **byte == b'.');
        dots.any(|(dot, _)| self.ends.contains(&host[dot..]))
    }
}
