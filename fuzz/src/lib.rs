//! What the targets have in common: policies and requests made of arbitrary bytes, so that most of them
//! come close to something that is accepted.

#[path = "../../tests/common/naive.rs"]
mod matching;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Result, Unstructured};
use cors_core::Policy;
use cors_core::rules::{self, Hazard, Draft, List, Place, Violation};

/// Whether one of these patterns matches the origin, by the matcher that DESIGN.md describes.
pub fn any_matches(patterns: &[String], origin: &[u8]) -> bool {
    matching::any_matches(patterns, origin)
}

const SCHEMES: [&str; 6] = [
    "https",
    "https",
    "http",
    "tauri",
    "a+b-c.d",
    "chrome-extension",
];
const HOSTS: [&str; 14] = [
    "example.com",
    "a.example.com",
    "a.b.example.com",
    "example.org",
    "com",
    "co.uk",
    "github.io",
    "localhost",
    "a.localhost",
    "127.0.0.1",
    "[::1]",
    "[2001:db8::1]",
    "xn--bcher-kva.example",
    "_a-1.test",
];
const PORTS: [&str; 9] = ["", "", "", ":*", ":1", ":80", ":443", ":8443", ":65535"];
const LABELS: [&str; 7] = ["a", "b", "www", "example", "com", "-_0", "xn--bcher-kva"];
const METHODS: [&str; 8] = [
    "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE", "put", "*",
];
const NAMES: [&str; 9] = [
    "content-type",
    "Authorization",
    "accesstoken",
    "X-A",
    "x-a",
    "etag",
    "range",
    "*",
    "x-total-count",
];

/// One of a table, or any text at all now and then.
fn one_of(u: &mut Unstructured<'_>, table: &[&str]) -> Result<String> {
    if u.ratio(1, 16)? {
        return String::arbitrary(u);
    }
    u.choose(table).map(|text| (*text).to_owned())
}

/// A pattern that the rules probably accept.
pub fn pattern(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=31)? {
        0 => return String::arbitrary(u),
        1 => return Ok("null".to_owned()),
        2 => return Ok("*".to_owned()),
        _ => {}
    }
    let (scheme, star) = (one_of(u, &SCHEMES)?, u.ratio(2, 5)?);
    let (labels, host) = (labels(u, 2)?, one_of(u, &HOSTS)?);
    let port = one_of(u, &PORTS)?;
    let star = if star { "*." } else { "" };
    Ok(format!("{scheme}://{star}{labels}{host}{port}"))
}

/// Some labels, each with a dot behind it.
fn labels(u: &mut Unstructured<'_>, at_most: usize) -> Result<String> {
    let mut labels = String::new();
    for _ in 0..u.int_in_range(0..=at_most)? {
        match u.int_in_range(0..=7)? {
            0 => labels.push_str(&String::arbitrary(u)?),
            1 => labels.push_str(&"a".repeat(u.int_in_range(60..=65)?)),
            _ => labels.push_str(u.choose(&LABELS)?),
        }
        labels.push('.');
    }
    Ok(labels)
}

/// An origin that one of these patterns matches, or that only just isn't matched.
pub fn origin_near(u: &mut Unstructured<'_>, patterns: &[String]) -> Result<Vec<u8>> {
    if patterns.is_empty() || u.ratio(1, 16)? {
        return Vec::arbitrary(u);
    }
    let mut origin = u.choose(patterns)?.clone();
    if origin.contains("*.") {
        origin = origin.replacen("*.", &labels(u, 5)?, 1);
    }
    if let Some(before) = origin.strip_suffix(":*") {
        let port = match u.int_in_range(0..=3)? {
            0 => String::new(),
            1 => format!(":{}", u.int_in_range(0..=70_000)?),
            2 => u
                .choose(&[":80", ":443", ":0443", ":", ":+1", ":65536"])?
                .to_string(),
            _ => format!(":{}", String::arbitrary(u)?),
        };
        origin = format!("{before}{port}");
    }
    let mut origin = origin.into_bytes();
    for _ in 0..u.int_in_range(0..=4)?.max(2) - 2 {
        let at = u.int_in_range(0..=origin.len())?;
        match u.int_in_range(0..=4)? {
            0 => origin.insert(at, u8::arbitrary(u)?),
            1 => origin.truncate(at),
            2 if at < origin.len() => origin[at] = u8::arbitrary(u)?,
            3 if at < origin.len() => origin[at] ^= b' ',
            _ => origin.extend_from_slice(
                u.choose(&["/", ".", ":8443", ".evil.com", ":80"])?
                    .as_bytes(),
            ),
        }
    }
    Ok(origin)
}

/// A draft of anything, many entries of which hold.
pub fn draft(u: &mut Unstructured<'_>) -> Result<Draft> {
    let mut origins = vec![];
    // More than a few, so that there is an index.
    for _ in 0..u.int_in_range(1..=24)? {
        origins.push(pattern(u)?);
    }
    Ok(Draft {
        origins: Some(origins),
        methods: list(u, &METHODS)?,
        headers: list(u, &NAMES)?,
        expose: list(u, &NAMES)?,
        credentials: bool::arbitrary(u)?,
        max_age: Option::arbitrary(u)?,
        enforce: bool::arbitrary(u)?,
        dangers: bool::arbitrary(u)?.then(|| Hazard::ALL.to_vec()),
    })
}

fn list(u: &mut Unstructured<'_>, table: &[&str]) -> Result<Option<Vec<String>>> {
    if bool::arbitrary(u)? {
        return Ok(None);
    }
    let mut list = vec![];
    for _ in 0..u.int_in_range(0..=5)? {
        list.push(one_of(u, table)?);
    }
    Ok(Some(list))
}

/// The draft without what breaks a rule, and its policy. None where nothing is left.
pub fn mended(mut draft: Draft) -> Option<(Draft, Policy)> {
    loop {
        let Err(found) = rules::check(&draft) else {
            let policy = built(&draft).expect("the builder goes by the same rules");
            return Some((draft, policy));
        };
        assert!(!found.is_empty(), "a refusal has a reason");
        assert!(built(&draft).is_err(), "the builder goes by the same rules");
        // From the end, so that the numbers before it stay.
        let places: BTreeSet<_> = found.into_iter().map(|(place, _)| place).collect();
        for place in places.into_iter().rev() {
            let (list, entry) = match place {
                Place::List(list, entry) => (list, entry),
                Place::MaxAge => {
                    draft.max_age = None;
                    continue;
                }
                Place::Enforce => {
                    draft.enforce = false;
                    continue;
                }
                Place::Whole => return None,
            };
            match list {
                List::Origins => without(&mut draft.origins, entry),
                List::Methods => without(&mut draft.methods, entry),
                List::Headers => without(&mut draft.headers, entry),
                List::Expose => without(&mut draft.expose, entry),
                // A builder is told of hazards one by one, and knows no empty list of them.
                _ => {
                    without(&mut draft.dangers, entry);
                    draft.dangers = draft.dangers.filter(|dangers| !dangers.is_empty());
                }
            }
        }
    }
}

fn without<T>(list: &mut Option<Vec<T>>, entry: Option<usize>) {
    match (entry, &mut *list) {
        (Some(entry), Some(entries)) => drop(entries.remove(entry)),
        _ => *list = None,
    }
}

fn built(draft: &Draft) -> std::result::Result<Policy, rules::Violations> {
    let mut policy = Policy::builder();
    if let Some(origins) = &draft.origins {
        policy = policy.origins(origins);
    }
    if let Some(methods) = &draft.methods {
        policy = policy.methods(methods);
    }
    if let Some(headers) = &draft.headers {
        policy = policy.headers(headers);
    }
    if let Some(names) = &draft.expose {
        policy = policy.expose(names);
    }
    if draft.credentials {
        policy = policy.credentials();
    }
    if let Some(seconds) = draft.max_age {
        policy = policy.max_age(seconds);
    }
    if draft.enforce {
        policy = policy.enforce();
    }
    for danger in draft.dangers.iter().flatten() {
        policy = policy.dangerously_allow(*danger);
    }
    policy.build()
}

/// Whether a hazard with credentials is all that is wrong, which no other text of the origin would mend.
pub fn is_of_credentials(violation: &Violation) -> bool {
    violation.rule().starts_with("credentials-")
}
