//! The command itself: what it prints, and how it ends.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
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

#[test]
fn a_wrong_origin_stops_it_at_start_up_by_its_name() {
    let output = notes(&["--port", "0"])
        .env(
            "APP_ORIGINS",
            "https://preview.example.com, https://staging.example.com/",
        )
        .output()
        .unwrap();
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.starts_with(
            "axum-notes: APP_ORIGINS, entry 2 of 2: \"https://staging.example.com/\": an origin has no path"
        ),
        "{stderr}"
    );
}

/// The status of a preflight for a new note from a page of this origin.
fn preflight(address: &str, origin: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "OPTIONS /notes HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\norigin: {origin}\r\n\
         access-control-request-method: POST\r\naccess-control-request-headers: content-type\r\n\r\n"
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn origins_come_from_a_variable() {
    let mut child = notes(&["--port", "0"])
        .env("APP_ORIGINS", "https://preview.example.com")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.rsplit('/').next().unwrap().to_owned();
    assert_eq!(preflight(&address, "https://app.example.com"), "204");
    assert_eq!(preflight(&address, "https://preview.example.com"), "204");
    assert_eq!(preflight(&address, "https://evil.example"), "403");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn at_a_hangup_it_reads_them_again_and_a_wrong_list_changes_nothing() {
    let file = std::env::temp_dir().join(format!("axum-notes-origins-{}", std::process::id()));
    fs::write(&file, "https://first.example.com\n").unwrap();
    let mut child = notes(&["--port", "0"])
        .env("APP_ORIGINS_FILE", &file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut complaints = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.rsplit('/').next().unwrap().to_owned();
    // Behind the address, two lines more and the table of the routes.
    let table = |line: &String| line.starts_with("any ") && line.contains("(fallback)");
    assert!(
        lines
            .by_ref()
            .map_while(Result::ok)
            .any(|line| table(&line))
    );
    let hang_up = || {
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-HUP", &pid])
                .status()
                .unwrap()
                .success()
        );
    };
    assert_eq!(preflight(&address, "https://first.example.com"), "204");
    assert_eq!(preflight(&address, "https://second.example.com"), "403");

    fs::write(&file, "https://second.example.com\n").unwrap();
    hang_up();
    assert_eq!(
        lines.next().unwrap().unwrap(),
        "The origins are read again."
    );
    assert_eq!(preflight(&address, "https://first.example.com"), "403");
    assert_eq!(preflight(&address, "https://second.example.com"), "204");

    fs::write(&file, "https://third.example.com\nexample.com\n").unwrap();
    hang_up();
    let complaint = complaints.next().unwrap().unwrap();
    assert_eq!(complaint, "axum-notes: the origins stay as they were:");
    let complaint = complaints.next().unwrap().unwrap();
    let named = format!("{}, entry 2 of 2: \"example.com\": ", file.display());
    assert!(complaint.starts_with(&named), "{complaint}");
    assert_eq!(preflight(&address, "https://second.example.com"), "204");
    assert_eq!(preflight(&address, "https://third.example.com"), "403");

    child.kill().unwrap();
    child.wait().unwrap();
    fs::remove_file(&file).unwrap();
}
