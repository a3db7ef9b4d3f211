//! What the command does with its arguments.

use std::time::{Duration, Instant};

use crate::command::{Ran, run, run_json};
use crate::server::{plain, response};

const APP: &str = "https://app.example.com";
const ALLOW: &str = "200 acao: https://app.example.com; acam: PUT; acah: content-type; aceh: etag; etag: 1; x-a: 1; vary: origin";

#[test]
fn unsafe_requests_are_sent_only_when_told_to() {
    let server = plain(|_| response(ALLOW));
    let url = server.url();
    let Ran { status, out, err } = run(&[&url, "-o", APP, "-X", "PUT"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("allowed: PUT"), "{out}");
    assert!(err.contains("PUT isn't sent without --send"), "{err}");
    assert_eq!(server.log(), [format!("HTTP/1.1 OPTIONS /notes {APP}")]);

    // Nothing asks the server first.
    let Ran { status, out, .. } = run(&[&url, "-o", APP, "-X", "POST"]);
    assert_eq!(status, 2, "{out}");
    assert!(out.contains("without a preflight"), "{out}");
    assert_eq!(server.log().len(), 1);

    assert_eq!(run(&[&url, "-o", APP, "-X", "PUT", "--dry-run"]).status, 0);
    assert_eq!(server.log().len(), 1);

    let Ran { status, out, .. } = run(&[&url, "-o", APP, "-X", "POST", "--send"]);
    assert_eq!(status, 0, "{out}");
    assert_eq!(server.log()[1], format!("HTTP/1.1 POST /notes {APP}"));
}

#[test]
fn several_are_a_matrix() {
    let server = plain(|_| response(ALLOW));
    let url = server.url();
    let (status, report) = run_json(&[
        &url,
        "-o",
        APP,
        "-o",
        "http://localhost:3000",
        "-X",
        "GET",
        "-X",
        "PUT",
        "-H",
        "content-type: application/json",
        "-H",
        "x-a: 1",
        "--each-header",
    ]);
    assert_eq!(status, 1);
    let verdicts: Vec<_> = report["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["verdict"].as_str().unwrap())
        .collect();
    let expected = [
        "readable", "blocked", "allowed", "blocked", "blocked", "blocked", "blocked", "blocked",
    ];
    assert_eq!(verdicts, expected);

    let Ran { out, .. } = run(&[&url, "-o", APP, "-o", "null"]);
    assert!(out.contains("1 of 2 as expected"), "{out}");
}

#[test]
fn a_header_that_has_to_be_readable() {
    let server = plain(|_| response(ALLOW));
    let url = server.url();
    assert_eq!(run(&[&url, "-o", APP, "--expose", "etag"]).status, 0);
    let Ran { status, out, .. } = run(&[&url, "-o", APP, "--expose", "x-a"]);
    assert_eq!(status, 1);
    assert!(out.contains("#[cors(expose = [\"x-a\"])]"), "{out}");

    // Whatever a server says (Fetch §2.2.2, "forbidden response-header name").
    let server = plain(|_| response("200 acao: *; set-cookie: a=b"));
    let Ran { status, out, .. } = run(&[&server.url(), "-o", APP, "--expose", "Set-Cookie"]);
    assert_eq!(status, 1);
    assert!(out.contains("`Set-Cookie`: no page can read it"), "{out}");
    assert!(!out.contains("expose ="), "{out}");
}

#[test]
fn a_file_of_expectations() {
    let server = plain(|_| response(ALLOW));
    let path = std::env::temp_dir().join(format!("cors-check-{}.toml", std::process::id()));
    let file = path.to_str().unwrap();
    let write =
        |rest: &str| std::fs::write(&path, format!("url = \"{}\"\n{rest}", server.url())).unwrap();
    write(
        "[[expect]]\norigin = 'https://app.example.com'\nmethod = 'PUT'\nheaders = ['content-type: application/json']\n\
         [[expect]]\norigin = 'https://app.example.com'\nexpose = ['etag']\n\
         [[expect]]\norigin = 'https://evil.example'\nreadable = false\n",
    );
    let Ran { status, out, .. } = run(&["--expect", file]);
    assert_eq!(status, 0, "{out}");
    assert!(
        out.contains("blocked, as expected") && out.contains("3 of 3 as expected"),
        "{out}"
    );

    write("[[expect]]\norigin = 'https://app.example.com'\nreadable = false\n");
    let Ran { status, out, .. } = run(&["--expect", file]);
    assert_eq!(status, 1);
    assert!(out.contains("readable, and not meant to be"), "{out}");

    for (text, expected) in [
        (
            "[[expect]]\norigin = 'app.example.com'\n",
            "number 1: expected an origin with its scheme",
        ),
        (
            "[[expect]]\norigin = 'null'\nmethods = 'PUT'\n",
            "unknown field `methods`",
        ),
        ("expect = []\n", "expected at least one [[expect]]"),
        (
            "[[expect]]\norigin = 'null'\nurl = '/notes'\n",
            "expected a URL with http:// or https://, found `/notes`",
        ),
    ] {
        write(text);
        let Ran { status, err, .. } = run(&["--expect", file]);
        assert_eq!(status, 2);
        assert!(err.contains(expected), "{err}");
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(run(&["--expect", file]).status, 2);
}

/// Each server allows too much in one way.
#[test]
fn the_classic_holes_are_found() {
    type Allows = fn(&str) -> bool;
    let none: &[&str] = &[];
    for (allows, holes) in [
        ((|origin| origin == APP) as Allows, none),
        (|_| true, &["reflected origin", "null"]),
        (|origin| origin == "null", &["null"]),
        (|origin| origin.starts_with(APP), &["prefix match"]),
        (
            |origin| origin.ends_with("example.com"),
            &["suffix match", "http of the same host"],
        ),
        (
            |origin| origin.ends_with(".example.com"),
            &["any subdomain", "http of the same host"],
        ),
        (
            |origin| origin.starts_with("http://localhost"),
            &["localhost"],
        ),
        (
            |origin| origin == "https://appxexample.com",
            &["unescaped dot"],
        ),
    ] {
        let server = plain(move |request| {
            let origin = request.headers()["origin"].to_str().unwrap();
            match allows(origin) {
                true => response(&format!("200 acao: {origin}; acac: true; vary: origin")),
                false => response("200 vary: origin"),
            }
        });
        let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
        let probes = report["probes"].as_array().unwrap();
        let found: Vec<_> = probes
            .iter()
            .filter(|probe| probe["finding"] == "hole")
            .map(|probe| probe["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, holes);
        assert_eq!(status, i32::from(!holes.is_empty()));
        let is_safe =
            |line: &String| line.contains("GET /notes") || line.contains("OPTIONS /notes");
        assert!(server.log().iter().all(is_safe));
    }
}

/// A policy of its own for writing is one that a GET doesn't show. Nothing is written to find out, and nothing is said to be
/// readable.
#[test]
fn a_hole_for_writing_alone_is_found() {
    let server = plain(|request| match request.method().as_str() {
        "OPTIONS" => {
            let origin = request.headers()["origin"].to_str().unwrap();
            response(&format!(
                "204 acao: {origin}; acac: true; acam: GET, DELETE"
            ))
        }
        _ => response("200 acao: https://app.example.com; vary: origin"),
    });
    let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
    assert_eq!(status, 1);
    let first = &report["probes"][0];
    assert_eq!(first["finding"], "writing", "{report:#}");
    assert_eq!(first["methods"], serde_json::json!(["DELETE"]));
    let Ran { out, err, .. } = run(&[&server.url(), "-o", APP, "--probe"]);
    for expected in [
        "every website is allowed",
        "it can send DELETE with the user's cookies, as the preflights say (none of these was sent)",
        "it can't read the response to a GET",
    ] {
        assert!(out.contains(expected), "{out}");
    }
    assert!(!out.contains("it can read"), "{out}");
    assert!(
        err.contains("a GET and the preflights of PUT and DELETE"),
        "{err}"
    );
    assert!(!server.log().iter().any(|line| line.contains(" DELETE ")));
}

/// What each page may read without credentials says nothing of what some may with them.
#[test]
fn a_hole_behind_a_public_response_is_found() {
    let server = plain(|request| {
        let origin = request.headers()["origin"].to_str().unwrap();
        match origin.starts_with(APP) {
            true => response(&format!("200 acao: {origin}; acac: true")),
            false => response("200 acao: *"),
        }
    });
    let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
    assert_eq!(status, 1);
    let probes = report["probes"].as_array().unwrap();
    let of = |name: &str| probes.iter().find(|probe| probe["name"] == name).unwrap();
    assert_eq!(of("reflected origin")["finding"], "public");
    assert_eq!(of("prefix match")["finding"], "hole");
}

/// No answer doesn't mean that it isn't allowed.
#[test]
fn what_cannot_be_found_out_is_not_closed() {
    let server = plain(|_| response("200 vary: origin"));
    let url = server.url();
    let (status, report) = run_json(&[&url, "-o", APP, "--probe", "--max-requests", "1"]);
    assert_eq!(status, 2);
    let first = &report["probes"][0];
    assert_eq!(first["finding"], "unusable", "{report:#}");
    let error = first["error"].as_str().unwrap();
    assert!(error.contains("whether it can send PUT: "), "{error}");
    assert_eq!(report["probes"][1]["finding"], "unusable", "{report:#}");
    assert!(report["probes"][1]["error"].is_string(), "{report:#}");

    // A rate limit doesn't say either what the server would.
    for (to_get, to_preflight) in [("429", "204"), ("200 vary: origin", "503")] {
        let server = plain(move |request| match request.method().as_str() {
            "GET" => response(to_get),
            _ => response(to_preflight),
        });
        let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
        assert_eq!(status, 2, "{report:#}");
        assert_eq!(report["probes"][0]["finding"], "unusable", "{report:#}");
    }
}

/// A hole is one, whatever can't be found out beside it.
#[test]
fn a_hole_counts_more_than_what_cannot_be_found_out() {
    let server = plain(|request| {
        response(match request.headers()["origin"].as_bytes() {
            b"https://cors-check.invalid" => "200 acao: https://cors-check.invalid; acac: true",
            _ => "429",
        })
    });
    let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
    assert_eq!(report["probes"][0]["finding"], "hole", "{report:#}");
    assert_eq!(report["probes"][1]["finding"], "unusable", "{report:#}");
    assert_eq!(status, 1);
}

/// With a port, and with the colons of an address.
#[test]
fn what_is_probed_are_origins() {
    let server = plain(|_| response("200"));
    for (origin, expected) in [
        (
            "https://app.example.com:8443",
            &[
                "https://cors-check.invalid",
                "null",
                "https://app.example.com.cors-check.invalid",
                "https://cors-checkexample.com:8443",
                "https://appxexample.com:8443",
                "https://cors-check.example.com:8443",
                "http://app.example.com:8443",
                "https://app.example.com:54321",
                "http://localhost:54321",
            ][..],
        ),
        (
            "http://[::1]:3000",
            &[
                "https://cors-check.invalid",
                "null",
                "http://[::1]:54321",
                "http://localhost:54321",
            ],
        ),
    ] {
        let (_, report) = run_json(&[&server.url(), "-o", origin, "--probe"]);
        let probes = report["probes"].as_array().unwrap().iter();
        let origins: Vec<_> = probes
            .map(|probe| probe["origin"].as_str().unwrap())
            .collect();
        assert_eq!(origins, expected);
    }
}

/// `*` covers `Authorization` in today's engines, and not by the standard.
#[test]
fn the_engine_can_be_chosen() {
    let server = plain(|_| response("200 acao: *; acah: *"));
    let url = server.url();
    let arguments = [&*url, "-o", APP, "-H", "authorization: Bearer 1"];
    assert_eq!(run(&arguments).status, 1);
    for engine in ["chromium", "firefox", "webkit"] {
        let arguments = [&arguments[..], &["--engine", engine]].concat();
        assert_eq!(run(&arguments).status, 0, "{engine}");
    }
    let Ran { status, err, .. } = run(&[&arguments[..], &["--engine", "gecko"]].concat());
    assert_eq!(status, 2);
    assert!(err.contains("expected one of standard, chromium"), "{err}");
}

/// Without credentials, it is a question of what is meant to be public.
#[test]
fn what_is_open_without_credentials_is_told_apart() {
    for (text, finding, words) in [
        (
            "200 acao: *",
            "public",
            "every page reads it without credentials",
        ),
        (
            "200 acao: *; acac: true",
            "public",
            "every page reads it without credentials",
        ),
        ("", "open", "harmless only if it is public"),
    ] {
        let server = plain(move |request| match text {
            "" => response(&format!(
                "200 acao: {}",
                request.headers()["origin"].to_str().unwrap()
            )),
            text => response(text),
        });
        let (status, report) = run_json(&[&server.url(), "-o", APP, "--probe"]);
        assert_eq!(status, 0);
        assert!(
            report["probes"]
                .as_array()
                .unwrap()
                .iter()
                .all(|probe| probe["finding"] == finding),
            "{report:#}"
        );
        let Ran { out, .. } = run(&[&server.url(), "-o", APP, "--probe"]);
        assert!(out.contains(words), "{out}");
    }
}

#[test]
fn mistakes_in_the_arguments_say_what_to_write() {
    for (arguments, expected) in [
        (
            &["http://localhost/"][..],
            "--origin https://app.example.com",
        ),
        (
            &["http://localhost/", "-o", "https://App.example.com:443/x"],
            "write https://app.example.com",
        ),
        (
            &["http://localhost/", "-o", "app.example.com"],
            "such as https://app.example.com",
        ),
        (
            &["localhost/x", "-o", APP],
            "expected a URL with http:// or https://",
        ),
        (
            &["http://localhost:65536/", "-o", APP],
            "`http://localhost:65536/` isn't something that `fetch` takes",
        ),
        (
            &["http://a:b@localhost/", "-o", APP],
            "a URL with a user name or a password",
        ),
        (
            &["http://localhost/", "-o", APP, "-d", "{}"],
            "`GET with a body` isn't something",
        ),
        (
            &["http://localhost/", "-o", "*"],
            "such as https://app.example.com",
        ),
        (
            &["http://localhost/", "-o", "https://"],
            "expected `https://`, a host",
        ),
        (
            &["http://localhost/", "-o", "https://bücher.example"],
            "such as xn--",
        ),
        (
            &["http://localhost/", "-o", "https://localhost:65536"],
            "a port if it isn't",
        ),
        (
            &["http://localhost/", "-o", APP, "--each-header"],
            "--header <NAME: VALUE>",
        ),
        (
            &["http://localhost/", "-o", APP, "-H", "authorization"],
            "expected a value, such as `authorization: 1`",
        ),
        (
            &["http://localhost/", "-o", APP, "-H", ":"],
            "`NAME: VALUE`",
        ),
        (
            &["http://localhost/", "-o", APP, "-H", "x a: 1"],
            "`NAME: VALUE`",
        ),
        (
            &["http://localhost/", "-o", APP, "-H", "x-a: 1\r\nx-b: 2"],
            "a value without line breaks",
        ),
        (
            &["api.example.com/x", "-o", APP],
            "write https://api.example.com/x",
        ),
        (
            &["localhost:8080", "-o", APP],
            "write http://localhost:8080",
        ),
        (
            &["http://bücher.example/", "-o", APP],
            "expected a host in ASCII (such as xn--…)",
        ),
        (
            &["http://localhost/", "-o", "https://*.example.com"],
            "expected one origin, not a pattern",
        ),
        (
            &["http://localhost/", "-o", APP, "--expose", "x y"],
            "expected the name of a header, such as etag",
        ),
        (
            &["http://localhost/", "-o", APP, "--max-requests", "0"],
            "0 is not in 1..",
        ),
        (
            &["http://localhost/", "-o", APP, "-X", ""],
            "expected a method, such as PUT",
        ),
        (&[], "required"),
    ] {
        let Ran { status, err, .. } = run(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(err.contains(expected), "{err}");
    }
    let Ran { status, out, .. } = run(&["--help"]);
    assert_eq!(status, 0);
    assert!(
        out.contains("Examples:") && out.contains("Exit status:"),
        "{out}"
    );
}

/// What would be ignored is refused instead.
#[test]
fn no_argument_is_ignored() {
    for (mode, arguments) in [
        (
            &["--expect", "cors.toml"][..],
            &[
                &["--credentials"][..],
                &["--data", "1"],
                &["--expose", "etag"],
                &["--each-header", "-H", "x-a: 1"],
                &["-X", "PUT"],
            ][..],
        ),
        (
            &["http://localhost:1/", "--probe"],
            &[
                &["--engine", "firefox"],
                &["--credentials"],
                &["--each-header", "-H", "x-a: 1"],
                &["--verbose"],
                &["--expose", "etag"],
            ],
        ),
        (
            &["http://localhost:1/", "-o", APP, "--dry-run"],
            &[&["--json"], &["--verbose"]],
        ),
    ] {
        for arguments in arguments {
            let arguments = [mode, arguments].concat();
            let Ran { status, err, .. } = run(&arguments);
            assert_eq!(status, 2, "{arguments:?}");
            assert!(err.contains("cannot be used with"), "{arguments:?}: {err}");
        }
    }
}

/// Also the requests by which a cause is found.
#[test]
fn all_that_may_be_sent_is_said() {
    let mut arguments = vec!["http://localhost:1/", "--dry-run", "--max-requests", "50"];
    let origins: Vec<String> = (1..=25)
        .map(|port| format!("http://localhost:{}", 1000 + port))
        .collect();
    for origin in &origins {
        arguments.extend(["-o", origin]);
    }
    let Ran { status, err, .. } = run(&arguments);
    assert_eq!(status, 0);
    for origin in &origins {
        assert!(err.contains(&format!("a page of {origin}: GET")), "{err}");
    }
    for expected in [
        "redirects are followed",
        "preflights for less, and a GET, where one is refused",
        "a GET once or twice more, from another origin or with a new query",
        "at most 50 requests in all",
    ] {
        assert!(err.contains(expected), "{err}");
    }
    let Ran { err, .. } = run(&["http://localhost:1/", "-o", APP, "--probe", "--dry-run"]);
    assert!(err.contains("https://cors-checkexample.com"), "{err}");
    let Ran { out, .. } = run(&["--help"]);
    let help = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("it may send more of these"), "{help}");
}

/// Reports end up in the logs of continuous integration.
#[test]
fn no_report_has_a_secret() {
    let server = plain(|_| response(&format!("{ALLOW}; acac: true; set-cookie: s3cret")));
    for form in [&["--verbose"][..], &["--json"]] {
        let server = server.url();
        let arguments = [
            &server,
            "-o",
            APP,
            "-H",
            "authorization: s3cret",
            "-H",
            "X-Api-Key: s3cret",
        ];
        let Ran { out, err, .. } = run(&[&arguments, form].concat());
        assert!(out.contains("authorization"), "{out}");
        assert!(
            !out.contains("s3cret") && !err.contains("s3cret"),
            "{out}{err}"
        );
    }
    let server = plain(|_| response("200 acao: https://app.example.com; set-cookie: s3cret"));
    for form in [&["--verbose"][..], &["--json"]] {
        let Ran { out, .. } = run(&[&[&*server.url(), "-o", APP], form].concat());
        assert!(
            out.contains("set-cookie") && !out.contains("s3cret"),
            "{out}"
        );
    }
}

/// The model doesn't know how long a response takes.
#[test]
fn firefox_may_lose_a_408() {
    let server = plain(|_| response("408 acao: *"));
    for (engine, is_warned) in [("firefox", true), ("standard", false), ("webkit", false)] {
        let (status, report) = run_json(&[&server.url(), "-o", APP, "--engine", engine]);
        assert_eq!(status, 0);
        let warnings = report["cases"][0]["warnings"].to_string();
        assert_eq!(warnings.contains("503 or 504"), is_warned, "{warnings}");
    }
}

/// No terminal, no colours; and a server can't write any.
#[test]
fn nothing_commands_the_terminal() {
    let server = plain(|_| {
        let mut response = response("200 acao: https://b.example.com");
        let value = http::HeaderValue::from_bytes(b"\xc2\x9b31m\xe2\x80\xae").unwrap();
        response.headers_mut().insert("x-evil", value.clone());
        response
            .headers_mut()
            .insert("access-control-allow-origin", value);
        response
    });
    let is_command =
        |text: &str| text.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}');
    for arguments in [&[][..], &["--json"]] {
        let Ran { out, err, .. } = run(&[&[&*server.url(), "-o", APP], arguments].concat());
        assert!(!is_command(&out) && !is_command(&err), "{out:?}");
    }
}

#[test]
fn nothing_fills_the_terminal() {
    let server = plain(|_| response(&format!("200 acao: {}", "a".repeat(100_000))));
    let Ran { status, out, .. } = run(&[&server.url(), "-o", APP]);
    assert_eq!(status, 1);
    assert!(out.len() < 10_000, "{} bytes", out.len());
    assert!(out.contains("more characters"), "{out}");
}

/// Prints the best of 20: a check on loopback, with a preflight, in a process of its own.
#[test]
fn a_check_takes_no_time() {
    let server = plain(|_| response(ALLOW));
    let url = server.url();
    let one = || {
        let start = Instant::now();
        assert_eq!(run(&[&url, "-o", APP, "-X", "PUT", "--send"]).status, 0);
        start.elapsed()
    };
    let best = (0..20).map(|_| one()).min().unwrap();
    println!("a check on loopback: {best:?}, best of 20");
    assert!(best < Duration::from_secs(5));
}
