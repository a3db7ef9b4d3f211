//! The CORS-preflight cache (Fetch §4.9). There is no network partition.

use std::time::Duration;

use crate::header::is_non_wildcard_request_header_name;

/// Firefox's limit on `Access-Control-Max-Age`, the longest.
const LONGEST: Duration = Duration::from_secs(86_400);

#[derive(Clone, Debug, Default)]
pub(crate) struct PreflightCache {
    entries: Vec<Entry>,
}

/// "Cache entry".
#[derive(Clone, Debug)]
struct Entry {
    origin: String,
    url: String,
    credentials: bool,
    expires: Duration,
    allows: Allows,
}

#[derive(Clone, Debug)]
enum Allows {
    Method(String),
    Header(String),
}

/// What of a request the cache goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) origin: &'a str,
    pub(crate) url: &'a str,
    /// Whether the credentials mode is `include`.
    pub(crate) credentials: bool,
    pub(crate) now: Duration,
}

impl PreflightCache {
    /// Whether there is a "method cache entry match".
    pub(crate) fn allows_method(&self, key: Key<'_>, method: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.is_for(key) && entry.allows.method(method))
    }

    /// Whether there is a "header-name cache entry match".
    pub(crate) fn allows_header(&self, key: Key<'_>, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.is_for(key) && entry.allows.header(name))
    }

    /// §4.8, step 7.11 and those after it: what a preflight allows is kept for so long.
    pub(crate) fn add(
        &mut self,
        key: Key<'_>,
        max_age: Duration,
        methods: Vec<String>,
        headers: Vec<String>,
    ) {
        self.entries.retain(|entry| entry.expires > key.now);
        let expires = key.now + max_age.min(LONGEST);
        let methods = methods.into_iter().map(Allows::Method);
        for allows in methods.chain(headers.into_iter().map(Allows::Header)) {
            let mut is_new = true;
            for entry in &mut self.entries {
                let matches = match &allows {
                    Allows::Method(method) => entry.allows.method(method),
                    Allows::Header(name) => entry.allows.header(name),
                };
                if matches && entry.is_for(key) {
                    entry.expires = expires;
                    is_new = false;
                }
            }
            if is_new {
                self.entries.push(Entry {
                    origin: key.origin.to_owned(),
                    url: key.url.to_owned(),
                    credentials: key.credentials,
                    expires,
                    allows,
                });
            }
        }
    }

    /// "Clear cache entries".
    pub(crate) fn clear(&mut self, origin: &str, url: &str) {
        self.entries
            .retain(|entry| entry.origin != origin || entry.url != url);
    }
}

impl Entry {
    /// "Cache entry match".
    fn is_for(&self, key: Key<'_>) -> bool {
        self.expires > key.now
            && self.origin == key.origin
            && self.url == key.url
            && (self.credentials || !key.credentials)
    }
}

impl Allows {
    fn method(&self, method: &str) -> bool {
        matches!(self, Self::Method(listed) if listed == method || listed == "*")
    }

    fn header(&self, name: &str) -> bool {
        matches!(self, Self::Header(listed) if listed.eq_ignore_ascii_case(name)
            || listed == "*" && !is_non_wildcard_request_header_name(name))
    }
}
