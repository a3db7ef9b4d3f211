//! Policy × request, through the library and a model of the browser: never an allow that the policy's text
//! doesn't give, and never a refusal that it doesn't want.
//!
//! A few thousand pairs by default. For millions: `PROPTEST_CASES=1000000 cargo test --release --test model`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod common;
#[path = "model/written.rs"]
mod written;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Duration;

use common::explained;
use cors::{Decision, Effect, Explanation, Policy, cors};
use cors_check::{Outcome, Page, header, method};
use http::{HeaderMap, Request, Response, StatusCode};
use written::{Call, Written};

const API: &str = "https://api.example.net";

/// What the handler puts on its responses.
const HANDLERS: [(&str, &str); 6] = [
    ("content-type", "text/plain"),
    ("etag", "\"1\""),
    ("set-cookie", "session=1"),
    ("x-total-count", "3"),
    ("x-request-id", "7"),
    ("vary", "Accept"),
];

thread_local! {
    /// How many requests reached a handler.
    static RUNS: Cell<usize> = const { Cell::new(0) };
    /// What the policy says of each request of the fetch.
    static EXPLAINED: RefCell<Vec<Explanation>> = const { RefCell::new(vec![]) };
}

fn hello(request: &Request<()>) -> Response<String> {
    RUNS.set(RUNS.get() + 1);
    let mut response = Response::new("Hello World!".to_owned());
    for (name, value) in HANDLERS {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    // Errors have to be read as well.
    if request.headers().contains_key("x-fail") {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    }
    response
}

thread_local! {
    /// The policy of the handler that is called next.
    static CURRENT: Cell<&'static Policy> = const { Cell::new(&NOBODY) };
}

static NOBODY: Policy = cors::policy! { origins = ["https://nobody.invalid"] };

/// A handler with whatever policy.
fn annotated(request: Request<()>, policy: &Policy) -> Response<String> {
    #[cors(policy = CURRENT.get())]
    fn handler(request: Request<()>) -> Response<String> {
        hello(&request)
    }
    if CURRENT.get() != policy {
        // One for each case, which is a few hundred bytes.
        CURRENT.set(Box::leak(Box::new(policy.clone())));
    }
    handler(request)
}

/// The same by hand.
fn by_hand(request: Request<()>, policy: &Policy) -> Response<String> {
    match policy.decide(&request) {
        Decision::Respond(response) => {
            let status = response.status();
            let response: Response<String> = response.into_response();
            assert_eq!(response.status(), status);
            response
        }
        Decision::Proceed(headers) => headers.applied(hello(&request)),
    }
}

/// A browser at a server.
struct Client<S> {
    browser: cors_check::Browser,
    server: S,
    preflights: usize,
}

impl<S: FnMut(Request<()>) -> Response<String>> Client<S> {
    fn new(server: S) -> Self {
        Self {
            browser: cors_check::Browser::new().cookie("api.example.net", "session=1"),
            server,
            preflights: 0,
        }
    }

    fn fetch(&mut self, call: &Call) -> Outcome<String> {
        let page = Page::new(&call.origin);
        let server = &mut self.server;
        let outcome = self.browser.fetch(&page, &call.fetch(API), |request| {
            server(request.map(|body| assert!(body.is_empty())))
        });
        self.preflights += outcome.exchanges().filter(|e| e.is_preflight).count();
        outcome
    }
}

/// One request of a page, and all that can be said of what becomes of it.
#[track_caller]
fn check<S>(written: &Written, client: &mut Client<S>, call: &Call)
where
    S: FnMut(Request<()>) -> Response<String>,
{
    RUNS.set(0);
    EXPLAINED.take();
    let same_origin = call.origin == API;
    let wanted = same_origin || written.allows(call);
    let method = method::normalize(&call.method);
    let simple = method::is_safelisted(&method)
        && header::unsafe_request_header_names(&call.headers).is_empty();

    let outcome = client.fetch(call);
    let context = || format!("{written:#?}\n{call:#?}\n{outcome:#?}");
    assert_eq!(outcome.readable().is_some(), wanted, "{}", context());

    // What isn't wanted doesn't run, if a browser or the policy can prevent it.
    let runs = wanted || simple && (written.knows(&call.origin) || !written.enforce);
    assert_eq!(RUNS.get(), usize::from(runs), "{}", context());

    // From a preflight, no server can tell that the page wants to send cookies.
    if written.credentials || !call.credentials || !outcome.exchanges().any(|e| e.is_preflight) {
        explains(&outcome);
    }

    if let Some(readable) = outcome.readable() {
        assert_eq!(readable.body(), "Hello World!");
        let names = HANDLERS.map(|(name, _)| name);
        let headers = readable.headers().keys().map(|name| name.as_str());
        let headers = headers.filter(|name| names.contains(name));
        let headers: BTreeSet<String> = headers.map(str::to_owned).collect();
        if !same_origin {
            assert_eq!(headers, written.exposes(&names), "{}", context());
        }
    }
}

/// What the policy says of each request is what the browser did.
#[track_caller]
fn explains<B: std::fmt::Debug>(outcome: &Outcome<B>) {
    let explained = EXPLAINED.take();
    let Some((last, before)) = explained.split_last() else {
        return;
    };
    let context = || format!("{outcome:#?}\n{explained:#?}");
    assert_eq!(
        explained.len(),
        outcome.exchanges().count(),
        "{}",
        context()
    );
    assert!(
        before.iter().all(|one| one.effect == Effect::Sent),
        "{}",
        context()
    );
    let is_expected = match outcome.blocked() {
        None => matches!(last.effect, Effect::Readable | Effect::Unaffected),
        Some(blocked) if blocked.by_preflight => last.effect == Effect::NotSent,
        Some(_) => matches!(last.effect, Effect::Withheld | Effect::Rejected),
    };
    assert!(is_expected, "{}", context());
}

/// What every response promises, whoever asks.
fn invariants(written: &Written, request: &HeaderMap, response: &HeaderMap) {
    let any = written.origins == ["*"];
    let lines: Vec<_> = response
        .get_all("access-control-allow-origin")
        .iter()
        .collect();
    match lines[..] {
        [] => assert!(!any),
        [line] if any => assert_eq!(line, "*"),
        [line] => {
            assert_eq!(Some(line), request.get("origin"));
            assert!(written.knows(line.to_str().unwrap()));
        }
        _ => panic!("{lines:?}"),
    }
    let credentials = response.get("access-control-allow-credentials");
    assert_eq!(
        credentials.is_some(),
        written.credentials && !lines.is_empty()
    );
    assert!(!any || credentials.is_none());
    let vary = header::list_values(response, "vary");
    let vary = vary.unwrap().unwrap_or_default();
    let origins = vary
        .iter()
        .filter(|name| name.eq_ignore_ascii_case("origin"));
    assert_eq!(origins.count(), usize::from(!any));
    // Nothing of the policy is told to a stranger.
    if lines.is_empty() {
        let mut told = response.keys().map(http::HeaderName::as_str);
        assert!(told.all(|name| !name.starts_with("access-control-")));
    }
}

/// A browser at a server with this policy; every response is checked on its way.
fn client_of<'a>(
    written: &'a Written,
    policy: &'a Policy,
    handler: fn(Request<()>, &Policy) -> Response<String>,
) -> Client<impl FnMut(Request<()>) -> Response<String> + 'a> {
    Client::new(move |request: Request<()>| {
        let asked = request.headers().clone();
        let explanation = explained::explain(policy, &request);
        EXPLAINED.with_borrow_mut(|explained| explained.push(explanation));
        let response = handler(request, policy);
        invariants(written, &asked, response.headers());
        response
    })
}

mod properties {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::{Index, select, subsequence};

    use super::*;
    use crate::common::proptest::cases;

    const PATTERNS: [&str; 20] = [
        "https://app.example.com",
        "https://www.example.com",
        "https://*.example.com",
        "https://*.example.com:*",
        "https://example.com",
        "https://example.com:*",
        "https://example.com:8443",
        "http://example.com",
        "http://*.example.com",
        "http://localhost:*",
        "http://localhost:3000",
        "http://127.0.0.1:*",
        "http://[::1]:8080",
        "https://*.github.io",
        "https://*.co.uk",
        "https://xn--bcher-kva.example",
        "https://*.a.b.c.example.org",
        "https://b.example.org",
        "tauri://localhost",
        "null",
    ];

    /// What browsers serialize, and a few that only a liar sends.
    const ORIGINS: [&str; 30] = [
        API,
        "https://app.example.com",
        "https://www.example.com",
        "https://a.b.example.com",
        "https://example.com",
        "https://example.com:8443",
        "https://app.example.com:8443",
        "https://app.example.com:443",
        "http://example.com",
        "http://app.example.com",
        "http://app.example.com:8080",
        "http://localhost",
        "http://localhost:3000",
        "http://localhost:80",
        "https://localhost:3000",
        "http://127.0.0.1:5173",
        "http://[::1]:8080",
        "http://[::1]",
        "https://octocat.github.io",
        "https://github.io",
        "https://example.co.uk",
        "https://xn--bcher-kva.example",
        "https://x.a.b.c.example.org",
        "https://b.example.org",
        "https://evilexample.com",
        "https://example.com.evil.com",
        "https://app.example.com.evil.com",
        "https://EXAMPLE.com",
        "tauri://localhost",
        "null",
    ];

    const METHODS: [&str; 7] = ["GET", "PUT", "DELETE", "PATCH", "PURGE", "purge", "OPTIONS"];
    const REQUEST_HEADERS: [&str; 7] = [
        "content-type",
        "Authorization",
        "AccessToken",
        "x-fail",
        "accept",
        "range",
        "X-Request-Id",
    ];
    const EXPOSE: [&str; 5] = [
        "etag",
        "X-Total-Count",
        "x-request-id",
        "content-type",
        "vary",
    ];

    fn some_of(table: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        subsequence(table, 0..=table.len())
            .prop_map(|few| few.into_iter().map(str::to_owned).collect())
    }

    fn written() -> impl Strategy<Value = Written> {
        let origins = prop_oneof![
            1 => Just(vec!["*".to_owned()]),
            4 => vec(select(&PATTERNS[..]).prop_map(str::to_owned), 1..=4),
            // Enough for the index.
            2 => subsequence(&PATTERNS[..], 12..=PATTERNS.len())
                .prop_map(|many| many.into_iter().map(str::to_owned).collect()),
        ];
        let any_or = |list| prop_oneof![1 => Just(vec!["*".to_owned()]), 3 => some_of(list)];
        (
            origins,
            any_or(&METHODS),
            any_or(&REQUEST_HEADERS),
            any_or(&EXPOSE),
            any::<[bool; 3]>(),
            option::of(select(vec![0, 1, 5, 600, 86_400])),
        )
            .prop_map(
                |(mut origins, methods, mut headers, mut expose, flags, max_age)| {
                    let [credentials, enforce, authorization] = flags;
                    let mut seen = std::collections::HashSet::new();
                    origins.retain(|origin| seen.insert(origin.clone()));
                    let any = origins == ["*"];
                    let credentials = credentials && !any;
                    // What the rules have against these, other tests say.
                    if credentials {
                        expose.retain(|name| name != "*");
                    } else if authorization && headers == ["*"] {
                        headers.push("authorization".to_owned());
                    }
                    Written {
                        origins,
                        methods,
                        headers,
                        expose,
                        credentials,
                        max_age,
                        enforce: enforce && !any,
                    }
                },
            )
    }

    fn call() -> impl Strategy<Value = Call> {
        let header = prop_oneof![
            (
                select(&REQUEST_HEADERS[..]),
                select(vec!["", "1", "bytes=0-9"])
            ),
            (
                Just("Content-Type"),
                select(vec![
                    "text/plain",
                    "Text/Plain; charset=utf-8",
                    "application/json",
                    "multipart/form-data; boundary=\"x\"",
                    "application/x-www-form-urlencoded",
                    "text/plain, application/json",
                ])
            ),
            (
                select(vec![
                    "accept",
                    "accept-language",
                    "content-language",
                    "range",
                    "x-unknown"
                ]),
                select(vec![
                    "*/*",
                    "en, de;q=0.5",
                    "{}",
                    "bytes=1-",
                    "bytes=-1",
                    "bytes=9-1"
                ])
            ),
            // More than 128 bytes, and many of 128, which are safelisted up to 1024.
            (
                select(vec!["accept", "accept-language", "content-language"]),
                select(vec![LONG, &LONG[..128], &LONG[..100]])
            ),
        ];
        let method = prop_oneof![
            3 => select(vec!["GET", "POST", "HEAD"]),
            3 => select(&METHODS[..]),
            1 => select(vec!["get", "put", "patch", "Delete", "*", "M-SEARCH"]),
        ];
        let headers = prop_oneof![
            1 => Just(vec![]),
            3 => vec(header, 0..=3).boxed(),
            1 => vec((Just("accept"), Just(&LONG[..128])), 7..=10),
        ];
        (select(&ORIGINS[..]), method, headers, any::<bool>()).prop_map(
            |(origin, method, headers, credentials)| Call {
                origin: origin.to_owned(),
                method: method.to_owned(),
                headers: headers
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                credentials,
            },
        )
    }

    const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    proptest! {
        #![proptest_config(cases(1_000))]

        #[test]
        fn the_browser_allows_what_the_text_does(
            written in written(),
            calls in vec((call(), option::of(any::<Index>())), 1..=8),
            metadata in any::<bool>(),
        ) {
            let mut written = written;
            let policy = written.check();
            let known: Vec<_> = ORIGINS.into_iter().filter(|origin| written.knows(origin)).collect();
            for (mut call, near) in calls {
                // Every other page is one that may read, as most of all are strangers.
                if let Some(near) = near && !known.is_empty() {
                    call.origin = (*near.get(&known)).to_owned();
                }
                for handler in [annotated, by_hand] {
                    // Nothing in the cache.
                    let mut client = client_of(&written, &policy, handler);
                    client.browser = client.browser.metadata(metadata);
                    check(&written, &mut client, &call);
                }
            }
        }

        #[test]
        fn a_cached_preflight_changes_nothing(
            written in written(),
            calls in vec((call(), any::<bool>(), select(vec![0, 1, 4, 600])), 2..=12),
        ) {
            let mut written = written;
            let policy = written.check();
            let mut client = client_of(&written, &policy, annotated);
            // Two pages, so that they meet in the cache.
            let origin = |second: bool| calls[usize::from(second)].0.origin.clone();
            let pages = [origin(false), origin(true)];
            for (call, second, wait) in &calls {
                let origin = pages[usize::from(*second)].clone();
                check(&written, &mut client, &Call { origin, ..call.clone() });
                client.browser.wait(Duration::from_secs(*wait));
            }
        }

        #[test]
        fn one_preflight_is_enough_for_all_that_the_policy_allows(
            written in written(),
            calls in vec(call(), 2..=12),
        ) {
            let mut written = written;
            written.max_age = Some(600);
            // What reflects the request answers that one request, and is asked again.
            written.credentials &= !written.reflects();
            let policy = written.check();
            let mut client = client_of(&written, &policy, annotated);
            let (origin, credentials) = (calls[0].origin.clone(), calls[0].credentials);
            for call in calls {
                let call = Call { origin: origin.clone(), credentials, ..call };
                if written.allows(&call) {
                    check(&written, &mut client, &call);
                }
            }
            prop_assert!(client.preflights <= 1);
        }
    }
}

/// Attributes as people write them, judged by their own text.
mod attributes {
    use super::*;

    macro_rules! policies {
        ($($name:ident { $($list:ident = [$($entry:literal),*],)* $(@ $($flag:ident),*)? })*) => {$(
            #[test]
            fn $name() {
                #[cors($($list = [$($entry),*],)* $($($flag),*)?)]
                fn handler(request: Request<()>) -> Response<String> {
                    hello(&request)
                }
                #[allow(unused_mut)]
                let mut written = Written::default();
                $(written.$list = vec![$($entry.to_owned()),*];)*
                $($(written.$flag = true;)*)?
                every_request(&written, handler);
            }
        )*};
    }

    policies! {
        one_origin { origins = ["https://app.example.com"], }
        with_subdomains {
            origins = ["https://example.com", "https://*.example.com", "http://localhost:*"],
            methods = ["PUT", "PATCH"],
            headers = ["accesstoken", "content-type"],
            expose = ["etag"],
            @ credentials
        }
        everybody { origins = ["*"], methods = ["*"], headers = ["*"], expose = ["*"], }
        everybody_with_tokens { origins = ["*"], headers = ["*", "authorization"], }
        whatever_with_credentials {
            origins = ["https://app.example.com"],
            methods = ["*"],
            headers = ["*"],
            @ credentials, enforce
        }
        enforced { origins = ["https://*.example.com"], methods = ["DELETE"], @ enforce }
    }

    fn every_request(written: &Written, handler: fn(Request<()>) -> Response<String>) {
        let origins = [
            API,
            "https://app.example.com",
            "https://example.com",
            "https://a.b.example.com",
            "https://evilexample.com",
            "http://localhost:3000",
            "null",
        ];
        let header_sets: [&[(&str, &str)]; 7] = [
            &[],
            &[("content-type", "text/plain")],
            &[("content-type", "application/json")],
            &[("AccessToken", "x")],
            &[("Authorization", "x")],
            &[("authorization", "x"), ("x-fail", "1"), ("accept", "{}")],
            &[("x-unknown", "1")],
        ];
        let mut asked = [0, 0];
        for origin in origins {
            for method in ["GET", "post", "put", "PATCH", "patch", "DELETE", "OPTIONS"] {
                for headers in header_sets {
                    for credentials in [false, true] {
                        let own =
                            |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
                        let call = Call {
                            origin: origin.to_owned(),
                            method: method.to_owned(),
                            headers: headers.iter().map(own).collect(),
                            credentials,
                        };
                        let mut client = Client::new(|request: Request<()>| {
                            let asked = request.headers().clone();
                            let response = handler(request);
                            invariants(written, &asked, response.headers());
                            response
                        });
                        check(written, &mut client, &call);
                        asked[usize::from(written.allows(&call))] += 1;
                    }
                }
            }
        }
        // Neither side is empty.
        assert!(asked.iter().all(|asked| *asked > 0), "{asked:?}");
    }
}
