//! What the compiler says of a mistake: a file for each. After a change of wording, run
//! `TRYBUILD=overwrite cargo test --test ui` and read the difference. What must compile is in `ui/pass/`.

#[test]
fn messages() {
    #[cfg(unix)]
    if !features::are_fixed() {
        return features::fix();
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.compile_fail("tests/ui/fail/axum/*.rs");
}

/// trybuild builds `cors` once more, with the features that this test was built with. If the whole workspace is tested
/// these are all of them, so that would be every framework. It finds them in a file of cargo's beside the test, and the
/// test by its first argument: this runs the test anew as one of another place, with a file of its own there.
#[cfg(unix)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod features {
    use std::os::unix::process::CommandExt as _;
    use std::path::Path;
    use std::process::Command;
    use std::{env, fs};

    const NAME: &str = "ui-0000000000000000";

    /// For the run anew.
    const ANEW: &str = "CORS_UI_ANEW";

    pub(super) fn are_fixed() -> bool {
        let are_fixed = env::args().next().unwrap().ends_with(NAME);
        assert!(are_fixed || env::var_os(ANEW).is_none(), "its name is lost");
        are_fixed
    }

    pub(super) fn fix() {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
        let beside = folder.join(".fingerprint").join(NAME);
        fs::create_dir_all(&beside).unwrap();
        // Those of the dev-dependency on `cors` in `Cargo.toml`.
        let names = r#"["axum", "config", "serde", "tower", "tracing", "utoipa"]"#;
        let file = serde_json::json!({ "features": names });
        fs::write(beside.join("features.json"), file.to_string()).unwrap();
        let status = Command::new(env::current_exe().unwrap())
            .arg0(folder.join("deps").join(NAME))
            .args(env::args_os().skip(1))
            .env(ANEW, "")
            .status();
        assert!(status.unwrap().success(), "its messages are above");
    }
}
