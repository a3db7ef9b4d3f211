//! Where each engine departs from the standard. `tests/browser` has the same stories told by the engines themselves.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use cors_check::{Browser, Credentials, Departure, Engine, Fetch, Page};
use http::Response;

const APP: &str = "https://app.test";

fn fetch(words: &str) -> Fetch {
    let mut words = words.split_whitespace();
    let fetch = Fetch::new(words.next().unwrap(), "https://api.test/");
    words.fold(fetch, |fetch, word| match word {
        "cookie" => fetch.credentials(Credentials::Include),
        header => fetch.header(header, "1"),
    })
}

/// A page makes these calls, one after the other, at a server whose preflights have these lists. What comes of each: `P`
/// for a preflight, and `x` where it is blocked.
fn story(engine: Engine, page: &str, calls: &[&str], lists: &str) -> String {
    let mut browser = Browser::new().engine(engine);
    let mut story = vec![];
    for call in calls {
        if let Some(seconds) = call.strip_prefix("wait ") {
            browser.wait(Duration::from_secs(seconds.parse().unwrap()));
            continue;
        }
        // A call of `refused` gets no headers.
        let (call, refused) = match call.strip_prefix("refused ") {
            Some(call) => (call, true),
            None => (*call, false),
        };
        let outcome = browser.fetch(&Page::new(page), &fetch(call), |request| {
            let mut response = Response::builder();
            if !refused {
                response = response
                    .header(
                        "access-control-allow-origin",
                        request.headers()["origin"].clone(),
                    )
                    .header("access-control-allow-credentials", "true");
                for list in lists.split(' ') {
                    let (name, value) = list.split_once('=').unwrap();
                    response = response.header(format!("access-control-{name}"), value);
                }
            }
            response.body(()).unwrap()
        });
        let preflights = outcome.exchanges().filter(|exchange| exchange.is_preflight);
        story.push(match (preflights.count(), outcome.readable().is_some()) {
            (0, true) => "-",
            (0, false) => "x",
            (_, true) => "P",
            (_, false) => "Px",
        });
    }
    story.join(" ")
}

#[rustfmt::skip]
#[test]
fn each_departure_makes_a_difference_in_its_engines_only() {
    use Departure::*;
    for (departure, page, calls, lists, by_the_standard, otherwise) in [
        (MaxAgeLimit, APP, &["PUT", "wait 86400", "PUT"][..], "max-age=99999999 allow-methods=PUT", "P -", "P P"),
        (NegativeMaxAgeIsZero, APP, &["PUT", "PUT"], "max-age=-1 allow-methods=PUT", "P -", "P P"),
        (MalformedMaxAgeIsZero, APP, &["PUT", "PUT"], "max-age=x allow-methods=PUT", "P -", "P P"),
        (AuthorizationByWildcard, APP, &["GET authorization"], "allow-headers=*", "Px", "P"),
        (NoWildcardInCache, APP, &["PUT", "PUT"], "allow-methods=*", "P -", "P P"),
        (PreflightsByCredentials, APP, &["PUT cookie", "PUT"], "allow-methods=PUT", "P -", "P P"),
        (HeadByListInCache, APP, &["HEAD x-a", "HEAD x-a"], "allow-headers=x-a", "P -", "P P"),
        (RefusalIsCached, APP, &["DELETE", "PUT"], "allow-methods=PUT", "Px P", "Px -"),
        (NullNotCached, "null", &["PUT", "PUT"], "allow-methods=PUT", "P -", "P P"),
        (FailureKeepsCache, APP, &["PUT", "refused PUT", "PUT"], "allow-methods=PUT", "P x P", "P x -"),
        (AnyFailureClearsCache, APP, &["PUT", "refused GET", "PUT"], "allow-methods=PUT", "P x -", "P x P"),
    ] {
        for &engine in Engine::ALL {
            let expected = if engine.has(departure) { otherwise } else { by_the_standard };
            let story = story(engine, page, calls, lists);
            assert_eq!(story, expected, "{departure:?}, {}", engine.name());
            assert_eq!(departure.section().url().split('#').count(), 2);
        }
    }
}

/// Where an engine's departures depend on each other.
#[rustfmt::skip]
#[test]
fn what_is_kept_in_the_cache() {
    for (calls, lists, expected) in [
        // In the order of the engines: the standard, Chromium, Firefox, WebKit.
        (&["PUT", "DELETE", "PUT"][..], "allow-methods=PUT", ["P Px P", "P Px P", "P Px P", "P Px -"]),
        (&["GET x-a", "GET authorization"], "allow-headers=*", ["P Px", "P P", "P P", "P -"]),
        (&["GET x-a cookie", "PUT", "PUT"], "allow-methods=* allow-headers=x-a", ["P - -", "P P -", "P P P", "P - -"]),
    ] {
        let stories: Vec<_> = Engine::ALL.iter().map(|&engine| story(engine, APP, calls, lists)).collect();
        assert_eq!(stories, expected, "{calls:?}, {lists}");
    }
}

/// What is sent (`METHOD origin`, with the headers that a preflight asks for) where the server redirects.
#[rustfmt::skip]
#[test]
fn redirects() {
    for (page, call, to, standard, firefox, webkit) in [
        (
            APP, "PUT", "303 https://api.test/2",
            "OPTIONS APP, PUT APP, GET APP",
            "OPTIONS APP, PUT APP, OPTIONS APP, GET APP",
            "OPTIONS APP, PUT APP, OPTIONS APP, GET APP",
        ),
        (
            APP, "GET authorization", "307 https://b.test/",
            "OPTIONS APP authorization, GET APP, GET null",
            "OPTIONS APP authorization, GET APP, OPTIONS APP, GET null",
            "OPTIONS APP authorization, GET APP, OPTIONS null authorization, GET null",
        ),
        (
            APP, "DELETE", "308 https://b.test/",
            "OPTIONS APP, DELETE APP, OPTIONS null, DELETE null",
            "OPTIONS APP, DELETE APP, OPTIONS APP, DELETE null",
            "OPTIONS APP, DELETE APP, OPTIONS null, GET null",
        ),
        (
            "https://api.test", "PUT", "303 https://api.test/2",
            "PUT https://api.test, GET -",
            "PUT https://api.test, GET -",
            "PUT https://api.test, GET https://api.test",
        ),
    ] {
        for (engine, expected) in [
            (Engine::Standard, standard),
            (Engine::Chromium, standard),
            (Engine::Firefox, firefox),
            (Engine::WebKit, webkit),
        ] {
            let mut sent = vec![];
            Browser::new().engine(engine).fetch(&Page::new(page), &fetch(call), |request| {
                let header = |name: &str| {
                    let value = request.headers().get(name)?;
                    Some(value.to_str().unwrap().to_owned())
                };
                let origin = header("origin");
                let mut line = format!("{} {}", request.method(), origin.as_deref().unwrap_or("-"));
                if let Some(names) = header("access-control-request-headers") {
                    line += &format!(" {names}");
                }
                sent.push(line.replace(APP, "APP"));
                let mut response = Response::builder()
                    .header("access-control-allow-origin", origin.unwrap_or_default())
                    .header("access-control-allow-methods", "PUT, DELETE")
                    .header("access-control-allow-headers", "authorization");
                let is_first = request.uri().path() == "/" && request.uri().host() == Some("api.test");
                if request.method() != "OPTIONS" && is_first {
                    let (status, to) = to.split_once(' ').unwrap();
                    response = response.status(status).header("location", to);
                }
                response.body(()).unwrap()
            });
            assert_eq!(sent.join(", "), expected, "{call} {to}, {}", engine.name());
        }
    }
}

/// The next preflight replaces the first, with which it has nothing in common.
#[test]
fn one_preflight_per_url() {
    for &engine in Engine::ALL {
        let mut browser = Browser::new().engine(engine);
        let mut preflights = 0;
        for call in ["PUT", "DELETE", "PUT"] {
            let outcome = browser.fetch(&Page::new(APP), &fetch(call), |_| {
                Response::builder()
                    .header("access-control-allow-origin", "*")
                    .header("access-control-allow-methods", call)
                    .body(())
                    .unwrap()
            });
            preflights += outcome
                .exchanges()
                .filter(|exchange| exchange.is_preflight)
                .count();
        }
        let expected = if engine.has(Departure::OnePreflightPerUrl) {
            3
        } else {
            2
        };
        assert_eq!(preflights, expected, "{}", engine.name());
    }
}

#[test]
fn the_limits_are_of_the_engine() {
    for (engine, seconds) in [
        (Engine::Chromium, 7200),
        (Engine::Firefox, 86_400),
        (Engine::WebKit, 600),
    ] {
        let lists = "max-age=99999999 allow-methods=PUT";
        let just = format!("wait {}", seconds - 1);
        let calls = ["PUT", &just, "PUT", "wait 1", "PUT"];
        assert_eq!(story(engine, APP, &calls, lists), "P - P", "{engine:?}");
    }
}

/// As the browsers wrote it, for a page at `http://127.0.0.1:1` and a server at `http://localhost:1`.
#[rustfmt::skip]
#[test]
fn each_console_has_its_own_words() {
    const PAGE: &str = "http://127.0.0.1:1";
    const FIREFOX: &str = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at";
    for (asked, status, headers, firefox, webkit) in [
        ("GET", 404, "", "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 404.", "Origin http://127.0.0.1:1 is not allowed by Access-Control-Allow-Origin. Status code: 404"),
        ("GET", 200, "origin=https://b.example", "CORS header ‘Access-Control-Allow-Origin’ does not match ‘https://b.example’).", "Origin http://127.0.0.1:1 is not allowed by Access-Control-Allow-Origin. Status code: 200"),
        ("GET", 200, "origin=*,*", "CORS header ‘Access-Control-Allow-Origin’ does not match ‘*,*’).", "Access-Control-Allow-Origin cannot contain more than one origin."),
        ("GET cookie", 200, "origin=http://127.0.0.1:1", "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).", "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\"."),
        ("PUT", 401, "", "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 401.", "Preflight response is not successful. Status code: 401"),
        ("PUT", 404, "origin=*", "CORS preflight response did not succeed). Status code: 404.", "Preflight response is not successful. Status code: 404"),
        ("PUT", 302, "origin=*", "CORS request external redirect not allowed).", "Preflight response is not successful. Status code: 302"),
        ("PUT", 204, "origin=* methods=GET", "Did not find method in CORS header ‘Access-Control-Allow-Methods’).", "Method PUT is not allowed by Access-Control-Allow-Methods."),
        ("PUT", 204, "origin=* methods=[PUT]", "invalid token ‘[PUT]’ in CORS header ‘Access-Control-Allow-Methods’).", "Header Access-Control-Allow-Methods has an invalid value: [PUT]"),
        ("GET X-B X-A", 204, "origin=*", "header ‘x-a’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).", "Request header field X-B is not allowed by Access-Control-Allow-Headers."),
    ] {
        let mut fetch = fetch(asked);
        fetch.url = "http://localhost:1/case".to_owned();
        for engine in [Engine::Firefox, Engine::WebKit] {
            let outcome = Browser::new().engine(engine).fetch(&Page::new(PAGE), &fetch, |_| {
                let mut response = Response::builder().status(status);
                for pair in headers.split_whitespace() {
                    let (name, value) = pair.split_once('=').unwrap();
                    response = response.header(format!("access-control-allow-{name}"), value);
                }
                response.body(()).unwrap()
            });
            let expected = match engine {
                Engine::Firefox => format!("{FIREFOX} http://localhost:1/case. (Reason: {firefox}"),
                _ => format!("{webkit}\nFetch API cannot load http://localhost:1/case due to access control checks."),
            };
            assert_eq!(outcome.console().unwrap(), expected, "{asked}: {headers}");
        }
    }
}
