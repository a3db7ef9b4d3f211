//! The model, where the standard gives an example or a reader might doubt it.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use cors_check::header::{
    is_forbidden_request_header, is_safelisted_request_header, unsafe_request_header_names,
};
use cors_check::{Browser, Credentials, Fetch, Page, Reason};
use http::Response;

const APP: &str = "https://app.example.com";

/// Which part of the algorithm fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocked {
    /// The page may not even ask.
    ForbiddenMethod,
    /// The preflight fails the CORS check, or has no ok status.
    Preflight,
    /// The preflight doesn't allow the method.
    Method,
    /// The preflight doesn't allow a header.
    Header,
    /// The response fails the CORS check.
    Response,
}

fn fetch(method: &str, headers: &[(&str, &str)], credentials: bool) -> Fetch {
    let mut fetch = Fetch::new(method, "https://api.example.net/");
    for (name, value) in headers {
        fetch = fetch.header(*name, *value);
    }
    match credentials {
        true => fetch.credentials(Credentials::Include),
        false => fetch,
    }
}

/// What becomes of a request to a server that always answers with these headers.
fn fetched(fetch: &Fetch, status: u16, headers: &[(&str, &str)]) -> Result<(), Blocked> {
    let outcome = Browser::new().fetch(&Page::new(APP), fetch, |_| {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(()).unwrap()
    });
    let Some(blocked) = outcome.blocked() else {
        return Ok(());
    };
    Err(match blocked.reason {
        Reason::ForbiddenMethod(_) => Blocked::ForbiddenMethod,
        Reason::MethodNotAllowed(_) | Reason::MalformedList("access-control-allow-methods") => {
            Blocked::Method
        }
        Reason::HeadersNotAllowed(_) | Reason::MalformedList(_) => Blocked::Header,
        _ if blocked.by_preflight => Blocked::Preflight,
        _ => Blocked::Response,
    })
}

const ORIGIN: (&str, &str) = ("access-control-allow-origin", "https://app.example.com");
const ANY: (&str, &str) = ("access-control-allow-origin", "*");
const CREDENTIALS: (&str, &str) = ("access-control-allow-credentials", "true");

#[test]
fn the_cors_check() {
    let (plain, include) = (fetch("GET", &[], false), fetch("GET", &[], true));
    let blocked = Err(Blocked::Response);
    for (headers, without, with) in [
        (&[][..], blocked, blocked),
        (&[ORIGIN], Ok(()), blocked),
        (&[ORIGIN, CREDENTIALS], Ok(()), Ok(())),
        (
            &[ORIGIN, ("access-control-allow-credentials", "True")],
            Ok(()),
            blocked,
        ),
        (&[ANY], Ok(()), blocked),
        (&[ANY, CREDENTIALS], Ok(()), blocked),
        (&[ORIGIN, ORIGIN], blocked, blocked),
        (&[ANY, ANY], blocked, blocked),
        (
            &[("access-control-allow-origin", "https://App.example.com")],
            blocked,
            blocked,
        ),
        (&[("access-control-allow-origin", "null")], blocked, blocked),
    ] {
        assert_eq!(fetched(&plain, 200, headers), without, "{headers:?}");
        assert_eq!(fetched(&include, 200, headers), with, "{headers:?}");
        // On every status, other than a preflight.
        assert_eq!(fetched(&plain, 500, headers), without, "{headers:?}");
    }
}

#[test]
fn the_preflight() {
    let methods = |list| ("access-control-allow-methods", list);
    let names = |list| ("access-control-allow-headers", list);
    let put = |credentials| fetch("PUT", &[], credentials);
    let token = |credentials| fetch("GET", &[("X-Token", "1")], credentials);
    let login = |credentials| fetch("GET", &[("Authorization", "1")], credentials);
    let both = [ORIGIN, CREDENTIALS];
    let with = |line| [&both[..], &[line]].concat();

    assert_eq!(fetched(&put(false), 200, &both), Err(Blocked::Method));
    assert_eq!(fetched(&put(false), 200, &with(methods("GET,PUT"))), Ok(()));
    assert_eq!(
        fetched(&put(false), 200, &with(methods("put"))),
        Err(Blocked::Method)
    );
    assert_eq!(fetched(&put(false), 200, &with(methods("*"))), Ok(()));
    assert_eq!(
        fetched(&put(true), 200, &with(methods("*"))),
        Err(Blocked::Method)
    );
    assert_eq!(fetched(&put(true), 200, &with(methods(", PUT,"))), Ok(()));
    assert_eq!(
        fetched(&put(true), 200, &with(methods("PUT;"))),
        Err(Blocked::Method)
    );
    assert_eq!(
        fetched(&put(false), 404, &with(methods("PUT"))),
        Err(Blocked::Preflight)
    );
    assert_eq!(fetched(&put(false), 200, &[]), Err(Blocked::Preflight));

    assert_eq!(fetched(&token(false), 204, &both), Err(Blocked::Header));
    assert_eq!(fetched(&token(false), 204, &with(names("x-TOKEN"))), Ok(()));
    assert_eq!(fetched(&token(false), 204, &with(names("*"))), Ok(()));
    assert_eq!(
        fetched(&token(true), 204, &with(names("*"))),
        Err(Blocked::Header)
    );
    assert_eq!(
        fetched(&login(false), 204, &with(names("*"))),
        Err(Blocked::Header)
    );
    assert_eq!(
        fetched(&login(false), 204, &with(names("*, authorization"))),
        Ok(())
    );

    assert_eq!(
        fetched(&fetch("trace", &[], false), 204, &both),
        Err(Blocked::ForbiddenMethod)
    );
}

#[test]
fn safelisted_request_headers() {
    let yes = [
        ("Accept", "text/html, */*;q=0.1"),
        ("accept-language", "en-GB, *;q=0.5"),
        ("Content-Type", "text/plain"),
        ("content-type", " TEXT/plain ; charset=utf-8"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("range", "bytes=0-"),
        ("range", "bytes=0-0"),
    ];
    let no = [
        ("accept", "{}"),
        ("accept", "a\x01"),
        ("accept-language", "en_GB"),
        ("content-type", "application/json"),
        ("content-type", "text/plain, application/json"),
        ("content-type", "multipart/form-data; boundary=\"x\""),
        ("content-type", "text"),
        ("content-type", ""),
        ("range", "bytes=-1"),
        ("range", "bytes=2-1"),
        ("range", "bytes= 0-1"),
        ("range", "lines=0-1"),
        ("range", "bytes=0-1,3-4"),
        ("x-a", "1"),
    ];
    for (name, value) in yes {
        assert!(is_safelisted_request_header(name, value), "{name}: {value}");
    }
    for (name, value) in no {
        assert!(
            !is_safelisted_request_header(name, value),
            "{name}: {value}"
        );
    }
    assert!(is_safelisted_request_header("accept", &"a".repeat(128)));
    assert!(!is_safelisted_request_header("accept", &"a".repeat(129)));

    let many = |count| vec![("Accept".to_owned(), "a".repeat(128)); count];
    assert!(unsafe_request_header_names(&many(8)).is_empty());
    assert!(unsafe_request_header_names(&many(9)).contains("accept"));
}

#[test]
fn forbidden_request_headers() {
    for name in [
        "Cookie",
        "origin",
        "Sec-Fetch-Site",
        "proxy-x",
        "Access-Control-Request-Method",
    ] {
        assert!(is_forbidden_request_header(name, ""), "{name}");
    }
    assert!(is_forbidden_request_header(
        "X-HTTP-Method-Override",
        "GET, track"
    ));
    assert!(!is_forbidden_request_header(
        "X-HTTP-Method-Override",
        "PUT"
    ));
    assert!(!is_forbidden_request_header("authorization", ""));
}

#[test]
fn preflights_are_cached_for_as_long_as_the_server_says() {
    for (max_age, seconds) in [
        (None, 5),
        (Some("0"), 0),
        (Some("600"), 600),
        (Some("x"), 5),
        // How long is too long is up to the engine.
        (Some("86401"), 86_401),
    ] {
        let mut browser = Browser::new();
        let mut preflights = 0;
        let mut put = |wait| {
            browser.wait(Duration::from_secs(wait));
            let put = fetch("PUT", &[], false);
            let outcome = browser.fetch(&Page::new(APP), &put, |_| {
                let mut response = Response::builder()
                    .header(ORIGIN.0, ORIGIN.1)
                    .header("access-control-allow-methods", "PUT");
                if let Some(max_age) = max_age {
                    response = response.header("access-control-max-age", max_age);
                }
                response.body(()).unwrap()
            });
            assert!(outcome.readable().is_some());
            preflights += outcome.exchanges().filter(|e| e.is_preflight).count();
            preflights
        };
        put(0);
        assert_eq!(put(seconds), 2, "{max_age:?}");
        if seconds > 0 {
            assert_eq!(put(seconds - 1), 2, "{max_age:?}");
        }
    }
}

#[test]
fn every_step_says_where_it_is_written() {
    let put = fetch("PUT", &[("Cookie", "1"), ("X-A", "1")], false);
    let outcome = Browser::new().fetch(&Page::new(APP), &put, |_| {
        Response::builder()
            .header(ORIGIN.0, ORIGIN.1)
            .header("access-control-allow-methods", "PUT")
            .header("access-control-allow-headers", "x-a")
            .body(())
            .unwrap()
    });
    let sections: Vec<_> = outcome
        .steps
        .iter()
        .map(|step| step.section().number)
        .collect();
    let expected = [
        "5.1", "4.1", "4.1", "4.8", "4.10", "4.8", "4.8", "4.8", "4.6", "4.10",
    ];
    assert_eq!(sections, expected);
    let mut addresses = outcome.steps.iter().map(|step| step.section().url());
    assert!(addresses.all(|url| url.starts_with("https://fetch.spec.whatwg.org/#")));
}
