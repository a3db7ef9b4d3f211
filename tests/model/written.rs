//! What a policy says, read from its text and the README's tables alone.

use std::collections::BTreeSet;
use std::time::Duration;

use cors::rules::{Hazard, Violation};
use cors::{Config, Policy};
use cors_check::header::unsafe_request_header_names;
use cors_check::{Credentials, Fetch, method};

use crate::common::naive;

/// What a page asks for, in the mode `cors`.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The page's.
    pub(crate) origin: String,
    /// As the page wrote it.
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Whether the credentials mode is `include`.
    pub(crate) credentials: bool,
}

impl Call {
    pub(crate) fn fetch(&self, url: &str) -> Fetch {
        let mut fetch = Fetch::new(&self.method, url);
        fetch.headers = self.headers.clone();
        if self.credentials {
            fetch.credentials = Credentials::Include;
        }
        fetch
    }
}

/// A policy as somebody writes it. An empty list is one that isn't written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) expose: Vec<String>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u64>,
    pub(crate) enforce: bool,
}

impl Written {
    /// Whether a page with this origin may read.
    pub(crate) fn knows(&self, origin: &str) -> bool {
        naive::any_matches(&self.origins, origin.as_bytes())
    }

    /// Whether the page gets the response to this request.
    pub(crate) fn allows(&self, call: &Call) -> bool {
        let method = method::normalize(&call.method);
        let methods = method::is_safelisted(&method) || lists(&self.methods, &method);
        let headers = unsafe_request_header_names(&call.headers);
        self.knows(&call.origin)
            && (self.credentials || !call.credentials)
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

    fn config(&self) -> Config {
        let mut config = Config::new()
            .origins(&self.origins)
            .methods(&self.methods)
            .headers(&self.headers)
            .expose(&self.expose)
            .credentials(self.credentials)
            .enforce(self.enforce);
        config.max_age = self.max_age.map(Duration::from_secs);
        config
    }

    /// The policy, with every hazard allowed that it has, and without entries that other entries cover.
    pub(crate) fn check(&mut self) -> Policy {
        let mut hazards = BTreeSet::new();
        loop {
            let hazards_by_name = hazards.iter().map(|rule| match *rule {
                "origin-null" => Hazard::NullOrigin,
                "credentials-insecure-origin" => Hazard::InsecureOrigins,
                "credentials-public-suffix" => Hazard::PublicSuffixes,
                rule => panic!("{self:?}: {rule}"),
            });
            let violations = match self.config().dangerously_allow(hazards_by_name).check() {
                Ok((policy, redundant)) if redundant.is_empty() => return policy,
                Ok((_, violations)) | Err(violations) => violations,
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
