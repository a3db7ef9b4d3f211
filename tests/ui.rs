//! What the compiler says of a mistake, and what it must let through. After a change of wording, run
//! `TRYBUILD=overwrite cargo test --test ui` and read the difference.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
fn accepted() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
