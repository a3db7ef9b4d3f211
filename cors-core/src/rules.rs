//! The rule book: what makes a policy invalid.
//!
//! The attribute and [`Policy::builder`](crate::Policy::builder) both judge by it. Each rule is a variant of
//! [`Violation`]; the page `cors::rules` lists them with their reasons.

mod header;
mod host;
mod messages;
mod method;
mod origin;
mod violation;

use std::collections::{HashMap, HashSet};

pub use crate::hazard::{Hazard, UnknownHazard};
pub use violation::{List, Violation, Violations};

use crate::origins;
use origin::ParsedPattern;
use violation::MAX_MAX_AGE;

/// A policy as somebody wrote it, not yet checked.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// None where it isn't written at all, as with the other lists.
    pub origins: Option<Vec<String>>,
    pub methods: Option<Vec<String>>,
    pub headers: Option<Vec<String>>,
    pub expose: Option<Vec<String>>,
    pub credentials: bool,
    pub max_age: Option<i64>,
    pub enforce: bool,
    pub dangers: Option<Vec<Hazard>>,
}

/// Where in a draft a rule is broken.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Something that should be there and isn't.
    Whole,
    /// A list, or one entry of it, counted from 0.
    List(List, Option<usize>),
    MaxAge,
    Enforce,
}

/// A policy that passed.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Passed {
    /// None for `*`.
    pub origins: Option<(Vec<origins::Pattern>, origins::Index)>,
    pub methods: Allowed,
    pub headers: Allowed,
    pub expose: String,
    pub max_age: String,
    pub credentials: bool,
    pub enforce: bool,
}

/// What a preflight answers for a list.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Allowed {
    /// This value, or no header where it is empty.
    List(String),
    /// What the browser asks for.
    Requested,
}

/// Judges a draft by every rule, and gives either the policy or all that is wrong with it, in the order of
/// the lists.
#[doc(hidden)]
pub fn check(draft: &Draft) -> Result<Passed, Vec<(Place, Violation)>> {
    let mut found = Findings::default();
    let patterns = found.origins(draft);
    found.methods(draft);
    found.headers(draft);
    found.expose(draft);
    found.max_age(draft);
    if draft.enforce && has_any(draft.origins.as_ref()) {
        found.add(Place::Enforce, Violation::EnforceUnneeded);
    }
    found.unneeded_dangers(draft);
    if !found.violations.is_empty() {
        found.violations.sort_by_key(|(place, _)| *place);
        return Err(found.violations);
    }
    let list =
        |list: &Option<Vec<String>>| list.as_ref().map_or_else(String::new, |l| l.join(", "));
    let allowed = |written: &Option<Vec<String>>| {
        if draft.credentials && has_any(written.as_ref()) {
            Allowed::Requested
        } else {
            Allowed::List(list(written))
        }
    };
    Ok(Passed {
        origins: patterns.map(|patterns| {
            let index = origins::Index::of(&patterns);
            (patterns, index)
        }),
        methods: allowed(&draft.methods),
        headers: allowed(&draft.headers),
        expose: list(&draft.expose),
        max_age: draft
            .max_age
            .map_or_else(String::new, |seconds| seconds.to_string()),
        credentials: draft.credentials,
        enforce: draft.enforce,
    })
}

fn has_any(list: Option<&Vec<String>>) -> bool {
    list.is_some_and(|list| list.iter().any(|entry| entry == "*"))
}

/// What is wrong so far, and which hazards something needed.
#[derive(Default)]
struct Findings {
    violations: Vec<(Place, Violation)>,
    broken: HashSet<Place>,
    needed: HashSet<Hazard>,
}

impl Findings {
    fn add(&mut self, place: Place, violation: Violation) {
        self.broken.insert(place);
        self.violations.push((place, violation));
    }

    /// The rules for every list: not empty, nothing twice, and nothing beside a `*`. `same` is what makes
    /// two entries equal, `stays` what may stand beside a `*`.
    fn list(
        &mut self,
        list: List,
        entries: &[String],
        same: impl Fn(&str) -> String,
        stays: impl Fn(&str) -> bool,
    ) {
        if entries.is_empty() {
            self.add(Place::List(list, None), Violation::EmptyList { list });
        }
        let place = |at| Place::List(list, Some(at));
        // What is broken has to be mended first, and may then be no duplicate and cover nothing.
        let broken: Vec<_> = (0..entries.len())
            .map(|at| self.broken.contains(&place(at)))
            .collect();
        let whole = || entries.iter().zip(&broken).enumerate();
        let any = whole().any(|(_, (entry, broken))| entry == "*" && !broken);
        let mut seen = HashSet::new();
        for (at, (value, _)) in whole().filter(|(_, (_, broken))| !**broken) {
            let value = value.clone();
            if !seen.insert(same(&value)) {
                self.add(place(at), Violation::Duplicate { list, value });
            } else if any && value != "*" && !stays(&value) {
                self.add(place(at), Violation::CoveredByAny { list, value });
            }
        }
    }

    /// Gives the patterns, or none for `*`.
    fn origins(&mut self, draft: &Draft) -> Option<Vec<origins::Pattern>> {
        let Some(entries) = &draft.origins else {
            self.add(Place::Whole, Violation::MissingOrigins);
            return None;
        };
        let mut compiled = Vec::new();
        let mut parsed = Vec::new();
        for (at, text) in entries.iter().enumerate() {
            let place = Place::List(List::Origins, Some(at));
            match text.as_str() {
                "*" if draft.credentials => self.add(place, Violation::CredentialsAnyOrigin),
                "*" => {}
                "null" => {
                    self.danger(draft, place, Hazard::NullOrigin, || Violation::OriginNull);
                    compiled.push(origins::Pattern::Exact(text.clone().into()));
                }
                _ => match origin::parse(text) {
                    Ok(pattern) => {
                        if draft.credentials {
                            self.credentialed(draft, place, text, &pattern);
                        }
                        compiled.push(pattern.to_pattern(text));
                        parsed.push((place, text, pattern));
                    }
                    Err(violation) => self.add(place, violation),
                },
            }
        }
        self.list(List::Origins, entries, str::to_owned, |_| false);
        self.covered(&parsed);
        (!has_any(Some(entries))).then_some(compiled)
    }

    /// Who the hazards with credentials come from.
    fn credentialed(
        &mut self,
        draft: &Draft,
        place: Place,
        text: &str,
        pattern: &ParsedPattern<'_>,
    ) {
        if !pattern.is_secure() {
            self.danger(draft, place, Hazard::InsecureOrigins, || {
                Violation::CredentialsInsecureOrigin {
                    origin: text.to_owned(),
                    fix: secure(text),
                }
            });
        }
        if let Some(suffix) = pattern.public_suffix() {
            self.danger(draft, place, Hazard::PublicSuffixes, || {
                Violation::CredentialsPublicSuffix {
                    origin: text.to_owned(),
                    suffix: suffix.to_owned(),
                }
            });
        }
    }

    /// A violation, unless its hazard is allowed.
    fn danger(
        &mut self,
        draft: &Draft,
        place: Place,
        danger: Hazard,
        violation: impl FnOnce() -> Violation,
    ) {
        self.needed.insert(danger);
        if !draft
            .dangers
            .iter()
            .flatten()
            .any(|allowed| *allowed == danger)
        {
            self.add(place, violation());
        }
    }

    fn covered(&mut self, patterns: &[(Place, &String, ParsedPattern<'_>)]) {
        let whole: Vec<_> = patterns
            .iter()
            .filter(|(place, ..)| !self.broken.contains(place))
            .collect();
        let texts: HashMap<_, _> = whole.iter().map(|(_, text, key)| (key, *text)).collect();
        for (place, text, pattern) in whole {
            if let Some(by) = pattern.supersets().find_map(|wider| texts.get(&wider)) {
                self.add(
                    *place,
                    Violation::OriginCovered {
                        origin: (*text).clone(),
                        by: (*by).clone(),
                    },
                );
            }
        }
    }

    fn methods(&mut self, draft: &Draft) {
        let Some(entries) = &draft.methods else {
            return;
        };
        self.each(List::Methods, entries, method::check);
        self.list(List::Methods, entries, str::to_owned, |_| false);
    }

    fn headers(&mut self, draft: &Draft) {
        let Some(entries) = &draft.headers else {
            return;
        };
        // Without credentials a browser takes `*` for every name but this one (Fetch §4.8, "CORS-preflight
        // fetch", with "CORS non-wildcard request-header name").
        let stays = |name: &str| !draft.credentials && name.eq_ignore_ascii_case("authorization");
        self.each(List::Headers, entries, |name| {
            header::check(List::Headers, name)
        });
        self.list(List::Headers, entries, str::to_ascii_lowercase, stays);
    }

    fn expose(&mut self, draft: &Draft) {
        let Some(entries) = &draft.expose else { return };
        if draft.credentials
            && let Some(at) = entries.iter().position(|entry| entry == "*")
        {
            self.add(
                Place::List(List::Expose, Some(at)),
                Violation::CredentialsExposeAny,
            );
        }
        self.each(List::Expose, entries, |name| {
            header::check(List::Expose, name)
        });
        self.list(List::Expose, entries, str::to_ascii_lowercase, |_| false);
    }

    fn each(
        &mut self,
        list: List,
        entries: &[String],
        check: impl Fn(&str) -> Result<(), Violation>,
    ) {
        for (at, entry) in entries.iter().enumerate() {
            if let Err(violation) = check(entry) {
                self.add(Place::List(list, Some(at)), violation);
            }
        }
    }

    fn max_age(&mut self, draft: &Draft) {
        match draft.max_age {
            Some(seconds) if seconds < 0 => {
                self.add(Place::MaxAge, Violation::MaxAgeNegative { seconds });
            }
            Some(seconds) if seconds.unsigned_abs() > MAX_MAX_AGE => {
                let seconds = seconds.unsigned_abs();
                self.add(Place::MaxAge, Violation::MaxAgeTooLong { seconds });
            }
            _ => {}
        }
    }

    fn unneeded_dangers(&mut self, draft: &Draft) {
        let Some(dangers) = &draft.dangers else {
            return;
        };
        let names: Vec<_> = dangers.iter().map(Hazard::to_string).collect();
        self.list(List::DangerouslyAllow, &names, str::to_owned, |_| true);
        // An origin that is broken may yet turn out to need one.
        let is_origin =
            |place: &Place| matches!(place, Place::Whole | Place::List(List::Origins, _));
        if self.broken.iter().any(is_origin) {
            return;
        }
        for (at, danger) in dangers.iter().enumerate() {
            let place = Place::List(List::DangerouslyAllow, Some(at));
            if !self.needed.contains(danger) && !self.broken.contains(&place) {
                self.add(place, Violation::HazardUnneeded { hazard: *danger });
            }
        }
    }
}

/// The same origin over https, where that is one.
fn secure(text: &str) -> Option<String> {
    let fixed = format!("https://{}", text.strip_prefix("http://")?);
    origin::parse(&fixed).is_ok().then_some(fixed)
}
