//! The browser by a table that was written by hand from the Fetch standard, and that knows no algorithm.
//!
//! Columns: the page; what it asks for; what the server says to the preflight and to the request, where `-` says that no
//! such request may arrive; what the page has of it. The server is at `https://api.test`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use cors_check::{Browser, Credentials, Fetch, Mode, Page, Reason, Verdict};
use http::{Request, Response};

const TABLE: &str = "
# The CORS check (§4.10).
https://app.test | GET        | - | 200                                       | MissingAllowOrigin
https://app.test | GET        | - | 200 origin=*                              | reads
https://app.test | GET        | - | 404 origin=*                              | reads
https://app.test | GET        | - | 500 origin=https://app.test               | reads
https://app.test | HEAD       | - | 200 origin=https://app.test               | reads
https://app.test | post       | - | 201 origin=https://app.test               | reads
https://app.test | GET        | - | 200 origin=https://APP.test               | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=https://app.test/              | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=https://app.test:443           | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=http://app.test                | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=https://*.test                 | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=null                           | DifferentAllowOrigin
https://app.test | GET        | - | 200 origin=*,*                            | MultipleAllowOrigins
https://app.test | GET        | - | 200 origin=* origin=*                     | MultipleAllowOrigins
https://app.test | GET        | - | 200 origin=https://app.test origin=https://app.test | MultipleAllowOrigins
null             | GET        | - | 200 origin=null                           | reads
null             | GET        | - | 200 origin=https://app.test               | DifferentAllowOrigin
https://app.test | GET cookie | - | 200 origin=*                              | WildcardWithCredentials
https://app.test | GET cookie | - | 200 origin=* credentials=true             | WildcardWithCredentials
https://app.test | GET cookie | - | 200 origin=https://app.test               | MissingAllowCredentials
https://app.test | GET cookie | - | 200 origin=https://app.test credentials=TRUE | MissingAllowCredentials
https://app.test | GET cookie | - | 200 origin=https://app.test credentials=true credentials=true | MissingAllowCredentials
https://app.test | GET cookie | - | 200 origin=https://app.test credentials=true | reads
https://app.test | GET        | - | 200 origin=https://app.test credentials=no | reads
# At home, nothing of this counts.
https://api.test | PURGE authorization cookie | - | 200                       | reads etag x-other

# When there is a preflight (§4.1), and what it has to say (§4.8).
https://app.test | PUT        | 200                                  | - | MissingAllowOrigin
https://app.test | PUT        | 200 origin=https://b.test            | - | DifferentAllowOrigin
https://app.test | PUT        | 200 origin=*                         | - | MethodNotAllowed
https://app.test | PUT        | 404 origin=* methods=PUT             | - | PreflightStatus
https://app.test | PUT        | 302 origin=* methods=PUT location=/x | - | PreflightStatus
https://app.test | PUT        | 299 origin=* methods=PUT             | 200 origin=* | reads
https://app.test | put        | 204 origin=* methods=PUT             | 200 origin=* | reads
https://app.test | PUT        | 204 origin=* methods=put             | - | MethodNotAllowed
https://app.test | patch      | 204 origin=* methods=PATCH           | - | MethodNotAllowed
https://app.test | patch      | 204 origin=* methods=patch           | 200 origin=* | reads
https://app.test | PATCH      | 204 origin=* methods=GET methods=PATCH | 200 origin=* | reads
https://app.test | PUT        | 204 origin=* methods=PUT;POST,       | - | MalformedList
https://app.test | PUT        | 204 origin=* methods=*               | 200 origin=* | reads
https://app.test | PUT        | 204 origin=* methods=*               | 200          | MissingAllowOrigin
https://app.test | PUT cookie | 204 origin=https://app.test credentials=true methods=* | - | MethodNotAllowed
https://app.test | PUT cookie | 204 origin=https://app.test methods=PUT | - | MissingAllowCredentials
https://app.test | PUT cookie | 204 origin=* methods=PUT             | - | WildcardWithCredentials
https://app.test | PUT cookie | 204 origin=https://app.test credentials=true methods=PUT | 200 origin=https://app.test credentials=true | reads
https://app.test | POST text  | -                                    | 200 origin=* | reads
https://app.test | POST json  | 204 origin=*                         | - | HeadersNotAllowed content-type
https://app.test | POST json  | 204 origin=* headers=Content-Type    | 200 origin=* | reads
https://app.test | GET x-a    | 204 origin=* headers=x-b             | - | HeadersNotAllowed x-a
https://app.test | GET x-b x-a | 204 origin=* headers=x-b            | - | HeadersNotAllowed x-a
https://app.test | GET x-b x-a | 204 origin=* headers=X-A,X-B        | 200 origin=* | reads
https://app.test | GET x-a    | 204 origin=* headers=*               | 200 origin=* | reads
https://app.test | GET authorization | 204 origin=* headers=*        | - | HeadersNotAllowed authorization
https://app.test | GET authorization | 204 origin=* headers=*,authorization | 200 origin=* | reads
https://app.test | GET x-a cookie | 204 origin=https://app.test credentials=true headers=* | - | HeadersNotAllowed x-a
# Dropped on the way, and so not asked for.
https://app.test | GET host sec-a proxy-b | -                        | 200 origin=* | reads

# What can be read of it (§2.2.6). Each response has an `ETag`, an `X-Other` and a `Set-Cookie` too.
https://app.test | GET        | - | 200 origin=* expose=ETag                  | reads etag
https://app.test | GET        | - | 200 origin=* expose=x-other expose=etag   | reads etag x-other
https://app.test | GET        | - | 200 origin=* expose=*                     | reads etag x-other
https://app.test | GET        | - | 200 origin=* expose=set-cookie            | reads
https://app.test | GET cookie | - | 200 origin=https://app.test credentials=true expose=* | reads
https://app.test | GET cookie | - | 200 origin=https://app.test credentials=true expose=etag | reads etag

# Without CORS.
https://app.test | GET no-cors | -                                   | 200 | opaque
https://app.test | GET no-cors cookie x-a authorization | -          | 200 | opaque
https://app.test | PUT no-cors | -                                   | -   | MethodWithoutCors
https://api.test | GET no-cors | -                                   | 200 | reads etag x-other
https://app.test | trace      | -                                    | -   | ForbiddenMethod
https://app.test | G,T        | -                                    | -   | InvalidRequest
";

fn fetch(words: &str) -> Fetch {
    let mut words = words.split_whitespace();
    let fetch = Fetch::new(words.next().unwrap(), "https://api.test/");
    words.fold(fetch, |fetch, word| match word {
        "cookie" => fetch.credentials(Credentials::Include),
        "no-cors" => fetch.mode(Mode::NoCors),
        "text" => fetch.text("1"),
        "json" => fetch.text("1").header("Content-Type", "application/json"),
        header => fetch.header(header, "1"),
    })
}

/// A response as a cell has it, or none for `-`.
fn response(words: &str) -> Option<Response<()>> {
    let mut words = words.split_whitespace();
    let status = words.next().filter(|word| *word != "-")?;
    let mut response = Response::builder()
        .status(status.parse::<u16>().unwrap())
        .header("content-type", "text/plain")
        .header("etag", "1")
        .header("x-other", "1")
        .header("set-cookie", "a=1");
    for word in words {
        let (name, value) = word.split_once('=').unwrap();
        let name = match name {
            "origin" | "credentials" | "methods" | "headers" => {
                &format!("access-control-allow-{name}")
            }
            "expose" => "access-control-expose-headers",
            _ => name,
        };
        response = response.header(name, value);
    }
    Some(response.body(()).unwrap())
}

/// The last cell.
fn in_words(verdict: &Verdict<()>) -> String {
    match verdict {
        Verdict::Readable(response) => {
            let mut headers: Vec<&str> = response.headers().keys().map(|n| n.as_str()).collect();
            headers.retain(|name| ["etag", "x-other", "set-cookie"].contains(name));
            headers.sort_unstable();
            headers.insert(0, "reads");
            headers.join(" ")
        }
        Verdict::Withheld(_) => "withheld".to_owned(),
        Verdict::Opaque => "opaque".to_owned(),
        Verdict::Blocked(blocked) => match &blocked.reason {
            Reason::HeadersNotAllowed(names) => format!("HeadersNotAllowed {}", names.join(" ")),
            reason => {
                let debug = format!("{reason:?}");
                let end = debug.find(|c: char| !c.is_alphanumeric());
                debug[..end.unwrap_or(debug.len())].to_owned()
            }
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn every_row() {
    let is_row = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut rows = 0;
    for row in TABLE.lines().filter(is_row) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [page, asked, preflight, answer, expected] = cells[..] else {
            panic!("{row}")
        };
        let server = |request: Request<Vec<u8>>| {
            let asks = request
                .headers()
                .contains_key("access-control-request-method");
            assert_eq!(asks, request.method() == "OPTIONS", "{row}");
            let cell = if asks { preflight } else { answer };
            response(cell).unwrap_or_else(|| panic!("{row}\n{request:?}"))
        };
        let outcome = Browser::new().fetch(&Page::new(page), &fetch(asked), server);
        assert_eq!(in_words(&outcome.verdict), expected, "{row}");

        // What has to arrive does, and it is the preflight that is to blame where nothing follows it.
        let wanted = usize::from(preflight != "-") + usize::from(answer != "-");
        assert_eq!(outcome.exchanges().count(), wanted, "{row}");
        if let Some(blocked) = outcome.blocked() {
            let stopped = preflight != "-" && answer == "-";
            assert_eq!(blocked.by_preflight, stopped, "{row}");
        }
        rows += 1;
    }
    assert!(rows > 60, "only {rows}");
}

/// A request as it is sent, line by line, in the order of the standard.
#[test]
fn requests_are_sent_as_browsers_do() {
    let mut sent = vec![];
    let server = |request: Request<Vec<u8>>| {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
        let headers = headers.filter(|line| !line.starts_with("sec-fetch-"));
        let line = format!("{} {}", request.method(), request.uri());
        sent.push(Vec::from_iter([line].into_iter().chain(headers)).join("\n"));
        response("204 origin=https://app.test credentials=true methods=PUT headers=x-a,x-b")
            .unwrap()
    };
    let put = fetch("put X-B x-a origin cookie text");
    let mut browser = Browser::new()
        .cookie("api.test", "a=b")
        .cookie("app.test", "c=d");
    let outcome = browser.fetch(&Page::new("https://app.test"), &put, server);
    assert!(outcome.readable().is_some());
    assert_eq!(
        sent,
        [
            "OPTIONS https://api.test/\nhost: api.test\naccept: */*\naccess-control-request-method: PUT\n\
             access-control-request-headers: x-a,x-b\norigin: https://app.test",
            "PUT https://api.test/\nhost: api.test\nx-b: 1\nx-a: 1\ncontent-type: text/plain;charset=UTF-8\n\
             accept: */*\norigin: https://app.test\ncookie: a=b",
        ]
    );
}

/// Who sends cookies, `Origin` and `Sec-Fetch-Site` where.
#[test]
fn what_is_sent_along() {
    for (page, asked, credentials, url, expected) in [
        (
            "https://app.test",
            "GET",
            Credentials::Omit,
            "https://api.test",
            "https://app.test - cross-site",
        ),
        (
            "https://app.test",
            "GET",
            Credentials::SameOrigin,
            "https://api.test",
            "https://app.test - cross-site",
        ),
        (
            "https://app.test",
            "GET",
            Credentials::Include,
            "https://api.test",
            "https://app.test a=1 cross-site",
        ),
        (
            "https://api.test",
            "GET",
            Credentials::SameOrigin,
            "https://api.test",
            "- a=1 same-origin",
        ),
        (
            "https://api.test",
            "GET",
            Credentials::Omit,
            "https://API.test:443",
            "- - same-origin",
        ),
        (
            "https://api.test",
            "POST",
            Credentials::Omit,
            "https://api.test",
            "https://api.test - same-origin",
        ),
        (
            "https://app.test",
            "GET no-cors",
            Credentials::SameOrigin,
            "https://api.test",
            "- - cross-site",
        ),
        (
            "https://app.test",
            "GET no-cors",
            Credentials::Include,
            "https://api.test",
            "- a=1 cross-site",
        ),
        (
            "https://app.test",
            "POST no-cors",
            Credentials::Omit,
            "https://api.test",
            "https://app.test - cross-site",
        ),
        (
            "https://app.test",
            "POST no-cors",
            Credentials::Omit,
            "http://api.test",
            "null - -",
        ),
        (
            "http://api.test",
            "GET",
            Credentials::Omit,
            "http://api.test:80",
            "- - -",
        ),
        (
            "null",
            "GET",
            Credentials::Include,
            "http://localhost:1",
            "null - cross-site",
        ),
        (
            "http://localhost:2",
            "GET",
            Credentials::Omit,
            "http://localhost:1",
            "http://localhost:2 - same-site",
        ),
    ] {
        let mut fetch = fetch(asked).credentials(credentials);
        fetch.url = url.to_owned();
        let mut browser = Browser::new().cookie("api.test", "a=1");
        let mut sent = String::new();
        browser.fetch(&Page::new(page), &fetch, |request| {
            let header = |name| {
                request
                    .headers()
                    .get(name)
                    .map_or("-", |value| value.to_str().unwrap())
            };
            sent = ["origin", "cookie", "sec-fetch-site"].map(header).join(" ");
            Response::new(())
        });
        assert_eq!(sent, expected, "{page} {asked} {credentials:?} {url}");
    }
}

/// Hop by hop: what is sent (`METHOD host origin headers`), and how it ends.
#[test]
fn redirects() {
    const APP: &str = "https://app.test";
    for (asked, status, hops, expected) in [
        (
            "GET",
            302,
            &["https://api.test/2"][..],
            "GET api.test https://app.test, GET api.test https://app.test: reads",
        ),
        // Another origin after another one: from there on it is `null`.
        (
            "GET",
            302,
            &["https://b.test/"],
            "GET api.test https://app.test, GET b.test null: reads",
        ),
        (
            "GET",
            302,
            &["https://app.test/"],
            "GET api.test https://app.test, GET app.test null: reads",
        ),
        (
            "GET",
            302,
            &["//b.test/", "/c"],
            "GET api.test https://app.test, GET b.test null, GET b.test null: reads",
        ),
        // Methods and bodies.
        (
            "POST json",
            302,
            &["/2"],
            "OPTIONS, POST api.test https://app.test content-type, GET api.test https://app.test: reads",
        ),
        (
            "POST text",
            307,
            &["/2"],
            "POST api.test https://app.test content-type, POST api.test https://app.test content-type: reads",
        ),
        (
            "PUT",
            303,
            &["/2"],
            "OPTIONS, PUT api.test https://app.test, GET api.test https://app.test: reads",
        ),
        (
            "PUT",
            301,
            &["/2"],
            "OPTIONS, PUT api.test https://app.test, OPTIONS, PUT api.test https://app.test: reads",
        ),
        (
            "HEAD",
            303,
            &["/2"],
            "HEAD api.test https://app.test, HEAD api.test https://app.test: reads",
        ),
        // `Authorization` stays within an origin.
        (
            "GET authorization",
            308,
            &["/2"],
            "OPTIONS, GET api.test https://app.test authorization, OPTIONS, GET api.test https://app.test authorization: reads",
        ),
        (
            "GET authorization",
            308,
            &["https://b.test"],
            "OPTIONS, GET api.test https://app.test authorization, GET b.test null: reads",
        ),
        // Where it can't lead.
        (
            "GET",
            302,
            &["https://user@api.test/"],
            "GET api.test https://app.test: RedirectWithCredentials",
        ),
        (
            "GET",
            302,
            &["data:,x"],
            "GET api.test https://app.test: InvalidRedirect",
        ),
        ("GET", 300, &["/2"], "GET api.test https://app.test: reads"),
    ] {
        let mut left = hops.iter();
        let mut sent = vec![];
        let outcome = Browser::new().fetch(&Page::new(APP), &fetch(asked), |request| {
            if request.method() == "OPTIONS" {
                sent.push("OPTIONS".to_owned());
                return response("204 origin=* methods=* headers=content-type,authorization")
                    .map(|mut response| {
                        let origin = request.headers()["origin"].clone();
                        response
                            .headers_mut()
                            .insert("access-control-allow-origin", origin);
                        response
                    })
                    .unwrap();
            }
            let mut line = format!("{} {}", request.method(), request.uri().host().unwrap());
            line += &format!(" {}", request.headers()["origin"].to_str().unwrap());
            for name in ["content-type", "authorization"] {
                if request.headers().contains_key(name) {
                    line += &format!(" {name}");
                }
            }
            sent.push(line);
            match left.next() {
                Some(to) => response(&format!("{status} origin=* location={to}")).unwrap(),
                None => response("200 origin=*").unwrap(),
            }
        });
        let story = format!("{}: {}", sent.join(", "), in_words(&outcome.verdict));
        assert_eq!(story, expected, "{asked} {status} {hops:?}");
    }

    let mut sent = 0;
    let outcome = Browser::new().fetch(&Page::new(APP), &fetch("GET"), |_| {
        sent += 1;
        response("302 origin=* location=/again").unwrap()
    });
    assert_eq!(
        (in_words(&outcome.verdict).as_str(), sent),
        ("TooManyRedirects", 21)
    );

    // A hop has to pass the check too.
    let outcome = Browser::new().fetch(&Page::new(APP), &fetch("GET"), |_| {
        response("302 location=/again").unwrap()
    });
    assert_eq!(in_words(&outcome.verdict), "MissingAllowOrigin");
}

/// Which preflight spares which, for pages of one origin: the first call, the next, and what the preflight says.
#[test]
fn the_preflight_cache() {
    let app = "https://app.test";
    for (first, next, lists, spared) in [
        ("PUT", "PUT", "methods=PUT", true),
        ("PUT", "DELETE", "methods=PUT", false),
        ("PUT", "DELETE", "methods=PUT,DELETE", true),
        ("PUT", "GET x-a", "methods=PUT headers=X-A", true),
        ("GET x-a", "GET x-a x-b", "headers=x-a", false),
        ("PUT cookie", "PUT", "methods=PUT", true),
        ("PUT", "PUT cookie", "methods=PUT", false),
        ("PUT", "DELETE x-b", "methods=* headers=*", true),
        ("PUT", "GET authorization", "methods=* headers=*", false),
        // A `*` that was for all stays in the cache, and the standard doesn't ask again.
        ("PUT x-a", "GET x-b", "methods=PUT headers=*", true),
    ] {
        let server = |request: Request<Vec<u8>>| {
            let origin = request.headers()["origin"].to_str().unwrap();
            let allows = format!("204 origin={origin} credentials=true {lists}");
            response(&allows).unwrap()
        };
        let mut browser = Browser::new();
        let page = Page::new(app);
        let outcome = browser.fetch(&page, &fetch(first), server);
        assert_eq!(outcome.exchanges().count(), 2, "{first}: {lists}");
        let again = browser.clone().fetch(&page, &fetch(next), server);
        assert_eq!(
            again.exchanges().next().unwrap().is_preflight,
            !spared,
            "{first}, {next}: {lists}"
        );

        // Neither another page, nor another URL, nor a later day.
        let is_asked = |browser: &mut Browser, page: &str, fetch: &Fetch| {
            let outcome = browser.fetch(&Page::new(page), fetch, server);
            outcome.exchanges().next().unwrap().is_preflight
        };
        assert!(is_asked(
            &mut browser.clone(),
            "https://b.test",
            &fetch(next)
        ));
        let mut elsewhere = fetch(next);
        elsewhere.url += "?1";
        assert!(is_asked(&mut browser.clone(), app, &elsewhere));
        browser.wait(Duration::from_secs(5));
        assert!(is_asked(&mut browser, app, &fetch(next)));
    }
}

/// Where a call fails for which there was a preflight, it is asked again.
#[test]
fn a_failure_clears_the_cache() {
    let mut browser = Browser::new();
    let page = Page::new("https://app.test");
    let mut fetch_put = |answer: &str| {
        let outcome = browser.fetch(&page, &fetch("PUT"), |request| {
            let preflight = request.method() == "OPTIONS";
            response(if preflight {
                "204 origin=* methods=PUT"
            } else {
                answer
            })
            .unwrap()
        });
        outcome.exchanges().count()
    };
    assert_eq!(fetch_put("200 origin=*"), 2);
    assert_eq!(fetch_put("200"), 1);
    assert_eq!(fetch_put("200 origin=*"), 2);
}

/// Responses set cookies where credentials are included, even if the page can't read them.
#[test]
fn cookies_are_kept() {
    let mut browser = Browser::new().cookie("api.test", "a=0");
    let page = Page::new("https://app.test");
    let mut cookie = |asked: &str| {
        let mut cookie = None;
        browser.fetch(&page, &fetch(asked), |request| {
            cookie = request.headers().get("cookie").cloned();
            response("200").unwrap()
        });
        cookie
    };
    assert_eq!(cookie("GET"), None);
    assert_eq!(cookie("GET cookie"), Some("a=0".parse().unwrap()));
    assert_eq!(cookie("GET cookie"), Some("a=1".parse().unwrap()));
    assert_eq!(cookie("GET"), None);
}

#[test]
fn an_async_server_is_the_same() {
    let mut browser = Browser::new();
    let page = Page::new("https://app.test");
    let put = fetch("PUT");
    let fetching = browser.fetch_async(&page, &put, async |request: Request<Vec<u8>>| {
        assert!(request.body().is_empty());
        response("204 origin=* methods=PUT").unwrap()
    });
    // It never waits.
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outcome) = std::pin::pin!(fetching).poll(&mut context) else {
        panic!("it waits")
    };
    assert_eq!(outcome.exchanges().count(), 2);
    assert!(outcome.readable().is_some());
}

/// From a page's own origin and back to it: what each request has of `METHOD origin site bytes`.
#[test]
fn redirects_from_home() {
    const HOME: &str = "https://api.test";
    for (status, hops, expected) in [
        (
            307,
            &["https://b.test/", "https://api.test/"][..],
            "POST https://api.test same-origin 1, POST https://api.test cross-site 1, POST null cross-site 1: \
             DifferentAllowOrigin",
        ),
        (
            302,
            &["https://api.test:8443/", "/2"],
            "POST https://api.test same-origin 1, GET https://api.test same-site 0, \
             GET https://api.test same-site 0: reads",
        ),
        (
            302,
            &["https://user:password@api.test/"],
            "POST https://api.test same-origin 1, GET - same-origin 0: reads etag x-other",
        ),
        (
            302,
            &["https://user@b.test/"],
            "POST https://api.test same-origin 1: RedirectWithCredentials",
        ),
    ] {
        let mut left = hops.iter();
        let mut sent = vec![];
        let post = fetch("POST text");
        let outcome = Browser::new().fetch(&Page::new(HOME), &post, |request| {
            let header = |name| {
                request
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().unwrap())
            };
            sent.push(format!(
                "{} {} {} {}",
                request.method(),
                header("origin").unwrap_or("-"),
                header("sec-fetch-site").unwrap(),
                request.body().len()
            ));
            match left.next() {
                Some(to) => response(&format!("{status} origin={HOME} location={to}")).unwrap(),
                None => response(&format!("200 origin={HOME}")).unwrap(),
            }
        });
        let story = format!("{}: {}", sent.join(", "), in_words(&outcome.verdict));
        assert_eq!(story, expected, "{status} {hops:?}");
    }
}
