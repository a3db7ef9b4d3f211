//! What doesn't compile with axum, and what the compiler then says: a file for each mistake. And what has to.

#[test]
fn messages() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/ui-axum/fail/*.rs");
    tests.pass("tests/ui-axum/pass/*.rs");
}
