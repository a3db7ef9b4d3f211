//! Servers that are wrong, each in one way: the command has to name the very cause.

use http::Request;
use hyper::body::Incoming;
use serde_json::Value;

use crate::command::run_json;
use crate::server::{plain, response};

const APP: &str = "https://app.example.com";

/// What is wrong, what the page does, what the server says to a preflight and to the rest, and what the console, the
/// cause and the fix have to say of it.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
    [&'static str; 3],
);

const NO_ORIGIN: &str =
    "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const PUT: &[&str] = &["-X", "PUT"];
const PUT_COOKIE: &[&str] = &["-X", "PUT", "-c"];
const COOKIE: &[&str] = &["-c"];
const JSON: &[&str] = &["-H", "content-type: application/json"];
const TOKEN: &[&str] = &["-H", "authorization: Bearer 1"];
const OK: &str = "200 acao: https://app.example.com; acac: true; vary: origin";

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("no CORS at all", &[], "200", "200", [NO_ORIGIN, "says nothing about CORS", "Access-Control-Allow-Origin: https://app.example.com"]),
    ("the origin isn't allowed", &[], "204", "200 vary: Origin", [NO_ORIGIN, "doesn't allow this origin (it looks at `Origin`", "Vary: Origin"]),
    ("no CORS on a preflight", PUT, "200", OK, [NO_ORIGIN, "the server answers the preflight, and says nothing about CORS", "Access-Control-Allow-Origin"]),
    ("authentication in front", PUT, "401", OK, [NO_ORIGIN, "authentication answers the preflight with 401", "before authentication"]),
    ("authentication in front, with headers", PUT, "401 acao: https://app.example.com", OK, ["It does not have HTTP ok status.", "authentication answers the preflight with 401", "before authentication"]),
    ("forbidden", PUT, "403", OK, [NO_ORIGIN, "answered with 403", "allow the origin"]),
    ("no route for OPTIONS", PUT, "405", OK, [NO_ORIGIN, "no route handles OPTIONS", "answer OPTIONS"]),
    ("no route", PUT, "404 acao: *", OK, ["It does not have HTTP ok status.", "no route handles OPTIONS", "check the path"]),
    ("a rate limit", PUT, "429", OK, [NO_ORIGIN, "rate limit answers the preflight", "before the rate limit"]),
    ("a server error", PUT, "502", OK, [NO_ORIGIN, "fails before its CORS policy", "log"]),
    ("a redirected preflight", PUT, "301 location: /notes/; acao: *", OK, ["Redirect is not allowed for a preflight request.", "the preflight is redirected (301) to `/notes/`", "fetch the URL that it leads to"]),
    ("a redirected preflight without headers", PUT, "308 location: https://localhost/", OK, ["Redirect is not allowed for a preflight request.", "the preflight is redirected (308)", "https"]),
    ("two lines", &[], "204", "200 acao: https://app.example.com; acao: https://app.example.com", ["contains multiple values 'https://app.example.com, https://app.example.com', but only one is allowed.", "there are 2 lines", "remove the headers in the other"]),
    ("two lines, one a wildcard", &[], "204", "200 acao: *; acao: https://app.example.com", ["contains multiple values '*, https://app.example.com'", "there are 2 lines", "remove"]),
    ("a list of origins", &[], "204", "200 acao: https://app.example.com, https://b.example.com", ["contains multiple values", "is a list", "alone"]),
    ("a list with spaces", &[], "204", "200 acao: https://app.example.com https://b.example.com", ["contains multiple values", "is a list", "Access-Control-Allow-Origin"]),
    ("a wildcard with credentials", COOKIE, "204", "200 acao: *; acac: true", ["must not be the wildcard '*'", "`*`, which doesn't count for a request with credentials", "Access-Control-Allow-Origin: https://app.example.com"]),
    ("a wildcard with credentials, at the preflight", PUT_COOKIE, "204 acao: *; acam: PUT", OK, ["Response to preflight request doesn't pass access control check: The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*'", "doesn't count", "Vary: Origin"]),
    ("no credentials", COOKIE, "204", "200 acao: https://app.example.com; vary: origin", ["header in the response is '' which must be 'true'", "but not with credentials", "Access-Control-Allow-Credentials: true"]),
    ("credentials in upper case", COOKIE, "204", "200 acao: https://app.example.com; acac: True", ["is 'True' which must be 'true'", "only `true` counts, in lower case", "true"]),
    ("credentials twice", COOKIE, "204", "200 acao: https://app.example.com; acac: true; acac: true", ["is 'true, true' which must be 'true'", "and once", "true"]),
    ("no credentials at the preflight", PUT_COOKIE, "204 acao: https://app.example.com; acam: PUT", OK, ["is '' which must be 'true'", "but not with credentials", "on the preflight"]),
    ("a slash at the end", &[], "204", "200 acao: https://app.example.com/", ["has a value 'https://app.example.com/' that is not equal to the supplied origin.", "ends with a slash", "https://app.example.com`"]),
    ("upper case", &[], "204", "200 acao: https://App.Example.com", ["not equal", "upper and lower case", "https://app.example.com"]),
    ("http", &[], "204", "200 acao: http://app.example.com", ["not equal", "differs in the scheme", "https://app.example.com"]),
    ("another port", &[], "204", "200 acao: https://app.example.com:8443", ["not equal", "differs in the port", "https://app.example.com"]),
    ("a path", &[], "204", "200 acao: https://app.example.com/notes", ["not equal", "has a path", "https://app.example.com"]),
    ("no scheme", &[], "204", "200 acao: app.example.com", ["contains the invalid value 'app.example.com'.", "lacks the scheme", "https://app.example.com"]),
    ("quotes", &[], "204", "200 acao: \"https://app.example.com\"", ["contains the invalid value", "has quotes", "https://app.example.com"]),
    ("a pattern", &[], "204", "200 acao: https://*.example.com", ["not equal", "is a pattern, and browsers compare byte for byte", "https://app.example.com"]),
    ("null", &[], "204", "200 acao: null", ["has a value 'null'", "allows `null`", "https://app.example.com"]),
    ("empty", &[], "204", "200 acao: ", ["contains the invalid value ''.", "is empty", "https://app.example.com"]),
    ("a fixed other origin", &[], "204", "200 acao: https://www.example.com", ["not equal", "another origin, `https://www.example.com`", "Vary: Origin"]),
    ("the method isn't listed", PUT, "204 acao: https://app.example.com; acam: GET, POST", OK, ["Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.", "allows `GET`, `POST`, and not `PUT`", "list `PUT`"]),
    ("no list of methods", PUT, "204 acao: https://app.example.com", OK, ["Method PUT is not allowed", "has no `Access-Control-Allow-Methods`", "list `PUT`"]),
    ("the list of methods in lower case", PUT, "204 acao: https://app.example.com; acam: put", OK, ["Method PUT is not allowed", "the server lists `put`", "list `PUT`"]),
    ("the page's method in lower case", &["-X", "patch"], "204 acao: https://app.example.com; acam: PATCH", OK, ["Method patch is not allowed", "the page says `patch` and the server lists `PATCH`", "write `PATCH`"]),
    ("a wildcard of methods with credentials", PUT_COOKIE, "204 acao: https://app.example.com; acac: true; acam: *", OK, ["Method PUT is not allowed", "`*`, which with credentials is a name like any other", "list `PUT`"]),
    ("a list of methods that is none", PUT, "204 acao: https://app.example.com; acam: GET PUT", OK, ["Cannot parse Access-Control-Allow-Methods response header field in preflight response.", "isn't a list", "commas"]),
    ("a list of headers that is none", JSON, "204 acao: https://app.example.com; acah: [content-type]", OK, ["Cannot parse Access-Control-Allow-Headers", "isn't a list", "commas"]),
    ("the header isn't listed", JSON, "204 acao: https://app.example.com; acah: x-a", OK, ["Request header field content-type is not allowed by Access-Control-Allow-Headers in preflight response.", "allows `x-a`, and not `content-type`", "list `content-type`"]),
    ("no list of headers", JSON, "204 acao: https://app.example.com", OK, ["Request header field content-type", "has no `Access-Control-Allow-Headers`", "list `content-type`"]),
    ("a wildcard and authorization", TOKEN, "204 acao: *; acah: *", "200 acao: *", ["Request header field authorization", "`*`, which doesn't cover `authorization`", "list `authorization`"]),
    ("a wildcard of headers with credentials", &["-c", "-H", "x-a: 1"], "204 acao: https://app.example.com; acac: true; acah: *", OK, ["Request header field x-a", "`*`, which with credentials is a name like any other", "list `x-a`"]),
    ("headers for OPTIONS only", JSON, "204 acao: https://app.example.com; acah: content-type", "200", [NO_ORIGIN, "the headers are set for OPTIONS only", "on every response"]),
    ("an error without headers", JSON, "204 acao: https://app.example.com; acah: content-type", "500", [NO_ORIGIN, "status 500 lacks the header", "on every response"]),
    ("an error without a preflight", &[], "204", "401", [NO_ORIGIN, "the response with status 401 has no CORS headers", "on errors"]),
    ("a redirect without headers", &[], "204", "302 location: https://localhost:1/", [NO_ORIGIN, "the redirect to `https://localhost:1/` has no CORS headers", "last URL"]),
    ("a redirect with a password", &[], "204", "302 acao: *; location: http://a:b@localhost/", ["Redirect location 'http://a:b@localhost/' contains a username and password", "user name or a password", "last URL"]),
];

#[test]
fn each_cause_is_named() {
    for (name, arguments, preflight, rest, [console, cause, fix]) in CASES {
        let server = plain(
            |request: &Request<Incoming>| match request.method().as_str() {
                "OPTIONS" => response(preflight),
                _ => response(rest),
            },
        );
        let url = server.url();
        let (status, report) = run_json(&[&[&url, "-o", APP], *arguments].concat());
        let case = &report["cases"][0];
        assert_eq!(status, 1, "{name}: {case:#}");
        assert_eq!(case["verdict"], "blocked", "{name}: {case:#}");
        for (field, expected) in [("console", console), ("cause", cause), ("fix", fix)] {
            let text = case[field].as_str().unwrap();
            assert!(text.contains(expected), "{name}: {field}: {text}");
        }
        if let Some(argument) = case["argument"].as_str() {
            crate::common::assert_accepted(argument, APP);
        }
        let section = case["section"].as_str().unwrap();
        assert!(
            section.starts_with("https://fetch.spec.whatwg.org/#"),
            "{name}: {section}"
        );
        // Nothing that may change something, whatever the method.
        for line in server.log() {
            assert!(
                ["OPTIONS", "GET"].iter().any(|safe| line.contains(safe)),
                "{name}: {line}"
            );
        }
    }
}

/// Every website can send it, so no advice opens a server to it.
fn assert_null_stays_closed(case: &Value, fix: &str) {
    assert_eq!(case["argument"], Value::Null, "{case:#}");
    let text = case["fix"].as_str().unwrap();
    assert!(text.contains(fix), "{case:#}");
    assert!(text.contains("Don't allow `null`"), "{case:#}");
    assert!(!text.contains("Allow-Origin: null"), "{case:#}");
}

/// From a page with an opaque origin.
#[test]
fn null_is_explained_and_never_advised() {
    for (text, arguments, expected) in [
        ("200", &[][..], "doesn't allow `null`"),
        ("403 vary: origin", PUT, "doesn't allow `null`"),
        (
            "200 acao: https://app.example.com",
            &[],
            "allows `https://app.example.com`",
        ),
        ("200 acao: *", COOKIE, "allows every origin with `*`"),
        (
            "200 acao: null",
            COOKIE,
            "allows `null`, but not with credentials",
        ),
        ("200 acao: null; acao: null", &[], "allows `null, null`"),
    ] {
        let server = plain(move |request: &Request<Incoming>| {
            match request.headers().contains_key("origin") {
                true => response(text),
                false => response("405"),
            }
        });
        let (status, report) = run_json(&[&[&server.url(), "-o", "null"], arguments].concat());
        assert_eq!(status, 1);
        let case = &report["cases"][0];
        let cause = case["cause"].as_str().unwrap();
        assert!(cause.contains("has no origin of its own"), "{cause}");
        assert!(cause.contains(expected), "{cause}");
        assert_null_stays_closed(case, "serve the page from an origin");
    }
}

/// From one foreign origin to another the origin becomes `null`.
#[test]
fn a_redirect_to_another_origin_is_explained() {
    for (last, arguments) in [
        ("200 vary: origin", &[][..]),
        ("200 acao: https://app.example.com", &[]),
        ("200 acao: *", COOKIE),
    ] {
        let other = plain(move |_| response(last));
        let to = other.url();
        let location = to.clone();
        let server = plain(move |_| {
            response(&format!(
                "302 acao: {APP}; acac: true; location: {location}"
            ))
        });
        let (status, report) = run_json(&[&[&server.url(), "-o", APP], arguments].concat());
        assert_eq!(status, 1);
        let case = &report["cases"][0];
        let cause = case["cause"].as_str().unwrap();
        assert!(
            cause.contains("from one foreign origin to another"),
            "{cause}"
        );
        let console = case["console"].as_str().unwrap();
        assert!(console.contains("(redirected from '"), "{console}");
        assert_null_stays_closed(case, &format!("fetch `{to}` directly"));
    }
}

/// A server that reflects the origin, and a cache in front of it that goes by the path and query alone.
#[test]
fn a_cache_without_vary_is_found() {
    let cached = |text: fn(&str) -> String| {
        let cache = std::sync::Mutex::new(std::collections::HashMap::new());
        plain(move |request: &Request<Incoming>| {
            let origin = request
                .headers()
                .get("origin")
                .map_or("", |origin| origin.to_str().unwrap());
            let origin = if origin.ends_with("example.com") {
                origin
            } else {
                ""
            };
            let path = request.uri().path_and_query().unwrap().as_str().to_owned();
            let mut cache = cache.lock().unwrap();
            response(cache.entry(path).or_insert_with(|| text(origin)))
        })
    };
    let without_vary = |origin: &str| match origin {
        "" => "200".to_owned(),
        origin => format!("200 acao: {origin}"),
    };
    let server = cached(without_vary);
    let url = server.url();
    // The first page fills the cache, and is told.
    let (status, report) = run_json(&[&url, "-o", APP]);
    assert_eq!(status, 0);
    let warning = report["cases"][0]["warnings"][0].as_str().unwrap();
    assert!(
        warning.contains("a cache in between does it already"),
        "{warning}"
    );
    // The second gets what is for the first.
    let (status, report) = run_json(&[&url, "-o", "https://b.example.com"]);
    assert_eq!(status, 1);
    let cause = report["cases"][0]["cause"].as_str().unwrap();
    assert!(
        cause.contains("a cache between the page and the server"),
        "{cause}"
    );

    // What was cached for a request without `Origin` has no header at all.
    let server = cached(without_vary);
    let url = server.url();
    run_json(&[&url, "-o", "https://a.other.example"]);
    let (status, report) = run_json(&[&url, "-o", APP]);
    assert_eq!(status, 1);
    let cause = report["cases"][0]["cause"].as_str().unwrap();
    assert!(
        cause.contains("a cache between the page and the server"),
        "{cause}"
    );
}

/// A cache, such as a CDN that hasn't been told to, that ignores the `Vary` that the server sends. And a server that sends it
/// only where it allows the origin.
#[test]
fn a_cache_that_ignores_vary_is_told_from_a_missing_vary() {
    for (to_others, expected, fix) in [
        (
            "200 acao: https://b.example.com; vary: Origin",
            "the cache ignores `Vary: Origin`, which the response has",
            "key on `Origin`",
        ),
        (
            "200 vary: Origin",
            "the cache ignores `Vary: Origin`, which the response has",
            "key on `Origin`",
        ),
        (
            "200",
            "is missing on the response that was cached, and is there on others",
            "with and without `Origin`",
        ),
    ] {
        let server = plain(
            move |request: &Request<Incoming>| match request.uri().query() {
                None => response(to_others),
                Some(_) => response(&format!("200 acao: {APP}; vary: Origin")),
            },
        );
        let (status, report) = run_json(&[&server.url(), "-o", APP]);
        assert_eq!(status, 1);
        let case = &report["cases"][0];
        assert!(
            case["cause"].as_str().unwrap().contains(expected),
            "{case:#}"
        );
        assert!(case["fix"].as_str().unwrap().contains(fix), "{case:#}");
    }
}

#[test]
fn a_missing_vary_is_found_without_a_cache() {
    for (with, is_found) in [
        ("", true),
        ("; vary: accept, Origin", false),
        ("; vary: *", false),
    ] {
        let server = plain(move |request: &Request<Incoming>| {
            let origin = request.headers()["origin"].to_str().unwrap();
            match origin {
                APP => response(&format!("200 acao: {APP}{with}")),
                _ => response("200"),
            }
        });
        let (status, report) = run_json(&[&server.url(), "-o", APP]);
        assert_eq!(status, 0);
        let warnings = report["cases"][0]["warnings"].as_array().unwrap();
        assert_eq!(!warnings.is_empty(), is_found, "{with}: {warnings:?}");
    }
    // One fixed origin doesn't depend on anything.
    let server = plain(|_| response("200 acao: https://app.example.com"));
    let (_, report) = run_json(&[&server.url(), "-o", APP]);
    assert_eq!(report["cases"][0]["warnings"].as_array().unwrap().len(), 0);
}
