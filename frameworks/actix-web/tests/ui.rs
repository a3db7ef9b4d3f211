//! What the compiler says of a mistake: a file for each. After a change of wording, run
//! `TRYBUILD=overwrite cargo test -p cors-actix-web --test ui` and read the difference.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
