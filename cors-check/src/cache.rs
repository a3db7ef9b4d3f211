//! The CORS-preflight cache (Fetch §4.9). There is no network partition.

use std::time::Duration;

use crate::engine::{Departure, Engine};
use crate::header::is_non_wildcard_request_header_name;

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
    pub(crate) engine: Engine,
}

impl PreflightCache {
    /// Whether there is anything about this URL.
    pub(crate) fn has_any(&self, key: Key<'_>) -> bool {
        self.entries.iter().any(|entry| entry.is_for(key))
    }

    /// Whether there is a "method cache entry match".
    pub(crate) fn allows_method(&self, key: Key<'_>, method: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.is_for(key) && entry.allows_method(key.engine, method))
    }

    /// Whether there is a "header-name cache entry match".
    pub(crate) fn allows_header(&self, key: Key<'_>, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.is_for(key) && entry.allows_header(key.engine, name))
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
        if key.engine.has(Departure::OnePreflightPerUrl) {
            self.clear(key.origin, key.url);
        }
        if key.engine.has(Departure::NullNotCached) && key.origin == "null" {
            return;
        }
        let max_age = key
            .engine
            .max_age_limit()
            .map_or(max_age, |limit| max_age.min(limit));
        let expires = key.now.saturating_add(max_age);
        let methods = methods.into_iter().map(Allows::Method);
        for allows in methods.chain(headers.into_iter().map(Allows::Header)) {
            let mut is_new = true;
            for entry in &mut self.entries {
                let matches = match &allows {
                    Allows::Method(method) => entry.allows_method(key.engine, method),
                    Allows::Header(name) => entry.allows_header(key.engine, name),
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
            && match key.engine.has(Departure::PreflightsByCredentials) {
                true => self.credentials == key.credentials,
                false => self.credentials || !key.credentials,
            }
    }
}

impl Entry {
    /// "Method cache entry match".
    fn allows_method(&self, engine: Engine, method: &str) -> bool {
        matches!(&self.allows, Allows::Method(listed)
            if listed == method || listed == "*" && self.has_wildcard(engine))
    }

    /// "Header-name cache entry match".
    fn allows_header(&self, engine: Engine, name: &str) -> bool {
        let is_covered = self.has_wildcard(engine)
            && (engine.has(Departure::AuthorizationByCachedWildcard)
                || !is_non_wildcard_request_header_name(name));
        matches!(&self.allows, Allows::Header(listed)
            if listed.eq_ignore_ascii_case(name) || listed == "*" && is_covered)
    }

    fn has_wildcard(&self, engine: Engine) -> bool {
        let never = engine.has(Departure::NoWildcardInCache);
        let by_credentials = engine.has(Departure::NoCachedWildcardWithCredentials);
        !(never || by_credentials && self.credentials)
    }
}
