//! Whatever stands in a list of a policy: the rules don't panic, what they accept is what browsers send, and
//! what they offer instead is accepted.

#![no_main]

use cors_core::__private::Pattern;
use cors_core::Policy;
use cors_core::rules::{self, Draft, Violation, Violations};
use cors_fuzz::{is_of_credentials, pattern};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use url::Url;

type Build = fn(&str) -> std::result::Result<Policy, Violations>;

fuzz_target!(|bytes: &[u8]| {
    // As it is, which is what a dictionary of a fuzzer is best at, and as a pattern that is nearly right.
    if let Ok(text) = std::str::from_utf8(bytes) {
        check(text);
    }
    if let Ok(text) = nearly_right(bytes) {
        check(&text);
    }
});

fn nearly_right(bytes: &[u8]) -> Result<String> {
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
            let policy = Policy::builder().origins([text]);
            if credentials {
                policy.credentials().build()
            } else {
                policy.build()
            }
        };
        match build(text) {
            Ok(_) => accepted(text),
            Err(violations) => refused(text, &violations, build),
        }
    }
    let builds: [Build; 3] = [
        |text| Policy::builder().origins(["*"]).methods([text]).build(),
        |text| Policy::builder().origins(["*"]).headers([text]).build(),
        |text| Policy::builder().origins(["*"]).expose([text]).build(),
    ];
    for build in builds {
        if let Err(violations) = build(text) {
            refused(text, &violations, build);
        }
    }
}

fn accepted(text: &str) {
    let draft = Draft {
        origins: Some(vec![text.to_owned()]),
        ..Draft::default()
    };
    let Ok(passed) = rules::check(&draft) else {
        panic!("{text:?} is accepted with credentials only");
    };
    let Some((patterns, _)) = passed.origins else {
        assert_eq!(text, "*");
        return;
    };
    // There and back again.
    let whole: Vec<_> = patterns
        .iter()
        .map(|pattern| match pattern {
            Pattern::Exact(origin) => origin.to_string(),
            Pattern::AnyPort(origin) => format!("{origin}:*"),
            Pattern::Subdomains(before, after) => format!("{before}*{after}"),
            Pattern::SubdomainsAnyPort(before, after) => format!("{before}*{after}:*"),
        })
        .collect();
    assert_eq!(whole, [text]);

    // A browser would send it like that.
    let origin = text.replacen("*.", "a.", 1).replace(":*", ":8443");
    if origin.starts_with("http://") || origin.starts_with("https://") {
        let url = Url::parse(&origin).map(|url| url.origin().ascii_serialization());
        assert_eq!(url.as_deref(), Ok(&*origin), "{text:?}");
    }
}

fn refused(
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
                is_of_credentials(&left) && left.rule() != violation.rule(),
                "{text:?} → {fix:?}: {left}"
            );
        }
    }
}
