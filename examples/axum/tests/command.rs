//! The command itself: what it prints, and how it ends.

#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

fn notes(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_axum-notes"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs it where it must end by itself: its exit code, and what it said.
fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = notes(arguments).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stdout, stderr)
}

#[test]
fn help_tells_the_options() {
    for flag in ["--help", "-h"] {
        let (code, stdout, stderr) = ended(&[flag]);
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
        for part in [
            "Usage: cargo run -p axum-notes",
            "--port",
            "--database",
            "3000",
        ] {
            assert!(stdout.contains(part), "{stdout}");
        }
    }
}

#[test]
fn silly_arguments_are_named() {
    for (arguments, named) in [
        (&["--port", "x"][..], "\"x\" is not a port"),
        (&["--port", "70000"], "\"70000\" is not a port"),
        (&["--database"], "--database"),
        (&["--prot", "1"], "--prot"),
        (&["3000"], "3000"),
    ] {
        let (code, stdout, stderr) = ended(arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr.contains(named), "{arguments:?}: {stderr}");
        assert!(stderr.contains("--help"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, stdout, stderr) = ended(&["--port", &port]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(
        stderr.contains(&format!("port {port} is taken")),
        "{stderr}"
    );
}

#[test]
fn an_unusable_file_is_named() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    for file in [folder, text, "/nowhere/at/all"] {
        let (code, stdout, stderr) = ended(&["--port", "0", "--database", file]);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{file}");
        let problem = format!("can't keep notes in {file}: ");
        assert!(stderr.contains(&problem), "{stderr}");
    }
}

#[test]
fn it_says_where_it_is() {
    let mut child = notes(&["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        first.starts_with("The notes are on http://localhost:"),
        "{first}"
    );
}
