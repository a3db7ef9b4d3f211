//! Many patterns and an origin: the library and the naive matcher agree.

#![no_main]

use cors_core::{Config, Decision, Policy};
use cors_fuzz::{any_matches, origin_near, pattern, without_violations};
use http::{HeaderValue, Request, Response};
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
    let (config, policy) = without_violations(Config::new().origins(patterns));
    let patterns = config.origins;
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

/// None if no request can have this origin.
fn allows(policy: &Policy, origin: &[u8]) -> Option<bool> {
    let origin = HeaderValue::from_bytes(origin).ok()?;
    let request = Request::builder().header("origin", origin).body(()).ok()?;
    let mut response = Response::new(());
    match policy.decide(&request) {
        Decision::Proceed(headers) => headers.apply(&mut response),
        Decision::Respond(response) => panic!("a policy without `enforce` gave {response:?}"),
    }
    Some(
        response
            .headers()
            .contains_key("access-control-allow-origin"),
    )
}
