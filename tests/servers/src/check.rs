//! The command, as a user runs it.

use std::process::Command;

use serde_json::Value;

/// A path, what the page does there, and what the cause has to say. It is empty where nothing is wrong.
pub(crate) type Case = (&'static str, &'static [&'static str], &'static str);

/// Checks each path of a server. All that differs is told at once.
pub(crate) fn assert_causes(server: &str, cases: &[Case]) {
    let mut wrong = vec![];
    for (path, page, expected) in cases {
        let case = check(&format!("{server}{path}"), page);
        let cause = case["cause"].as_str().unwrap_or_default();
        let as_expected = match *expected {
            "" => case["as_expected"] == true,
            expected => case["verdict"] == "blocked" && cause.contains(expected),
        };
        if !as_expected {
            wrong.push(format!(
                "{path} {page:?}: expected {expected:?} in\n{case:#}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} causes at {server}", cases.len());
}

fn check(url: &str, page: &[&str]) -> Value {
    let command = ["run", "-q", "-p", "cors-check", "--features", "cli", "--"];
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .args(command)
        .args([url, "-o", "https://app.example.com", "--json"])
        .args(page)
        .output()
        .expect("cargo");
    let report = String::from_utf8_lossy(&output.stdout);
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|error| {
        panic!(
            "{error}: {report}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    report["cases"][0].clone()
}
