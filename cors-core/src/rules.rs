//! The rule book: what makes a policy invalid.
//!
//! The macros and [`Config`] both judge by it. Each rule is a variant of [`Violation`]; the page `cors::rules` lists
//! them with their reasons.

mod copied;
mod header;
mod host;
mod messages;
mod method;
mod origin;
mod typo;
mod violation;

use std::collections::{HashMap, HashSet};
use std::panic;

use http::HeaderValue;

use crate::hazard::Hazard;
use violation::MAX_MAX_AGE;
pub use violation::{List, Violation, Violations};
#[cfg(feature = "config")]
pub(crate) use violation::{entry, line};

use crate::origins::{AllowedOrigins, Pattern, PatternSet, Seed};
use crate::policy::AllowList;
use crate::{Config, Policy};
use origin::ParsedPattern;

/// Where in a policy a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// An argument that is missing.
    Missing,
    /// A list, or one entry of it, counted from 0.
    List(List, Option<usize>),
    /// The argument `max_age`.
    MaxAge,
    /// The flag `enforce`.
    Enforce,
}

/// What the rule book says of a policy.
pub struct Checked {
    /// The policy without what is redundant, unless something else is wrong.
    pub policy: Option<Policy>,
    /// All that is wrong or redundant, in the order of the lists.
    pub violations: Vec<(Location, Violation)>,
}

/// Judges a policy by every rule. An empty list is one that isn't there.
#[must_use]
#[track_caller]
pub fn check(config: &Config, seed: Seed) -> Checked {
    let mut checker = Checker::new(config);
    let patterns = checker.check_origins();
    checker.check_methods();
    checker.check_headers();
    checker.check_expose();
    checker.check_max_age();
    if config.enforce && has_any(&config.origins) {
        checker.add(Location::Enforce, Violation::EnforceUnneeded);
    }
    checker.check_hazards();
    let allow_list = |list, entries: &[String]| match checker.value(list, entries) {
        Some(_) if config.credentials && has_any(entries) => AllowList::Reflected,
        Some(list) => AllowList::Listed(list),
        None => AllowList::Safelisted,
    };
    let policy = Policy {
        origins: match patterns {
            None => AllowedOrigins::Any,
            Some(patterns) => AllowedOrigins::Listed(PatternSet::new(patterns, seed)),
        },
        methods: allow_list(List::Methods, &config.methods),
        headers: allow_list(List::Headers, &config.headers),
        expose: checker.value(List::Expose, &config.expose),
        max_age: config
            .max_age
            .and_then(|max_age| value(&max_age.as_secs().to_string())),
        credentials: config.credentials,
        enforce: config.enforce && !checker.broken.contains(&Location::Enforce),
        timing: config.timing,
        hazards: checker
            .whole(List::DangerouslyAllow, &config.dangerously_allow)
            .copied()
            .collect(),
        location: panic::Location::caller(),
    };
    let mut violations = checker.violations;
    violations.sort_by_key(|(location, _)| *location);
    let is_valid = violations.iter().all(|(_, one)| one.is_redundant());
    Checked {
        policy: is_valid.then_some(policy),
        violations,
    }
}

/// What the rule book says of the origins of [`Origins`](crate::Origins).
#[cfg(feature = "config")]
pub(crate) struct CheckedOrigins {
    /// The patterns without what is redundant.
    pub(crate) patterns: Vec<Pattern>,
    /// The hazards that an entry has.
    pub(crate) needed: Vec<Hazard>,
    /// What is wrong with which entry, counted from 0.
    pub(crate) errors: Vec<(usize, Violation)>,
    pub(crate) redundant: Vec<(usize, Violation)>,
}

/// Judges origins as with credentials, whatever policy they are for.
#[cfg(feature = "config")]
pub(crate) fn check_origins(entries: &[String], hazards: &[Hazard]) -> CheckedOrigins {
    let config = Config::new()
        .origins(entries)
        .credentials(true)
        .dangerously_allow(hazards.iter().copied());
    let mut checker = Checker::new(&config);
    let patterns = checker.check_origins();
    let mut needed: Vec<_> = checker.needed.into_iter().collect();
    needed.sort_unstable();
    let mut checked = CheckedOrigins {
        patterns: patterns.unwrap_or_default(),
        needed,
        errors: Vec::new(),
        redundant: Vec::new(),
    };
    for (location, violation) in checker.violations {
        let Location::List(_, Some(at)) = location else {
            continue;
        };
        match violation {
            Violation::CredentialsAnyOrigin => {
                checked.errors.push((at, Violation::ConfiguredAnyOrigin));
            }
            one if one.is_redundant() => checked.redundant.push((at, one)),
            one => checked.errors.push((at, one)),
        }
    }
    checked.errors.sort_by_key(|(at, _)| *at);
    checked.redundant.sort_by_key(|(at, _)| *at);
    checked
}

/// None where there is nothing to send. The rules allow tokens and digits only, which always are a value.
fn value(text: &str) -> Option<HeaderValue> {
    let value = HeaderValue::try_from(text)
        .ok()
        .filter(|value| !value.is_empty())?;
    // The first clone of a value made from a string allocates, and later ones share. Better now than in a request.
    Some(value.clone())
}

fn has_any(list: &[String]) -> bool {
    list.iter().any(|entry| entry == "*")
}

/// What is wrong so far, and which hazards an entry needed.
struct Checker<'config> {
    config: &'config Config,
    violations: Vec<(Location, Violation)>,
    broken: HashSet<Location>,
    needed: HashSet<Hazard>,
}

impl<'config> Checker<'config> {
    fn new(config: &'config Config) -> Self {
        Self {
            config,
            violations: Vec::new(),
            broken: HashSet::new(),
            needed: HashSet::new(),
        }
    }

    /// The entries of a list with which nothing is wrong, and that aren't redundant.
    fn whole<'list, T>(&self, list: List, entries: &'list [T]) -> impl Iterator<Item = &'list T> {
        let is_whole = move |at| !self.broken.contains(&Location::List(list, Some(at)));
        let entries = entries.iter().enumerate();
        entries.filter_map(move |(at, entry)| is_whole(at).then_some(entry))
    }

    /// The value of the header for a list.
    fn value(&self, list: List, entries: &[String]) -> Option<HeaderValue> {
        let whole: Vec<_> = self.whole(list, entries).map(String::as_str).collect();
        value(&whole.join(", "))
    }

    fn add(&mut self, location: Location, violation: Violation) {
        self.broken.insert(location);
        self.violations.push((location, violation));
    }

    /// The rules for every list: nothing twice, and nothing beside a `*`. `key` is what makes two entries equal,
    /// `may_stand_beside_any` what the `*` doesn't cover.
    fn check_list(
        &mut self,
        list: List,
        entries: &[String],
        key: impl Fn(&str) -> String,
        may_stand_beside_any: impl Fn(&str) -> bool,
    ) {
        let location = |at| Location::List(list, Some(at));
        // A broken entry has to be mended first, and may then not be a duplicate or cover anything.
        let broken: Vec<_> = (0..entries.len())
            .map(|at| self.broken.contains(&location(at)))
            .collect();
        let whole = || entries.iter().zip(&broken).enumerate();
        let any = whole().any(|(_, (entry, broken))| entry == "*" && !broken);
        let mut seen = HashSet::new();
        for (at, (value, _)) in whole().filter(|(_, (_, broken))| !**broken) {
            let value = value.clone();
            if !seen.insert(key(&value)) {
                self.add(location(at), Violation::Duplicate { list, value });
            } else if any && value != "*" && !may_stand_beside_any(&value) {
                self.add(location(at), Violation::CoveredByAny { list, value });
            }
        }
    }

    /// Gives the patterns, or none for `*`.
    fn check_origins(&mut self) -> Option<Vec<Pattern>> {
        let entries = &self.config.origins;
        let mut patterns = Vec::new();
        let mut parsed = Vec::new();
        for (at, text) in entries.iter().enumerate() {
            let location = Location::List(List::Origins, Some(at));
            match text.as_str() {
                "*" if self.config.credentials => {
                    self.add(location, Violation::CredentialsAnyOrigin);
                }
                "*" => {}
                null if null.eq_ignore_ascii_case("null") => {
                    self.require_hazard(location, Hazard::NullOrigin, || Violation::OriginNull);
                    if null != "null" && !self.broken.contains(&location) {
                        let (origin, fix) = (text.clone(), Some("null".to_owned()));
                        self.add(location, Violation::OriginUpperCase { origin, fix });
                    }
                    patterns.push((location, Pattern::Exact(text.clone().into())));
                }
                origin::FILE => {
                    let origin = text.clone();
                    self.require_hazard(location, Hazard::FileOrigin, || Violation::OriginFile {
                        origin,
                    });
                    patterns.push((location, Pattern::Exact(text.clone().into())));
                }
                _ => match origin::parse(text) {
                    Ok(pattern) => {
                        if self.config.credentials {
                            self.check_credentials(location, text, &pattern);
                        }
                        patterns.push((location, pattern.to_pattern(text)));
                        parsed.push((location, text, pattern));
                    }
                    Err(violation) => {
                        // What `*` would allow is too much with credentials.
                        let violation = match violation.fix() {
                            Some(fix) if fix == "*" && self.config.credentials => {
                                violation.without_fix()
                            }
                            _ => violation,
                        };
                        self.add(location, violation);
                    }
                },
            }
        }
        self.check_list(List::Origins, entries, str::to_owned, |_| false);
        self.check_covered(&parsed);
        let whole = patterns
            .into_iter()
            .filter(|(location, _)| !self.broken.contains(location));
        (!has_any(entries)).then(|| whole.map(|(_, pattern)| pattern).collect())
    }

    /// The hazards of an origin with credentials.
    fn check_credentials(&mut self, location: Location, text: &str, pattern: &ParsedPattern<'_>) {
        if !pattern.is_secure() {
            self.require_hazard(location, Hazard::InsecureOrigins, || {
                Violation::CredentialsInsecureOrigin {
                    origin: text.to_owned(),
                    fix: secure(text),
                }
            });
        }
        if pattern.is_any_host() {
            self.require_hazard(location, Hazard::AnyHost, || {
                Violation::CredentialsAnyHost {
                    origin: text.to_owned(),
                }
            });
        }
        if let Some(suffix) = pattern.public_suffix() {
            self.require_hazard(location, Hazard::PublicSuffixes, || {
                Violation::CredentialsPublicSuffix {
                    origin: text.to_owned(),
                    suffix: suffix.to_owned(),
                }
            });
        }
    }

    /// A violation, unless the policy accepts its hazard.
    fn require_hazard(
        &mut self,
        location: Location,
        hazard: Hazard,
        violation: impl FnOnce() -> Violation,
    ) {
        self.needed.insert(hazard);
        if !self.config.dangerously_allow.contains(&hazard) {
            self.add(location, violation());
        }
    }

    fn check_covered(&mut self, patterns: &[(Location, &String, ParsedPattern<'_>)]) {
        let whole: Vec<_> = patterns
            .iter()
            .filter(|(location, ..)| !self.broken.contains(location))
            .collect();
        let texts: HashMap<_, _> = whole.iter().map(|(_, text, key)| (key, *text)).collect();
        let with_labels = whole.iter().any(|(.., pattern)| pattern.has_label());
        for (location, text, pattern) in whole {
            if let Some(by) = pattern
                .supersets(with_labels)
                .find_map(|superset| texts.get(&superset))
            {
                self.add(
                    *location,
                    Violation::OriginCovered {
                        origin: (*text).clone(),
                        by: (*by).clone(),
                    },
                );
            }
        }
    }

    fn check_methods(&mut self) {
        let entries = &self.config.methods;
        self.check_entries(List::Methods, entries, method::check);
        self.check_list(List::Methods, entries, str::to_owned, |_| false);
    }

    fn check_headers(&mut self) {
        let entries = &self.config.headers;
        // Without credentials a browser takes `*` for every name but this one (Fetch §4.8, "CORS-preflight
        // fetch", with "CORS non-wildcard request-header name").
        let credentials = self.config.credentials;
        let stays = |name: &str| !credentials && name.eq_ignore_ascii_case("authorization");
        self.check_entries(List::Headers, entries, |name| {
            header::check(List::Headers, name)
        });
        self.check_list(List::Headers, entries, str::to_ascii_lowercase, stays);
    }

    fn check_expose(&mut self) {
        let entries = &self.config.expose;
        if self.config.credentials
            && let Some(at) = entries.iter().position(|entry| entry == "*")
        {
            self.add(
                Location::List(List::Expose, Some(at)),
                Violation::CredentialsExposeAny,
            );
        }
        self.check_entries(List::Expose, entries, |name| {
            header::check(List::Expose, name)
        });
        self.check_list(List::Expose, entries, str::to_ascii_lowercase, |_| false);
    }

    fn check_entries(
        &mut self,
        list: List,
        entries: &[String],
        check: impl Fn(&str) -> Result<(), Violation>,
    ) {
        for (at, entry) in entries.iter().enumerate() {
            if let Err(violation) = check(entry) {
                self.add(Location::List(list, Some(at)), violation);
            }
        }
    }

    fn check_max_age(&mut self) {
        if let Some(max_age) = self.config.max_age
            && max_age.as_secs() > MAX_MAX_AGE
        {
            let seconds = max_age.as_secs();
            self.add(Location::MaxAge, Violation::MaxAgeTooLong { seconds });
        }
    }

    fn check_hazards(&mut self) {
        let hazards = &self.config.dangerously_allow;
        let names: Vec<_> = hazards.iter().map(Hazard::to_string).collect();
        self.check_list(List::DangerouslyAllow, &names, str::to_owned, |_| true);
        // An origin that is broken or missing may yet turn out to need one.
        let is_origin = |location: &Location| matches!(location, Location::List(List::Origins, _));
        if self.config.origins.is_empty() || self.broken.iter().any(is_origin) {
            return;
        }
        for (at, hazard) in hazards.iter().enumerate() {
            let location = Location::List(List::DangerouslyAllow, Some(at));
            if !self.needed.contains(hazard) && !self.broken.contains(&location) {
                self.add(location, Violation::HazardUnneeded { hazard: *hazard });
            }
        }
    }
}

/// The same origin over https, where that is one.
fn secure(text: &str) -> Option<String> {
    let fixed = format!("https://{}", text.strip_prefix("http://")?);
    origin::parse(&fixed).is_ok().then_some(fixed)
}
