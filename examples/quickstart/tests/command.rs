//! The command itself: what it prints, and how it ends.

#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn quickstart(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs it where it must end by itself.
fn output(arguments: &[&str]) -> (Output, String, String) {
    let output = quickstart(arguments).output().unwrap();
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    (output, stdout, stderr)
}

#[test]
fn help_tells_the_options() {
    for flag in ["--help", "-h"] {
        let (output, stdout, stderr) = output(&[flag]);
        assert!(output.status.success());
        assert_eq!(stderr, "");
        for part in [
            "Usage: cargo run -p quickstart",
            "--port",
            "--help",
            "3000",
            "3001",
        ] {
            assert!(stdout.contains(part), "{stdout}");
        }
    }
}

#[test]
fn silly_arguments_are_named() {
    for (arguments, named) in [
        (&["--port", "x"][..], "\"x\" is not a port"),
        (&["--port", "-1"], "\"-1\" is not a port"),
        (&["--port", "70000"], "\"70000\" is not a port"),
        (&["--port="], "\"\" is not a port"),
        (&["--port", "65535"], "none left for the page"),
        (&["--port"], "--port"),
        (&["--prot", "1"], "--prot"),
        (&["3000"], "3000"),
    ] {
        let (output, stdout, stderr) = output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert_eq!(stdout, "", "{arguments:?}");
        assert!(stderr.contains(named), "{arguments:?}: {stderr}");
        assert!(stderr.contains("--help"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    // Both as the port of the API and as that of the page.
    for (argument, what) in [(port, "the API"), (port - 1, "the page")] {
        let (output, stdout, stderr) = output(&["--port", &argument.to_string()]);
        // Something else may have the port before it.
        if what == "the page" && stderr.contains("the API") {
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert_eq!(stdout, "");
        let problem = format!("port {port} is taken, and {what} needs it");
        assert!(stderr.contains(&problem), "{stderr}");
        assert!(stderr.contains("--port 0"), "{stderr}");
    }
}

#[test]
fn it_says_where_it_is_and_what_to_do() {
    let mut child = quickstart(&["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while !said.contains("Ctrl-C") {
        said += &lines.next().unwrap().unwrap();
        said += "\n";
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for part in [
        "The API   http://localhost:",
        "The page  http://localhost:",
        "in a browser",
        "curl -i -X OPTIONS 'http://localhost:",
        "examples/quickstart/src/api.rs",
    ] {
        assert!(said.contains(part), "{said}");
    }
}
