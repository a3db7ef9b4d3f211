//! What a policy says, read from its text and the README's tables alone.

use std::collections::BTreeSet;

use cors::rules::{Hazard, Violation};
use cors::{Policy, PolicyBuilder};

use crate::browser::{Fetch, is_safelisted_method, normalized_method, unsafe_request_header_names};
use crate::common::naive;

/// A policy as somebody writes it. An empty list is one that isn't written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) expose: Vec<String>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<i64>,
    pub(crate) enforce: bool,
}

impl Written {
    /// Whether a page with this origin may read.
    pub(crate) fn knows(&self, origin: &str) -> bool {
        naive::any_matches(&self.origins, origin.as_bytes())
    }

    /// Whether the page gets the response to this request.
    pub(crate) fn allows(&self, fetch: &Fetch) -> bool {
        let method = normalized_method(&fetch.method);
        let methods = is_safelisted_method(&method) || lists(&self.methods, &method);
        let headers = unsafe_request_header_names(&fetch.headers);
        self.knows(&fetch.origin)
            && (self.credentials || !fetch.credentials)
            && (methods || lists(&self.methods, "*"))
            && headers.iter().all(|name| self.takes(name))
    }

    /// Whether a page may send this header, whose name is in lower case.
    fn takes(&self, name: &str) -> bool {
        // `*` covers all names with credentials, and all but this one without.
        let any = lists(&self.headers, "*") && (self.credentials || name != "authorization");
        any || self
            .headers
            .iter()
            .any(|listed| listed.eq_ignore_ascii_case(name))
    }

    /// Which of these headers of a response the page may read.
    pub(crate) fn exposes(&self, names: &[&str]) -> BTreeSet<String> {
        let always = [
            "cache-control",
            "content-language",
            "content-length",
            "content-type",
            "expires",
            "last-modified",
            "pragma",
        ];
        let listed = |name: &str| {
            let mut expose = self.expose.iter();
            expose.any(|listed| listed == "*" || listed.eq_ignore_ascii_case(name))
        };
        names
            .iter()
            .filter(|name| **name != "set-cookie" && (always.contains(name) || listed(name)))
            .map(|name| (*name).to_owned())
            .collect()
    }

    /// Whether what a preflight answers depends on what it asks.
    pub(crate) fn reflects(&self) -> bool {
        self.credentials && (lists(&self.methods, "*") || lists(&self.headers, "*"))
    }

    fn builder(&self) -> PolicyBuilder {
        let mut policy = Policy::builder().origins(&self.origins);
        if !self.methods.is_empty() {
            policy = policy.methods(&self.methods);
        }
        if !self.headers.is_empty() {
            policy = policy.headers(&self.headers);
        }
        if !self.expose.is_empty() {
            policy = policy.expose(&self.expose);
        }
        if self.credentials {
            policy = policy.credentials();
        }
        if let Some(seconds) = self.max_age {
            policy = policy.max_age(seconds);
        }
        if self.enforce {
            policy = policy.enforce();
        }
        policy
    }

    /// The policy, with every hazard allowed that it has, and without entries that other entries cover.
    pub(crate) fn build(&mut self) -> Policy {
        let mut hazards = BTreeSet::new();
        loop {
            let mut policy = self.builder();
            for hazard in &hazards {
                policy = policy.dangerously_allow(match *hazard {
                    "origin-null" => Hazard::NullOrigin,
                    "credentials-insecure-origin" => Hazard::InsecureOrigins,
                    "credentials-public-suffix" => Hazard::PublicSuffixes,
                    rule => panic!("{self:?}: {rule}"),
                });
            }
            let violations = match policy.build() {
                Ok(policy) => return policy,
                Err(violations) => violations,
            };
            let before = self.origins.len();
            for violation in &violations {
                if let Violation::OriginCovered { origin, .. } = violation {
                    self.origins.retain(|written| written != origin);
                } else {
                    hazards.insert(violation.rule());
                }
            }
            // A hazard of an entry that is gone needs nothing.
            if self.origins.len() < before {
                hazards.clear();
            }
        }
    }
}

fn lists(list: &[String], entry: &str) -> bool {
    list.iter().any(|listed| listed == entry)
}
