//! How long the properties are searched.

use proptest::prelude::ProptestConfig;

/// This many cases, or as many as `PROPTEST_CASES` says for a longer search.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.map_or(cases, |asked| asked.parse().unwrap()),
        // What a random case finds becomes a plain test, not a file beside.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
