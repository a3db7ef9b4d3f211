//! What doesn't compile with axum, and what the compiler then says: a file for each mistake.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui-axum/fail/*.rs");
}
