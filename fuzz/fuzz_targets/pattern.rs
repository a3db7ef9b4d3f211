//! Any text in a list of a policy: the rules don't panic, browsers send what they accept, and the fixes that they suggest
//! are accepted.

#![no_main]

use cors_core::__private::PolicyLiteral;
use cors_core::{Config, Policy, Violation, Violations};
use cors_fuzz::{needs_hazard, pattern};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use url::Url;

type Build = fn(&str) -> std::result::Result<Policy, Violations>;

fuzz_target!(|bytes: &[u8]| {
    // As it is, which suits the fuzzer's own dictionary, and as a pattern that is nearly valid.
    if let Ok(text) = std::str::from_utf8(bytes) {
        check(text);
    }
    if let Ok(text) = nearly_valid(bytes) {
        check(&text);
    }
});

fn nearly_valid(bytes: &[u8]) -> Result<String> {
    let mut u = Unstructured::new(bytes);
    let mut text = pattern(&mut u)?;
    for _ in 0..u.int_in_range(0..=2)? {
        let letters: Vec<_> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        text.insert(*u.choose(&letters)?, u.arbitrary()?);
    }
    Ok(text)
}

fn check(text: &str) {
    for credentials in [false, true] {
        let build = |text: &str| {
            Config::new()
                .origins([text])
                .credentials(credentials)
                .check()
                .map(|(policy, _)| policy)
        };
        match build(text) {
            Ok(policy) => check_accepted(text, &policy),
            Err(violations) => check_rejected(text, &violations, build),
        }
    }
    let builds: [Build; 3] = [
        |text| {
            Config::new()
                .origins(["*"])
                .methods([text])
                .check()
                .map(|(policy, _)| policy)
        },
        |text| {
            Config::new()
                .origins(["*"])
                .headers([text])
                .check()
                .map(|(policy, _)| policy)
        },
        |text| {
            Config::new()
                .origins(["*"])
                .expose([text])
                .check()
                .map(|(policy, _)| policy)
        },
    ];
    for build in builds {
        if let Err(violations) = build(text) {
            check_rejected(text, &violations, build);
        }
    }
}

fn check_accepted(text: &str, policy: &Policy) {
    let Some(patterns) = PolicyLiteral::from(policy).origins else {
        assert_eq!(text, "*");
        return;
    };
    let patterns: Vec<_> = patterns.iter().map(ToString::to_string).collect();
    assert_eq!(patterns, [text]);

    // A browser sends it exactly so.
    let origin = text.replace(":*", ":8443").replacen('*', "a", 1);
    if origin.starts_with("http://") || origin.starts_with("https://") {
        let url = Url::parse(&origin).map(|url| url.origin().ascii_serialization());
        assert_eq!(url.as_deref(), Ok(&*origin), "{text:?}");
    }
}

fn check_rejected(
    text: &str,
    violations: &Violations,
    build: impl Fn(&str) -> std::result::Result<Policy, Violations>,
) {
    for violation in violations {
        assert!(!violation.to_string().is_empty());
        let Some(fix) = violation.fix() else { continue };
        if let Violation::OriginListInString { .. } = violation {
            continue;
        }
        assert_ne!(fix, text);
        for left in build(&fix).err().into_iter().flatten() {
            assert!(
                needs_hazard(&left) && left.rule() != violation.rule(),
                "{text:?} → {fix:?}: {left}"
            );
        }
    }
}
