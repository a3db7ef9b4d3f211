//! Servers that refuse a preflight without a word: the command finds out what they object to.

use http::Request;
use hyper::body::Incoming;

use crate::command::run_json;
use crate::server::{plain, response};

const APP: &str = "https://app.example.com";
const OK: &str = "200 acao: https://app.example.com; vary: origin";

/// With the status of an error a policy refuses, or something in front of it does.
#[test]
fn an_error_of_a_policy_is_told_from_one_in_front_of_it() {
    for (preflight, options, get, expected, argument) in [
        // A function for origins that throws, as in express; a check that rejects, as in Spring.
        (
            "500",
            "204",
            "500",
            "because it doesn't allow this origin",
            "origins = [\"https://app.example.com\"]",
        ),
        (
            "403",
            "405",
            "200",
            "because it doesn't allow this origin",
            "origins = [\"https://app.example.com\"]",
        ),
        // No method at all, as by default in actix-cors.
        (
            "400",
            "405",
            OK,
            "because it doesn't allow the method",
            "methods = [PUT]",
        ),
        (
            "400",
            "400",
            OK,
            "something in front of the CORS policy rejects it",
            "",
        ),
        (
            "502",
            "502",
            OK,
            "the server fails before its CORS policy",
            "",
        ),
    ] {
        let server = plain(move |request: &Request<Incoming>| {
            response(match request.method().as_str() {
                "OPTIONS" if request.headers().contains_key("origin") => preflight,
                "OPTIONS" => options,
                _ => get,
            })
        });
        let (status, report) = run_json(&[&server.url(), "-o", APP, "-X", "PUT"]);
        let case = &report["cases"][0];
        assert_eq!(status, 1, "{case:#}");
        let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        assert!(text("cause").contains(expected), "{case:#}");
        assert_eq!(text("argument"), argument, "{case:#}");
        for line in server.log() {
            let is_safe = ["OPTIONS", "GET"].iter().any(|safe| line.contains(safe));
            assert!(is_safe, "{line}");
        }
    }
}

/// That the policy doesn't take credentials either isn't why it refuses.
#[test]
fn a_method_is_found_behind_credentials() {
    let server = plain(|request: &Request<Incoming>| {
        let asked = request.headers().get("access-control-request-method");
        response(match asked.map(|method| method.as_bytes()) {
            Some(b"POST") => "204 acao: https://app.example.com; vary: origin",
            _ => "204 vary: origin",
        })
    });
    let (status, report) = run_json(&[&server.url(), "-o", APP, "-X", "DELETE", "-c"]);
    assert_eq!(status, 1);
    let cause = report["cases"][0]["cause"].as_str().unwrap();
    assert!(
        cause.contains("the same preflight for POST passes"),
        "{cause}"
    );
}

/// What the command asks for less may have no answer. Then nothing is blamed for that.
#[test]
fn a_rate_limit_blames_no_method() {
    let server = plain(|request: &Request<Incoming>| {
        let asked = request.headers().get("access-control-request-method");
        response(match asked.map(|method| method.as_bytes()) {
            Some(b"PUT") => "204 vary: origin",
            _ => "429",
        })
    });
    let (status, report) = run_json(&[&server.url(), "-o", APP, "-X", "PUT"]);
    let case = &report["cases"][0];
    assert_eq!(status, 1, "{case:#}");
    let argument = case["argument"].as_str().unwrap();
    assert_eq!(
        argument, r#"origins = ["https://app.example.com"]"#,
        "{case:#}"
    );
}
