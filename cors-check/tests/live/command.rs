//! The command, as a user runs it.

use std::process::Command;

use serde_json::Value;

pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_cors-check"))
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// With `--json`.
pub(crate) fn run_json(arguments: &[&str]) -> (i32, Value) {
    let ran = run(&[arguments, &["--json"]].concat());
    let value = serde_json::from_str(&ran.out);
    (
        ran.status,
        value.unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err)),
    )
}
