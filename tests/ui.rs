//! What the compiler says of a mistake: a file for each. After a change of wording, run
//! `TRYBUILD=overwrite cargo test --test ui` and read the difference. What it must let through is in `accepted/`.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
