//! What the compiler says of a mistake: a file for each. After a change of wording, run
//! `TRYBUILD=overwrite cargo test -p cors-actix-web --test ui -- --ignored` and read the difference.

#[test]
#[ignore = "it builds actix-web once more, which takes minutes"]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
