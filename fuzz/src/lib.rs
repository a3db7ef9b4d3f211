//! Shared by the targets: generates policies and requests from arbitrary bytes, most of which are nearly valid.

#[path = "../../tests/common/naive.rs"]
mod matching;

use std::collections::BTreeSet;
use std::time::Duration;

use arbitrary::{Arbitrary, Result, Unstructured};
use cors_core::__private::{self as rules, Location, Seed};
use cors_core::{Config, Hazard, List, Policy, Violation};

/// Whether one of these patterns matches the origin, by the naive matcher.
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

/// An entry of a table, or sometimes any text.
fn one_of(u: &mut Unstructured<'_>, table: &[&str]) -> Result<String> {
    if u.ratio(1, 16)? {
        return String::arbitrary(u);
    }
    u.choose(table).map(|text| (*text).to_owned())
}

/// A pattern that is probably valid.
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
    let star = match (star, u.int_in_range(0..=3)?) {
        (true, 0) => "pr-*.",
        (true, 1) => "*--site.",
        (true, _) => "*.",
        (false, 0) if scheme != "http" && scheme != "https" => {
            return Ok(format!("{scheme}://*{port}"));
        }
        (false, _) => "",
    };
    Ok(format!("{scheme}://{star}{labels}{host}{port}"))
}

/// Some labels, each followed by a dot.
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

/// An origin that one of these patterns matches, or nearly matches.
pub fn origin_near(u: &mut Unstructured<'_>, patterns: &[String]) -> Result<Vec<u8>> {
    if patterns.is_empty() || u.ratio(1, 16)? {
        return Vec::arbitrary(u);
    }
    let mut origin = u.choose(patterns)?.clone();
    if origin.contains("*.") {
        origin = origin.replacen("*.", &labels(u, 5)?, 1);
    }
    // In a label, or in place of the host.
    if origin.trim_end_matches(":*").contains('*') {
        let between = ["1", "a-b", "", "a.b", "A", "_", "example", "--"];
        origin = origin.replacen('*', u.choose(&between)?, 1);
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

/// A configuration with arbitrary entries, many of which are valid.
pub fn config(u: &mut Unstructured<'_>) -> Result<Config> {
    let mut config = Config::new();
    // More than a few, so there is an index.
    for _ in 0..u.int_in_range(1..=24)? {
        config.origins.push(pattern(u)?);
    }
    config.methods = list(u, &METHODS)?;
    config.headers = list(u, &NAMES)?;
    config.expose = list(u, &NAMES)?;
    config.credentials = bool::arbitrary(u)?;
    config.max_age = Option::arbitrary(u)?.map(Duration::from_secs);
    config.enforce = bool::arbitrary(u)?;
    if bool::arbitrary(u)? {
        config.dangerously_allow = Hazard::ALL.to_vec();
    }
    Ok(config)
}

fn list(u: &mut Unstructured<'_>, table: &[&str]) -> Result<Vec<String>> {
    let mut list = vec![];
    for _ in 0..u.int_in_range(0..=5)? {
        list.push(one_of(u, table)?);
    }
    Ok(list)
}

/// The configuration without the entries that break a rule, and its policy.
pub fn without_violations(mut config: Config) -> (Config, Policy) {
    loop {
        // With locations, and as users call it.
        let checked = rules::check(&config, Seed::FIXED);
        let (policy, same) = match config.check() {
            Ok((policy, redundant)) => (Some(policy), redundant),
            Err(violations) => (None, violations),
        };
        assert_eq!(
            checked.policy, policy,
            "the seed isn't a part of the policy"
        );
        let violations = checked.violations;
        assert!(violations.iter().map(|(_, violation)| violation).eq(&same));
        match policy {
            Some(policy) if violations.is_empty() => return (config, policy),
            Some(_) => assert!(same.iter().all(|violation| violation.is_redundant())),
            None => assert!(!same.iter().all(|violation| violation.is_redundant())),
        }
        // From the end, so earlier positions stay valid.
        let locations: BTreeSet<_> = violations
            .into_iter()
            .map(|(location, _)| location)
            .collect();
        for location in locations.into_iter().rev() {
            match location {
                Location::List(List::Origins, entry) => remove(&mut config.origins, entry),
                Location::List(List::Methods, entry) => remove(&mut config.methods, entry),
                Location::List(List::Headers, entry) => remove(&mut config.headers, entry),
                Location::List(List::Expose, entry) => remove(&mut config.expose, entry),
                Location::List(_, entry) => remove(&mut config.dangerously_allow, entry),
                Location::MaxAge => config.max_age = None,
                Location::Enforce => config.enforce = false,
                Location::Missing => panic!("nothing is required in {config:?}"),
            }
        }
    }
}

fn remove<T>(list: &mut Vec<T>, entry: Option<usize>) {
    match entry {
        Some(entry) => drop(list.remove(entry)),
        None => list.clear(),
    }
}

/// Whether credentials turn the origin into a hazard, which no other text of the origin would avoid.
pub fn needs_hazard(violation: &Violation) -> bool {
    violation.rule().starts_with("credentials-")
}
