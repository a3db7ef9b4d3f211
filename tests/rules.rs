//! The page of rules, the enum of rules and the files of `ui/` agree.

#![expect(clippy::expect_used, reason = "what isn't there fails the test")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use cors::Config;
use cors::rules::Hazard;

const PAGE: &str = include_str!("../docs/rules.md");
const ENUM: &str = include_str!("../cors-core/src/rules/violation.rs");

/// The rules of the function have no violation: at run time there is nothing to break them.
const OF_THE_ATTRIBUTE: &str = "\n## The attribute\n";

/// A policy that breaks one rule, by its name, and the text in it that does.
type Sample = (&'static str, &'static str, Config);

/// The rules that only a macro can break: in a `Config` an empty list is one that is absent.
const OF_MACROS: [(&str, &str); 3] = [
    ("missing-origins", "methods"),
    ("empty-list", "headers = []"),
    ("max-age-negative", "-1"),
];

/// The rules that only [`Origins`](cors::Origins) can break, which have no files in `ui/`.
const OF_ORIGINS: [(&str, &str); 1] = [("configured-any-origin", r#""*""#)];

/// The rules whose files in `ui/pass` would be the same.
const EXACT: [&str; 7] = [
    "origin-surrounded",
    "origin-placeholder",
    "host-range",
    "origin-white-space",
    "origin-query",
    "origin-fragment",
    "origin-upper-case",
];

fn samples() -> Vec<Sample> {
    let origin = |rule, origin: &'static str| (rule, origin, Config::new().origins([origin]));
    let allowed = || Config::new().origins(["https://example.com"]);
    vec![
        (
            "duplicate",
            "Accept-Language",
            allowed().headers(["accept-language", "Accept-Language"]),
        ),
        origin("origin-white-space", "https://example.com "),
        origin(
            "origin-list-in-string",
            "https://example.com, https://example.org",
        ),
        origin("origin-surrounded", "<https://example.com>"),
        origin("origin-placeholder", "https://{tenant}.example.com"),
        origin("origin-regex", r"https://.*\.example\.com"),
        origin("origin-without-scheme", "example.com"),
        origin("origin-scheme", "my_app://example.com"),
        origin("origin-opaque", "data:text/html,hello"),
        origin("origin-file", "file:///home/me/index.html"),
        origin("origin-without-pages", "wss://example.com"),
        origin("origin-null", "null"),
        origin("origin-user-info", "https://user:password@example.com"),
        origin("origin-path", "https://example.com/"),
        origin("origin-query", "https://example.com?page=1"),
        origin("origin-fragment", "https://example.com#top"),
        origin("origin-upper-case", "https://Example.com"),
        origin("origin-not-ascii", "https://bücher.example"),
        origin("host-missing", "https://:8443"),
        origin("host-character", "https://exam^ple.com"),
        origin("host-empty-label", "https://example..com"),
        origin(
            "host-long-label",
            "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com",
        ),
        origin(
            "host-too-long",
            concat!(
                "https://",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com",
            ),
        ),
        origin("host-punycode", "https://xn--f"),
        origin("host-ipv4", "http://127.1:3000"),
        origin("host-ipv6", "http://[0:0:0:0:0:0:0:1]:3000"),
        origin("host-range", "http://192.168.1.0/24"),
        origin("port", "https://example.com:65536"),
        origin("port-default", "https://example.com:443"),
        origin("wildcard-place", "https://*example.com"),
        origin("wildcard-host", "https://*"),
        origin("wildcard-ip", "http://*.127.0.0.1"),
        origin("wildcard-domain", "https://app-*.com"),
        (
            "wildcard-name",
            "x-amz-meta-*",
            allowed().headers(["x-amz-meta-*"]),
        ),
        (
            "covered-by-any",
            "https://example.com",
            Config::new().origins(["*", "https://example.com"]),
        ),
        (
            "origin-covered",
            "https://app.example.com",
            Config::new().origins(["https://*.example.com", "https://app.example.com"]),
        ),
        (
            "credentials-any-origin",
            r#"["*"]"#,
            Config::new().origins(["*"]).credentials(true),
        ),
        (
            "credentials-expose-any",
            r#"expose = ["*"]"#,
            allowed().expose(["*"]).credentials(true),
        ),
        (
            "credentials-insecure-origin",
            "http://example.com",
            Config::new()
                .origins(["http://example.com"])
                .credentials(true),
        ),
        (
            "credentials-public-suffix",
            "https://*.github.io",
            Config::new()
                .origins(["https://*.github.io"])
                .credentials(true),
        ),
        (
            "credentials-any-host",
            "moz-extension://*",
            Config::new()
                .origins(["moz-extension://*"])
                .credentials(true),
        ),
        ("method-token", "GET, PUT", allowed().methods(["GET, PUT"])),
        ("method-forbidden", "TRACE", allowed().methods(["TRACE"])),
        ("method-case", "patch", allowed().methods(["patch"])),
        ("method-misspelt", "DELTE", allowed().methods(["DELTE"])),
        (
            "header-token",
            "content-type, x-api-key",
            allowed().headers(["content-type, x-api-key"]),
        ),
        ("header-forbidden", "cookie", allowed().headers(["cookie"])),
        ("header-of-responses", "etag", allowed().headers(["etag"])),
        (
            "expose-forbidden",
            "set-cookie",
            allowed().expose(["set-cookie"]),
        ),
        (
            "expose-of-requests",
            "user-agent",
            allowed().expose(["user-agent"]),
        ),
        (
            "expose-of-preflights",
            "access-control-max-age",
            allowed().expose(["access-control-max-age"]),
        ),
        (
            "max-age-too-long",
            "604_800",
            allowed().max_age(Duration::from_secs(604_800)),
        ),
        (
            "hazard-unneeded",
            "null_origin",
            allowed().dangerously_allow([Hazard::NullOrigin]),
        ),
        (
            "enforce-unneeded",
            "enforce",
            Config::new().origins(["*"]).enforce(true),
        ),
    ]
}

/// A rule of the page.
struct Section {
    name: &'static str,
    text: &'static str,
}

impl Section {
    /// The blocks of code that open like this.
    fn code(&self, opening: &str) -> Vec<&'static str> {
        let mut fences = self.text.split("```");
        fences.next();
        let mut found = vec![];
        while let (Some(block), Some(_)) = (fences.next(), fences.next()) {
            if let Some((first, code)) = block.split_once('\n')
                && first == opening
            {
                found.push(code);
            }
        }
        found
    }

    fn refused(&self) -> &'static str {
        let at_compile_time = self.code("compile_fail").into_iter();
        at_compile_time
            .chain(self.code("should_panic"))
            .next()
            .unwrap_or_default()
    }
}

fn sections(page: &'static str) -> Vec<Section> {
    page.split("\n### ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'))
        .map(|(name, text)| Section {
            name,
            text: text.split("\n## ").next().unwrap_or(text),
        })
        .collect()
}

fn parts() -> (&'static str, &'static str) {
    PAGE.split_once(OF_THE_ATTRIBUTE)
        .expect("the page has a part about the attribute")
}

/// The names in `Violation::rule`, which the compiler keeps exhaustive.
fn names_in_the_enum() -> BTreeSet<&'static str> {
    let rule = ENUM
        .split("pub fn rule(")
        .nth(1)
        .expect("there is a rule()");
    let body = rule.split("\n    }\n").next().unwrap_or(rule);
    body.lines()
        .filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
        .collect()
}

#[test]
fn every_rule_has_a_policy_that_breaks_it_alone() {
    for (rule, _, sample) in samples() {
        // What is only redundant is left out of the policy and told beside it.
        let violations = match sample.check() {
            Ok((_, redundant)) => redundant,
            Err(violations) => violations,
        };
        let found: Vec<_> = violations
            .iter()
            .map(|violation| violation.rule())
            .collect();
        assert_eq!(found, [rule]);
    }
}

#[test]
fn page_and_enum_have_the_same_rules() {
    let listed = |names: Vec<&'static str>| {
        let set: BTreeSet<_> = names.iter().copied().collect();
        assert_eq!(set.len(), names.len(), "a rule stands twice: {names:?}");
        set
    };
    let of_the_enum = names_in_the_enum();
    assert!(of_the_enum.len() > 40, "{of_the_enum:?}");
    let of_the_page = sections(parts().0).into_iter().map(|section| section.name);
    assert_eq!(listed(of_the_page.collect()), of_the_enum);
    let sampled = samples().into_iter().map(|(rule, ..)| rule);
    let others = OF_MACROS.into_iter().chain(OF_ORIGINS);
    let others = others.map(|(rule, _)| rule);
    assert_eq!(listed(sampled.chain(others).collect()), of_the_enum);
}

#[test]
fn every_section_is_whole() {
    for section in sections(PAGE) {
        let name = section.name;
        let reason = section.text.trim_start().split("\n\n").next();
        assert!(
            reason.is_some_and(|reason| reason.len() > 20 && reason.ends_with(['.', '?'])),
            "{name}: no reason"
        );
        let of_origins = OF_ORIGINS.iter().any(|(rule, _)| *rule == name);
        let fails = if of_origins {
            "should_panic"
        } else {
            "compile_fail"
        };
        assert_eq!(section.code(fails).len(), 1, "{name}: refused");
        assert_eq!(section.code("").len(), 1, "{name}: accepted");
        let last = section.text.trim_end().lines().last();
        assert!(
            last.is_some_and(|line| line.starts_with("Source: ") && line.ends_with('.')),
            "{name}: no source"
        );
    }
}

#[test]
fn the_refused_examples_are_the_samples() {
    let mut samples = samples().into_iter().map(|(rule, text, _)| (rule, text));
    for section in sections(parts().0) {
        let name = section.name;
        let mut others = OF_MACROS.into_iter().chain(OF_ORIGINS);
        let other = others.find(|(rule, _)| *rule == name);
        let (rule, text) = other.or_else(|| samples.next()).expect("a sample");
        assert_eq!(name, rule, "the samples are in the order of the page");
        assert!(section.refused().contains(text), "{rule}: {text}");
    }
}

#[test]
fn every_rule_has_its_files() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let of_origins = |section: &Section| OF_ORIGINS.iter().any(|(rule, _)| *rule == section.name);
    let has_files = |page| {
        sections(page)
            .into_iter()
            .filter(|section| !of_origins(section))
    };
    for section in has_files(PAGE) {
        let name = section.name;
        for file in [
            format!("ui/fail/{name}.rs"),
            format!("ui/fail/{name}.stderr"),
        ] {
            assert!(tests.join(&file).exists(), "{file} is missing");
        }
    }
    for section in has_files(parts().0) {
        let name = if EXACT.contains(&section.name) {
            "origin-exact"
        } else {
            section.name
        };
        let file = format!("ui/pass/{name}.rs");
        assert!(tests.join(&file).exists(), "{file} is missing");
    }
}
