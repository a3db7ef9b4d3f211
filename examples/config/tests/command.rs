//! The same wrong entry in a file, in a variable and in a flag, and what each says.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use cors::{Config, Policy};

const WRONG: &str = "\"https://staging.example.com/\": an origin has no path, not even a trailing `/`, so this would \
                     never match; write https://staging.example.com [origin-path]";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs it with this file, these variables and these flags.
fn run(toml: &str, variables: &[(&str, &str)], flags: &[&str]) -> Run {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("cors-example-{}-{number}.toml", std::process::id());
    let file: PathBuf = std::env::temp_dir().join(name);
    fs::write(&file, toml).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_cors-example-config"))
        .arg("--config")
        .arg(&file)
        .args(flags)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    fs::remove_file(&file).unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

const FILE: &str = r#"
[cors]
origins = ["https://app.example.com"]
methods = ["PUT"]
headers = ["content-type"]
credentials = true
max_age = 600
"#;

#[test]
fn a_policy_comes_from_a_file() {
    let run = run(FILE, &[], &[]);
    assert_eq!(
        (run.code, &*run.stdout, &*run.stderr),
        (
            Some(0),
            "origins = [\"https://app.example.com\"], methods = [PUT], headers = [\"content-type\"], credentials, \
             max_age = 600\n",
            ""
        )
    );
}

#[test]
fn a_variable_stands_above_the_file_as_a_list_or_as_a_text() {
    for value in [
        "https://a.example, https://b.example",
        "https://a.example https://b.example",
        "[\"https://a.example\", \"https://b.example\"]",
        "[https://a.example, https://b.example]",
    ] {
        let run = run(FILE, &[("APP_CORS__ORIGINS", value)], &[]);
        let expected = "origins = [\"https://a.example\", \"https://b.example\"], ";
        assert!(
            run.stdout.starts_with(expected),
            "{value}: {} {}",
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn a_flag_adds_to_both_and_what_is_redundant_is_a_warning() {
    let flag = "--extra-origins=https://preview.example.com,https://app.example.com";
    let run = run(FILE, &[], &[flag]);
    assert!(
        run.stdout.starts_with(
            "origins = [\"https://app.example.com\", \"https://preview.example.com\"], "
        )
    );
    assert_eq!(
        run.stderr,
        "redundant parts of a CORS policy\norigins, entry 3 of 3: \"https://app.example.com\": duplicate entry \
         `https://app.example.com` in `origins`; remove it: it is listed already [duplicate]\n"
    );
}

#[test]
fn a_wrong_entry_in_the_file_is_named() {
    let file = FILE.replace("https://app.example.com", "https://staging.example.com/");
    let run = run(&file, &[], &[]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        format!("invalid CORS policy\norigins, entry 1 of 1: {WRONG}\n")
    );
}

#[test]
fn a_wrong_entry_in_a_variable_is_named() {
    let value = "https://app.example.com,https://staging.example.com/";
    let run = run(FILE, &[("APP_CORS__ORIGINS", value)], &[]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        format!("invalid CORS policy\norigins, entry 2 of 2: {WRONG}\n")
    );
}

#[test]
fn a_wrong_entry_in_a_flag_is_named() {
    for (variables, flags) in [
        (
            &[][..],
            &["--extra-origins=https://staging.example.com/"][..],
        ),
        (
            &[("APP_EXTRA_ORIGINS", "https://staging.example.com/")],
            &[],
        ),
    ] {
        let run = run(FILE, variables, flags);
        assert_eq!(run.code, Some(2));
        assert!(
            run.stderr
                .contains("'--extra-origins <EXTRA_ORIGINS>': entry 1 of 1: "),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(WRONG), "{}", run.stderr);
    }
}

#[test]
fn an_unknown_key_is_an_error_with_the_one_that_was_meant() {
    for (key, meant) in [
        ("allowed_origins", "`origins`"),
        ("exposedHeaders", "`expose`"),
        ("max-age", "`max_age`"),
        ("credentails", "`credentials`"),
        ("supports_credentials", "`credentials`"),
        ("dangerously_alow", "`dangerously_allow`"),
    ] {
        let run = run(&format!("{FILE}{key} = true\n"), &[], &[]);
        assert_eq!(run.code, Some(1));
        assert!(
            run.stderr
                .starts_with(&format!("unknown key `{key}`; write {meant}")),
            "{}",
            run.stderr
        );
    }
    let run = run(&format!("{FILE}colour = true\n"), &[], &[]);
    assert!(
        run.stderr
            .starts_with("unknown key `colour`, expected one of origins, methods, "),
        "{}",
        run.stderr
    );
    let run = self::run(&format!("{FILE}dangerously_allow = [\"null\"]\n"), &[], &[]);
    assert!(
        run.stderr
            .starts_with("unknown hazard `null`, expected one of "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_config_round_trips() {
    for toml in [
        "",
        "origins = [\"https://a.example\", \"https://*.b.example\"]\n",
        "origins = [\"http://a.example\"]\nmethods = [\"PUT\"]\nheaders = [\"x-a\"]\nexpose = [\"etag\"]\n\
         credentials = true\nenforce = true\ntiming = true\nmax_age = 600\ndangerously_allow = [\"insecure_origins\"]\n",
    ] {
        let config: Config = toml::from_str(toml).unwrap();
        let written = toml::to_string(&config).unwrap();
        assert_eq!(written, toml);
        assert_eq!(toml::from_str::<Config>(&written).unwrap(), config);
        assert!(Policy::try_from(config).is_ok());
    }
}
