//! What the compiler says of a mistake: a file for each. After a change of wording, run
//! `TRYBUILD=overwrite cargo test --test ui` and read the difference. What must compile is in `ui/pass/`.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.compile_fail("tests/ui/fail/axum/*.rs");
}
