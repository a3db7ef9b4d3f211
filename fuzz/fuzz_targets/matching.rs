//! An origin against many patterns: the library and the naive matcher agree.

#![no_main]

use cors_core::{Decision, Policy};
use cors_fuzz::{any_matches, mended, origin_near, pattern};
use http::{HeaderMap, HeaderValue, Request};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = check(bytes);
});

fn check(bytes: &[u8]) -> Result<()> {
    let mut u = Unstructured::new(bytes);
    let mut patterns = vec![];
    for _ in 0..u.int_in_range(1..=24)? {
        patterns.push(pattern(&mut u)?);
    }
    let draft = cors_core::rules::Draft {
        origins: Some(patterns),
        ..Default::default()
    };
    let Some((draft, policy)) = mended(draft) else {
        return Ok(());
    };
    let patterns = draft.origins.unwrap_or_default();
    while !u.is_empty() {
        let origin = origin_near(&mut u, &patterns)?;
        if let Some(allowed) = allows(&policy, &origin) {
            assert_eq!(
                allowed,
                any_matches(&patterns, &origin),
                "{:?} with {patterns:?}",
                String::from_utf8_lossy(&origin)
            );
        }
    }
    Ok(())
}

/// None where no request can carry the origin.
fn allows(policy: &Policy, origin: &[u8]) -> Option<bool> {
    let origin = HeaderValue::from_bytes(origin).ok()?;
    let request = Request::builder().header("origin", origin).body(()).ok()?;
    let mut headers = HeaderMap::new();
    match policy.decide(&request) {
        Decision::Run(run) => run.apply(&mut headers),
        Decision::Answer(answer) => panic!("a policy without `enforce` gave {answer:?}"),
    }
    Some(headers.contains_key("access-control-allow-origin"))
}
