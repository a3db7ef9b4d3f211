//! Which origins a policy allows: pattern by pattern through annotated functions, and by properties that
//! hold for whatever patterns, origins and requests there are.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{explained, naive, violations};
use cors::{Config, Policy, cors};
use http::{HeaderValue, Request, Response};

mod tables {
    use super::*;

    type Handler = fn(Request<()>) -> Response<()>;

    /// Whether a handler lets pages of this origin read.
    #[track_caller]
    fn allows(handler: Handler, origin: &str) -> bool {
        let value = HeaderValue::from_bytes(origin.as_bytes()).unwrap();
        let request = Request::builder().header("origin", &value);
        let response = handler(request.body(()).unwrap());
        let allowed: Vec<_> = response
            .headers()
            .get_all("access-control-allow-origin")
            .iter()
            .collect();
        assert!(
            allowed.is_empty() || allowed == [value],
            "{origin}: {allowed:?}"
        );
        !allowed.is_empty()
    }

    #[track_caller]
    fn check(pattern: &str, handler: Handler, matches: &[&str], others: &[&str]) {
        for origin in matches {
            assert!(allows(handler, origin), "{pattern} should match {origin:?}");
            assert!(naive::matches(pattern, origin.as_bytes()), "{origin:?}");
        }
        for origin in others {
            assert!(
                !allows(handler, origin),
                "{pattern} should not match {origin:?}"
            );
            assert!(!naive::matches(pattern, origin.as_bytes()), "{origin:?}");
        }
    }

    macro_rules! patterns {
        ($($name:ident: $pattern:literal matches [$($matches:expr),* $(,)?] not [$($other:expr),* $(,)?])*) => {$(
            #[test]
            fn $name() {
                #[cors(origins = [$pattern])]
                fn handler(_: Request<()>) -> Response<()> {
                    Response::new(())
                }
                check($pattern, handler, &[$($matches),*], &[$($other),*]);
            }
        )*};
    }

    const LABEL_63: &str = "abcdefghijklmnopqrstuvwxyz-0123456789_abcdefghijklmnopqrstuvwxy";

    /// `https://….example.com`, with a host of this length.
    fn host_of(length: usize) -> String {
        let mut labels = String::new();
        while labels.len() + ".example.com".len() < length {
            labels.push_str(if labels.len() % 60 == 59 { "." } else { "a" });
        }
        assert!(
            !labels.ends_with('.'),
            "an empty label: choose another length"
        );
        assert_eq!(labels.len() + ".example.com".len(), length);
        format!("https://{labels}.example.com")
    }

    patterns! {
        an_exact_origin: "https://example.com"
            matches ["https://example.com"]
            not [
                "http://example.com",
                "HTTPS://example.com",
                "https://EXAMPLE.com",
                "https://Example.com",
                "https://example.com:443",
                "https://example.com:8443",
                "https://example.com:",
                "https://example.com/",
                "https://example.com/path",
                "https://example.com?",
                "https://example.com#",
                "https://example.com.",
                "https://example.com.evil.com",
                "https://example.comevil",
                "https://example.co",
                "https://evilexample.com",
                "https://www.example.com",
                "https://user@example.com",
                "https://evil.com@example.com",
                "https://example.com@evil.com",
                "https://example.com\\.evil.com",
                "https://example.com, https://evil.com",
                "https://example.com https://evil.com",
                "https:// example.com",
                "https:/example.com",
                "https:example.com",
                "//example.com",
                "example.com",
                "null",
                "*",
                "",
                "https://",
                "xhttps://example.com",
                "https://ex\u{e4}mple.com",
            ]

        an_exact_origin_with_a_port: "http://localhost:3000"
            matches ["http://localhost:3000"]
            not [
                "http://localhost",
                "http://localhost:",
                "http://localhost:300",
                "http://localhost:30000",
                "http://localhost:03000",
                "http://localhost:3000/",
                "http://localhost:3001",
                "http://localhost:3000.evil.com",
                "http://localhost:3000@evil.com",
                "https://localhost:3000",
                "http://localhost.:3000",
                "http://127.0.0.1:3000",
                "http://localhost.evil.com:3000",
            ]

        an_exact_ipv4_address: "http://192.0.2.1"
            matches ["http://192.0.2.1"]
            not [
                "http://192.0.2.10",
                "http://192.0.2.1:8080",
                "http://192.0.2.1.",
                "http://192.0.2.01",
                "http://192.0.513",
                "http://3221225985",
                "http://0xc0.0.2.1",
                "http://1.192.0.2.1",
                "http://192-0-2-1",
            ]

        an_exact_ipv6_address: "http://[::1]"
            matches ["http://[::1]"]
            not [
                "http://::1",
                "http://[::1]:8080",
                "http://[::1",
                "http://[0:0:0:0:0:0:0:1]",
                "http://[::01]",
                "http://[::2]",
                "http://[::1].evil.com",
                "http://[::1%25eth0]",
            ]

        an_exact_ipv6_address_with_a_port: "https://[2001:db8::1]:8443"
            matches ["https://[2001:db8::1]:8443"]
            not [
                "https://[2001:db8::1]",
                "https://[2001:db8::1]:443",
                "https://[2001:DB8::1]:8443",
                "https://[2001:db8:0::1]:8443",
                "https://2001:db8::1:8443",
            ]

        an_exact_origin_in_punycode: "https://xn--bcher-kva.example"
            matches ["https://xn--bcher-kva.example"]
            not [
                "https://b\u{fc}cher.example",
                "https://bu\u{308}cher.example",
                "https://bucher.example",
                "https://XN--BCHER-KVA.example",
                "https://xn--bcher-kvb.example",
            ]

        an_exact_origin_with_underscores: "https://_a_.example.com"
            matches ["https://_a_.example.com"]
            not ["https://a.example.com", "https://_a.example.com"]

        an_origin_with_a_scheme_of_its_own: "tauri://localhost"
            matches ["tauri://localhost"]
            not [
                "http://localhost",
                "tauri://localhost:80",
                "tauri:localhost",
                "xtauri://localhost",
                "tauri2://localhost",
            ]

        any_subdomain: "https://*.example.com"
            matches [
                "https://a.example.com",
                "https://a.b.example.com",
                "https://a.b.c.d.e.f.g.h.example.com",
                "https://0.example.com",
                "https://-.example.com",
                "https://_.example.com",
                "https://_dmarc.example.com",
                "https://a-b_c.example.com",
                "https://xn--bcher-kva.example.com",
                "https://example.com.example.com",
                "https://com.example.com",
                "https://192.0.2.1.example.com",
                "https://null.example.com",
                &format!("https://{LABEL_63}.example.com"),
                &format!("https://a.{LABEL_63}.b.example.com"),
                &host_of(251),
                &host_of(253),
            ]
            not [
                "https://example.com",
                "https://.example.com",
                "https://..example.com",
                "https://a..example.com",
                "https://.a.example.com",
                "https://a..b.example.com",
                "https://*.example.com",
                "https://a.*.example.com",
                "https://A.example.com",
                "https://a.Example.com",
                "https://evilexample.com",
                "https://a.evilexample.com",
                "https://a.example.com.evil.com",
                "https://a.example.com.",
                "https://a.example.comevil",
                "https://a.example.co",
                "http://a.example.com",
                "HTTPS://a.example.com",
                "https://a.example.com:443",
                "https://a.example.com:8443",
                "https://a.example.com:",
                "https://a.example.com/",
                "https://evil.com/.example.com",
                "https://evil.com/a.example.com",
                "https://evil.com?.example.com",
                "https://evil.com#.example.com",
                "https://evil.com:80.example.com",
                "https://evil.com:.example.com",
                "https://evil.com\\.example.com",
                "https://evil.com@a.example.com",
                "https://user:pw@a.example.com",
                "https://a b.example.com",
                "https:// a.example.com",
                "https://a.example.com ,",
                "https://evil.com,https://a.example.com",
                "https://evil.com https://a.example.com",
                "https://evil.com;a.example.com",
                "https://a%2e.example.com",
                "https://[::1].example.com",
                "https://a+b.example.com",
                "https://a~b.example.com",
                "https://a\u{e9}.example.com",
                "https://a\u{3002}example.com",
                "https://https://a.example.com",
                "null",
                "*",
                "",
                &format!("https://{LABEL_63}z.example.com"),
                &format!("https://a.{LABEL_63}z.b.example.com"),
                &host_of(254),
                &host_of(255),
                &host_of(1000),
            ]

        any_subdomain_with_a_port: "https://*.example.com:8443"
            matches [
                "https://a.example.com:8443",
                "https://a.b.example.com:8443",
                &format!("{}:8443", host_of(253)),
            ]
            not [
                "https://example.com:8443",
                "https://a.example.com",
                "https://a.example.com:443",
                "https://a.example.com:08443",
                "https://a.example.com:84430",
                "https://a.example.com:8443:8443",
                "https://a:8443.example.com:8443",
                "https://.example.com:8443",
                "http://a.example.com:8443",
                &format!("{}:8443", host_of(254)),
            ]

        any_port: "http://localhost:*"
            matches [
                "http://localhost",
                "http://localhost:1",
                "http://localhost:79",
                "http://localhost:81",
                "http://localhost:443",
                "http://localhost:3000",
                "http://localhost:5173",
                "http://localhost:65535",
            ]
            not [
                "http://localhost:80",
                "http://localhost:0",
                "http://localhost:00",
                "http://localhost:080",
                "http://localhost:03000",
                "http://localhost:65536",
                "http://localhost:99999",
                "http://localhost:99999999999",
                "http://localhost:18446744073709551617",
                "http://localhost:",
                "http://localhost:*",
                "http://localhost:+1",
                "http://localhost:-1",
                "http://localhost:1 ",
                "http://localhost: 1",
                "http://localhost:0x50",
                "http://localhost:1e3",
                "http://localhost:3000:3000",
                "http://localhost:3000/",
                "http://localhost:3000@evil.com",
                "http://localhost:pw@evil.com",
                "http://localhost::3000",
                "http://localhost:\u{661}",
                "http://localhost.",
                "http://localhost.:3000",
                "http://localhost.evil.com",
                "http://localhost.evil.com:3000",
                "http://localhostevil:3000",
                "http://a.localhost:3000",
                "https://localhost:3000",
                "http://LOCALHOST:3000",
                "http://127.0.0.1:3000",
                "null",
                "",
            ]

        any_port_over_https: "https://example.com:*"
            matches [
                "https://example.com",
                "https://example.com:80",
                "https://example.com:8443",
            ]
            not [
                "https://example.com:443",
                "https://example.com:0443",
                "http://example.com:80",
                "https://www.example.com:8443",
                "https://example.com.evil.com:8443",
            ]

        any_port_of_an_ipv4_address: "http://127.0.0.1:*"
            matches ["http://127.0.0.1", "http://127.0.0.1:8080"]
            not [
                "http://127.0.0.1:80",
                "http://127.0.0.11",
                "http://127.0.0.1.:8080",
                "http://127.0.0.12:8080",
                "http://127.1:8080",
                "http://1.127.0.0.1:8080",
            ]

        any_port_of_an_ipv6_address: "http://[::1]:*"
            matches ["http://[::1]", "http://[::1]:1", "http://[::1]:65535"]
            not [
                "http://[::1]:80",
                "http://[::1]:0",
                "http://[::1]:",
                "http://[::1]:65536",
                "http://::1",
                "http://::1:8080",
                "http://[::1]8080",
                "http://[::1]]:8080",
                "http://[::2]:8080",
                "http://[::1]:2]:8080",
                "http://[0::1]:8080",
            ]

        any_port_of_a_scheme_without_a_default: "tauri://localhost:*"
            matches [
                "tauri://localhost",
                "tauri://localhost:80",
                "tauri://localhost:443",
            ]
            not ["tauri://localhost:0", "tauri://localhost:", "http://localhost:81"]

        any_subdomain_and_any_port: "https://*.example.com:*"
            matches [
                "https://a.example.com",
                "https://a.example.com:1",
                "https://a.example.com:80",
                "https://a.b.example.com:65535",
                &format!("https://{LABEL_63}.example.com:8443"),
                &host_of(253),
                &format!("{}:8443", host_of(253)),
            ]
            not [
                "https://example.com",
                "https://example.com:8443",
                "https://a.example.com:443",
                "https://a.example.com:0",
                "https://a.example.com:08443",
                "https://a.example.com:65536",
                "https://a.example.com:99999999999",
                "https://a.example.com:",
                "https://a.example.com::1",
                "https://a.example.com:1:1",
                "https://a:1.example.com",
                "https://a:1.example.com:1",
                "https://.example.com:1",
                "https://a..example.com:1",
                "https://evil.com:1",
                "https://evil.com:1.example.com",
                "https://evilexample.com:1",
                "https://a.example.com.evil.com:1",
                "https://evil.com/.example.com:1",
                "https://evil.com@a.example.com:1",
                "https://A.example.com:1",
                "http://a.example.com:1",
                &format!("https://{LABEL_63}z.example.com:1"),
                &host_of(254),
                &format!("{}:8443", host_of(254)),
            ]

        any_subdomain_of_localhost_and_any_port: "http://*.localhost:*"
            matches ["http://a.localhost", "http://a.b.localhost:3000"]
            not [
                "http://localhost",
                "http://localhost:3000",
                "http://a.localhost:80",
                "http://alocalhost:3000",
            ]

        any_subdomain_of_a_top_level_domain: "https://*.com"
            matches ["https://example.com", "https://a.example.com"]
            not ["https://com", "https://.com", "https://example.org", "https://evilcom"]
    }

    #[test]
    fn a_star_alone_allows_whatever_there_is() {
        #[cors(origins = ["*"])]
        fn handler(_: Request<()>) -> Response<()> {
            Response::new(())
        }
        for origin in ["https://example.com", "null", "", "no origin", "a\u{e9}"] {
            let request = Request::builder().header("origin", origin.as_bytes());
            let response = handler(request.body(()).unwrap());
            assert_eq!(response.headers()["access-control-allow-origin"], "*");
            assert!(naive::matches("*", origin.as_bytes()));
        }
    }

    macro_rules! many {
        ($($pattern:literal),* $(,)?) => {
            const MANY: &[&str] = &[$($pattern),*];

            #[cors(origins = [$($pattern),*])]
            fn many(_: Request<()>) -> Response<()> {
                Response::new(())
            }
        };
    }

    many! {
        "https://example.com",
        "https://example.com:8443",
        "http://example.com",
        "https://*.example.org",
        "https://*.example.org:8443",
        "http://*.example.org:*",
        "https://example.net:*",
        "https://*.example.net:*",
        "http://localhost:*",
        "http://*.localhost:*",
        "https://localhost",
        "http://127.0.0.1:*",
        "http://192.0.2.1",
        "http://192.0.2.1:8080",
        "http://[::1]:*",
        "https://[2001:db8::1]",
        "https://[2001:db8::1]:8443",
        "https://xn--bcher-kva.example",
        "https://*.xn--bcher-kva.example",
        "https://*.a.b.c.d.example",
        "https://a.b.c.d.example",
        "https://b.c.d.example",
        "https://*.co.uk",
        "https://uk",
        "https://*.com.au:444",
        "tauri://localhost:*",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "a.b://c",
        "a.b://d.e:*",
        "https://one.test",
        "https://two.test",
        "https://three.test",
        "https://four.test",
        "https://five.test",
        "https://six.test",
        "https://seven.test",
        "https://eight.test",
        "https://nine.test",
        "https://ten.test",
        "https://test",
        "https://*.sub.one.test",
    }

    #[test]
    fn the_longest_origin_that_there_is_is_allowed() {
        let scheme = "a".repeat(64);
        let pattern = format!("{scheme}://*.example.com:*");
        let policy = Config::new().origins([pattern]).check().unwrap().0;
        let host = host_of(253).replace("https", &scheme);
        let longest = format!("{host}:65535");
        assert_eq!(super::allows(&policy, longest.as_bytes()), Some(true));
    }

    #[test]
    fn many_patterns_allow_what_each_of_them_alone_does() {
        let alone: Vec<Policy> = MANY
            .iter()
            .map(|pattern| Config::new().origins([*pattern]).check().unwrap().0)
            .collect();
        let mut allowed = 0;
        let mut refused = 0;
        for pattern in MANY {
            for star in ["", "a.", "a.b.", "example.", "a..", "A.", ".", "*."] {
                for port in [
                    "", ":1", ":80", ":443", ":444", ":8080", ":8443", ":0", ":", ":*",
                ] {
                    for end in ["", ".", ":8443", "/", ".evil.com", ".example.org", ".test"] {
                        let text = match pattern.strip_suffix(":*") {
                            Some(rest) => format!("{rest}{port}"),
                            None => (*pattern).to_owned(),
                        };
                        let origin = text.replace("*.", star) + end;
                        let expected = alone
                            .iter()
                            .any(|policy| super::allows(policy, origin.as_bytes()) == Some(true));
                        assert_eq!(allows(many, &origin), expected, "{origin}");
                        *if expected { &mut allowed } else { &mut refused } += 1;
                    }
                }
            }
        }
        // Neither side of the comparison is empty.
        assert!(allowed > 500 && refused > 500, "{allowed} {refused}");
    }

    #[test]
    fn names_of_any_length_with_dots_anywhere_are_found_among_others() {
        for (length, distance) in (1..=40).flat_map(|length| (2..=10).map(move |at| (length, at))) {
            // A dot at every so many letters from the end, and other letters between any two of them.
            let name: String = (0..length)
                .map(|at| match (length - at) % distance {
                    0 if at != 0 => '.',
                    _ => char::from(b'a' + at % 26),
                })
                .collect();
            let patterns = [
                format!("https://*.{name}"),
                format!("https://*.{name}:8443"),
                format!("http://{name}:*"),
                format!("tauri://{name}"),
                format!("wails://*.{name}:*"),
            ];
            let policy = Config::new().origins(&patterns).check().unwrap().0;
            let like = format!("z{}", &name[1..]);
            let mut origins = Vec::new();
            for scheme in ["https", "http", "tauri", "wails"] {
                for labels in ["", "a.", "a.b.c.d.e.f.g.h.", "www", "."] {
                    for port in ["", ":1", ":8443"] {
                        origins.push(format!("{scheme}://{labels}{name}{port}"));
                        origins.push(format!("{scheme}://{labels}{like}{port}"));
                    }
                }
            }
            for origin in origins {
                let expected = naive::any_matches(&patterns, origin.as_bytes());
                let allowed = super::allows(&policy, origin.as_bytes());
                assert_eq!(allowed, Some(expected), "{origin} of {patterns:?}");
            }
        }
    }

    #[test]
    fn of_any_number_of_patterns_each_is_found() {
        for count in (1..=70).chain([127, 128, 129, 511, 512, 513]) {
            let patterns = (0..count).map(|number| match number % 3 {
                0 => format!("https://*.a{number}.test"),
                1 => format!("https://a{number}.test"),
                _ => format!("https://a{number}.test:*"),
            });
            let policy = Config::new().origins(patterns.clone()).check().unwrap().0;
            for pattern in patterns {
                let origin = pattern.replace("*.", "www.").replace('*', "81");
                let other = origin.replace(".test", ".tesu");
                for (origin, expected) in [(origin, true), (other, false)] {
                    let allowed = super::allows(&policy, origin.as_bytes());
                    assert_eq!(allowed, Some(expected), "{origin} of {count}");
                }
            }
        }
    }
}

/// Whether the policy allows the origin; none where no request can carry it.
fn allows(policy: &Policy, origin: &[u8]) -> Option<bool> {
    let origin = HeaderValue::from_bytes(origin).ok()?;
    let request = Request::builder().header("origin", origin);
    let mut response = Response::new(());
    match policy.decide(&request.body(()).unwrap()) {
        cors::Decision::Proceed(headers) => headers.apply(&mut response),
        cors::Decision::Respond(other) => panic!("a policy without `enforce` gave {other:?}"),
    }
    Some(
        response
            .headers()
            .contains_key("access-control-allow-origin"),
    )
}

mod properties {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use cors::Decision;
    use cors::rules::{Hazard, Violation};
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use url::Url;

    use super::*;
    use crate::common::proptest::cases;

    // Patterns that the rules accept.

    fn label() -> impl Strategy<Value = String> {
        prop_oneof![
            // Few, so that patterns and origins meet.
            6 => select(vec!["a", "b", "www", "example", "x-1", "_a"]).prop_map(str::to_owned),
            2 => "[a-z0-9_-]{1,9}",
            1 => "[a-z0-9_-]{60,63}",
        ]
        .prop_filter("Punycode has rules of its own", |label| {
            !label.starts_with("xn--")
        })
    }

    fn domain() -> impl Strategy<Value = String> {
        let top = select(vec![
            "com",
            "org",
            "co.uk",
            "github.io",
            "test",
            "localhost",
            "a",
        ]);
        (vec(label(), 0..=3), top).prop_map(|(mut labels, top)| {
            labels.push(top.to_owned());
            labels.join(".")
        })
    }

    fn host() -> impl Strategy<Value = String> {
        let addresses = vec![
            "127.0.0.1",
            "192.0.2.1",
            "[::1]",
            "[2001:db8::1]",
            "[fe80::1:2]",
        ];
        let star = select(vec!["a-*", "*-b", "*--x-1", "a-*-b", "a-x-*", "-a-*--b-1"]);
        prop_oneof![
            5 => domain(),
            5 => domain().prop_map(|domain| format!("*.{domain}")),
            3 => (star, label(), domain()).prop_map(|(star, label, domain)| format!("{star}.{label}.{domain}")),
            1 => select(addresses).prop_map(str::to_owned),
        ]
        .prop_filter("too long for DNS", |host| host.len() <= 253)
    }

    fn scheme() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            5 => Just("https"),
            3 => Just("http"),
            1 => select(vec!["tauri", "chrome-extension", "a+b-c.d", "h", "httpsx-y"]),
        ]
    }

    fn pattern() -> impl Strategy<Value = String> {
        let port = prop_oneof![
            4 => Just(String::new()),
            2 => Just(":*".to_owned()),
            1 => select(vec![":1", ":444", ":8080", ":65535"]).prop_map(str::to_owned),
            1 => (444_u16..).prop_map(|port| format!(":{port}")),
        ];
        (scheme(), host(), port, any::<bool>()).prop_map(|(scheme, host, port, any_host)| {
            // Any host, where the scheme isn't a website's.
            let host = if any_host && !scheme.starts_with("http") {
                "*".to_owned()
            } else {
                host
            };
            format!("{scheme}://{host}{port}")
        })
    }

    // Origins that a pattern matches, and their neighbours that it doesn't.

    /// What stands in an origin where a pattern has its wildcards.
    #[derive(Clone, Debug)]
    struct Fill {
        labels: Vec<String>,
        port: Option<u32>,
    }

    fn fill() -> impl Strategy<Value = Fill> {
        let labels = prop_oneof![
            8 => vec(label(), 1..=2),
            1 => vec(label(), 0..=8),
            1 => vec("[a-z]{59,64}", 1..=4),
        ];
        let port = prop_oneof![
            3 => Just(None),
            2 => select(vec![0, 1, 79, 80, 81, 443, 444, 8080, 65535, 65536]).prop_map(Some),
            1 => (0_u32..70_000).prop_map(Some),
        ];
        (labels, port).prop_map(|(labels, port)| Fill { labels, port })
    }

    /// What somebody does to an origin to get in, or a browser never would.
    #[derive(Clone, Debug)]
    enum Twist {
        None,
        Replace(Index, u8),
        Insert(Index, u8),
        Remove(Index),
        UpperCase(Index),
        Scheme(&'static str),
        Before(String),
        After(String),
    }

    fn twist() -> impl Strategy<Value = Twist> {
        let byte = || prop_oneof![select(b".:/*-_@aA019%[] ,".to_vec()), any::<u8>()];
        let before = select(vec![
            "a.",
            "a",
            ".",
            "*.",
            "a@",
            "a..",
            "evil.com/",
            "evil.com.",
        ]);
        let after = select(vec![
            ".", "a", ".a", "/", ":", ":1", ":80", ":443", ":08", "0", ".com", "@a", " ", "%00",
        ]);
        prop_oneof![
            3 => Just(Twist::None),
            1 => (any::<Index>(), byte()).prop_map(|(at, byte)| Twist::Replace(at, byte)),
            1 => (any::<Index>(), byte()).prop_map(|(at, byte)| Twist::Insert(at, byte)),
            1 => any::<Index>().prop_map(Twist::Remove),
            1 => any::<Index>().prop_map(Twist::UpperCase),
            1 => scheme().prop_map(Twist::Scheme),
            1 => before.prop_map(|text| Twist::Before(text.to_owned())),
            1 => label().prop_map(|label| Twist::Before(format!("{label}."))),
            1 => after.prop_map(|text| Twist::After(text.to_owned())),
        ]
    }

    fn origin_near(pattern: &str, fill: &Fill, twist: &Twist) -> Vec<u8> {
        let (text, port) = match (pattern.strip_suffix(":*"), fill.port) {
            (Some(text), Some(port)) => (text, format!(":{port}")),
            (Some(text), None) => (text, String::new()),
            (None, _) => (pattern, String::new()),
        };
        let labels: String = fill
            .labels
            .iter()
            .map(|label| format!("{label}."))
            .collect();
        let in_label = text.contains('*') && !text.contains("://*.");
        let text = match in_label {
            true => text.replacen('*', &fill.labels.join("-"), 1),
            false => text.replacen("*.", &labels, 1),
        } + &port;
        let (scheme, rest) = text.split_once("://").unwrap();
        let mut origin = text.clone().into_bytes();
        match twist {
            Twist::None => {}
            Twist::Replace(at, byte) => origin[at.index(text.len())] = *byte,
            Twist::Insert(at, byte) => origin.insert(at.index(text.len() + 1), *byte),
            Twist::Remove(at) => {
                origin.remove(at.index(text.len()));
            }
            Twist::UpperCase(at) => origin[at.index(text.len())].make_ascii_uppercase(),
            Twist::Scheme(other) => origin = format!("{other}://{rest}").into_bytes(),
            Twist::Before(before) => origin = format!("{scheme}://{before}{rest}").into_bytes(),
            Twist::After(after) => origin.extend(after.bytes()),
        }
        origin
    }

    fn policy_of(patterns: &[String]) -> Result<Policy, cors::rules::Violations> {
        Policy::try_from(Config::new().origins(patterns))
    }

    /// These patterns, without those that the others cover.
    fn uncovered(patterns: Vec<String>) -> Vec<String> {
        let mut patterns: Vec<String> = patterns
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        for violation in violations(&Config::new().origins(&patterns)) {
            let Violation::OriginCovered { origin, .. } = violation else {
                panic!("{patterns:?}: {violation}");
            };
            patterns.retain(|pattern| *pattern != origin);
        }
        patterns
    }

    proptest! {
        #![proptest_config(cases(1_500))]

        #[test]
        fn a_pattern_matches_what_the_naive_matcher_says(
            pattern in pattern(),
            fill in fill(),
            twist in twist(),
        ) {
            let policy = policy_of(std::slice::from_ref(&pattern));
            let policy = policy.map_err(|error| TestCaseError::fail(format!("{pattern}: {error}")))?;
            let origin = origin_near(&pattern, &fill, &twist);
            if let Some(allowed) = allows(&policy, &origin) {
                prop_assert_eq!(
                    allowed,
                    naive::matches(&pattern, &origin),
                    "{:?} by {}", String::from_utf8_lossy(&origin), pattern
                );
            }
        }

        #[test]
        fn a_pattern_covers_another_only_if_it_matches_all_that_the_other_does(
            patterns in vec(pattern(), 2..=12),
            fill in fill(),
            twist in twist(),
        ) {
            for violation in violations(&Config::new().origins(&patterns)) {
                match violation {
                    Violation::OriginCovered { origin, by } => {
                        prop_assert!(origin != by);
                        let near = origin_near(&origin, &fill, &twist);
                        prop_assert!(
                            !naive::matches(&origin, &near) || naive::matches(&by, &near),
                            "{:?}: {} by {}", String::from_utf8_lossy(&near), origin, by
                        );
                    }
                    Violation::Duplicate { value, .. } => {
                        prop_assert!(patterns.iter().filter(|pattern| **pattern == value).count() > 1);
                    }
                    other => prop_assert!(false, "{other}"),
                }
            }
        }
    }

    proptest! {
        #![proptest_config(cases(150))]

        #[test]
        fn a_set_of_patterns_matches_what_the_naive_matcher_says(
            patterns in vec(pattern(), 1..=60),
            tries in vec((any::<Index>(), fill(), twist()), 40),
        ) {
            let kept = uncovered(patterns.clone());
            let policy = policy_of(&kept).unwrap();
            for (near, fill, twist) in tries {
                let origin = origin_near(&patterns[near.index(patterns.len())], &fill, &twist);
                if let Some(allowed) = allows(&policy, &origin) {
                    let lossy = String::from_utf8_lossy(&origin);
                    prop_assert_eq!(allowed, naive::any_matches(&kept, &origin), "{:?} by {:?}", &lossy, &kept);
                    // What was left out as covered is missed by nobody.
                    prop_assert_eq!(allowed, naive::any_matches(&patterns, &origin), "{:?} by {:?}", &lossy, &patterns);
                }
            }
        }
    }

    // Origins as the `url` crate makes them, which is how browsers do.

    fn letters() -> impl Strategy<Value = String> {
        let scripts = prop_oneof![
            "[a-zà-öø-ÿ]{1,8}",
            "[A-ZÀ-ÖØ-Þa-z]{1,8}",
            "[a-zßẞſıİ]{1,5}",
            "[α-ωΑ-ΡΣ-Ωάέίόύώς]{1,8}",
            "[а-яА-ЯёЁіїґ]{1,8}",
            "[ぁ-んァ-ヶ一-龠]{1,5}",
            "[가-힣]{1,5}",
            "[א-ת]{1,6}",
            "[ا-ي]{1,6}",
            "[ก-ฮ]{1,6}",
            "[अ-ह][ा-ौ]?[अ-ह]?",
            "[ก-ฮ][ิ-ฺ]?[ก-ฮ]",
            "[ａ-ｚＡ-Ｚ０-９]{1,6}",
            "[a-z]\u{308}[a-z]",
        ];
        vec(scripts, 1..=2).prop_map(|parts| parts.concat())
    }

    fn any_host() -> impl Strategy<Value = String> {
        let number = prop_oneof![
            (0_u32..300).prop_map(|n| n.to_string()),
            any::<u32>().prop_map(|n| n.to_string()),
            (0_u32..300).prop_map(|n| format!("0x{n:X}")),
            (0_u32..300).prop_map(|n| format!("0{n:o}")),
        ];
        let ipv4 = (vec(number, 1..=5), any::<bool>())
            .prop_map(|(numbers, dot)| numbers.join(".") + if dot { "." } else { "" });
        let segment = || prop_oneof![3 => Just(0_u16), 1 => any::<u16>(), 1 => Just(0xffff)];
        let ipv6 = (vec(segment(), 8), any::<bool>()).prop_map(|(segments, long)| {
            let text: Vec<_> = segments.iter().map(|n| format!("{n:04X}")).collect();
            let address: [u16; 8] = segments.try_into().unwrap();
            match long {
                true => format!("[{}]", text.join(":")),
                false => format!("[{}]", std::net::Ipv6Addr::from(address)),
            }
        });
        prop_oneof![
            2 => domain(),
            2 => (letters(), domain()).prop_map(|(letters, domain)| format!("{letters}.{domain}")),
            1 => (domain(), letters()).prop_map(|(domain, letters)| format!("{domain}.{letters}")),
            2 => "[a-zA-Z0-9._~!$&'()+,;=-]{1,12}",
            1 => "\\PC{1,8}",
            1 => "[a-z]{60,70}(\\.[a-z]{50,63}){0,4}",
            2 => ipv4,
            2 => ipv6,
        ]
    }

    proptest! {
        #![proptest_config(cases(1_500))]

        #[test]
        fn an_origin_that_browsers_send_is_accepted_and_then_allowed(
            scheme in select(vec!["http", "https", "HTTPS", "ws", "wss", "ftp"]),
            host in any_host(),
            port in option::of(any::<u16>()),
        ) {
            let port = port.map_or_else(String::new, |port| format!(":{port}"));
            let Ok(url) = Url::parse(&format!("{scheme}://{host}{port}/path")) else {
                return Ok(());
            };
            let origin = url.origin().ascii_serialization();
            // To the URL standard a `*` in a host is a letter like any other.
            if url.host_str().unwrap().contains('*') {
                return Ok(());
            }
            match Config::new().origins([&*origin]).check() {
                Ok((policy, _)) => {
                    prop_assert!(matches!(url.scheme(), "http" | "https"), "{}", origin);
                    prop_assert_eq!(allows(&policy, origin.as_bytes()), Some(true), "{}", origin);
                }
                Err(violations) => {
                    let rules: Vec<_> = violations.iter().map(Violation::rule).collect();
                    let of_host = ["host-character", "host-empty-label", "host-long-label", "host-too-long"];
                    // To the URL standard `$`, `(`, `,` and `;` are letters of a host as well.
                    let of_letters = [
                        "origin-regex",
                        "origin-list-in-string",
                        "origin-placeholder",
                        "origin-surrounded",
                    ];
                    let mut named = [of_host.as_slice(), &of_letters].concat();
                    if !url.scheme().starts_with("http") {
                        named = [["origin-without-pages"].as_slice(), &of_letters].concat();
                    } else if url.port() == Some(0) {
                        // The standard lets port 0 through, and no browser connects to it.
                        named.push("port");
                    }
                    prop_assert_eq!(rules.len(), 1);
                    prop_assert!(named.contains(&rules[0]), "{}: {}", origin, violations);
                }
            }
        }

        #[test]
        fn the_fix_for_a_host_that_is_not_ascii_is_what_browsers_send(
            letters in letters(),
            domain in domain(),
            port in select(vec!["", ":443", ":8443", ":08443"]),
        ) {
            prop_assume!(!letters.is_ascii());
            let text = format!("https://{letters}.{domain}{port}");
            let violations = Config::new().origins([&*text]).check().unwrap_err();
            let rules: Vec<_> = violations.iter().map(Violation::rule).collect();
            prop_assert_eq!(rules, ["origin-not-ascii"]);
            if let Some(fix) = violations.iter().next().unwrap().fix() {
                let url = Url::parse(&text).map(|url| url.origin().ascii_serialization());
                prop_assert_eq!(url.as_ref(), Ok(&fix), "{}", text);
            }
        }

        #[test]
        fn the_fix_for_an_address_is_what_browsers_send(host in any_host()) {
            let text = format!("https://{host}");
            let Err(violations) = Config::new().origins([&*text]).check() else {
                return Ok(());
            };
            for violation in &violations {
                if let (Violation::HostIpv4 { .. } | Violation::HostIpv6 { .. }, Some(fix)) =
                    (violation, violation.fix())
                    // An address that lacks its brackets, or has a dot too many, is none to a browser.
                    && let Ok(url) = Url::parse(&text)
                {
                    prop_assert_eq!(fix, url.origin().ascii_serialization(), "{}", text);
                }
            }
        }
    }

    #[test]
    fn the_fix_for_any_letter_is_what_browsers_send_or_none() {
        let mut offered = 0;
        for letter in ('\u{80}'..'\u{10000}').filter(|letter| letter.is_alphabetic()) {
            let text = format!("https://{letter}a{letter}.example");
            let violations = Config::new().origins([&*text]).check().unwrap_err();
            if let Some(fix) = violations.iter().next().unwrap().fix() {
                let url = Url::parse(&text).map(|url| url.origin().ascii_serialization());
                assert_eq!(url, Ok(fix), "{text}");
                offered += 1;
            }
        }
        assert!(offered > 30_000, "{offered}");
    }

    #[test]
    fn names_that_people_have_get_their_fix() {
        for name in [
            "bücher.example",
            "BÜCHER.example",
            "bu\u{308}cher.example",
            "straße.example",
            "ΟΔΟΣ.example",
            "οδός.example",
            "пример.рф",
            "ПРИМЕР.рф:8443",
            "例え.テスト",
            "例え。テスト",
            "ｅｘａｍｐｌｅ.com",
            "中文网.中国",
            "한국.example",
            "ישראל.example",
            "موقع.example",
            "हिन्दी.example",
            "ไทย.example",
            "Việt.example",
            // A label of more bytes than the longest has letters, and one with a digit from left to right.
            "ああああああああああああああああああああああああああああああ.example",
            "א1.example",
        ] {
            for star in ["", "*."] {
                let text = format!("https://{star}{name}");
                let violations = Config::new().origins([text]).check().unwrap_err();
                let offered: Vec<_> = violations.iter().map(Violation::fix).collect();
                let url = Url::parse(&format!("https://{name}")).unwrap();
                let sent = url.origin().ascii_serialization();
                let fix = sent.replace("://", &format!("://{star}"));
                assert_eq!(offered, [Some(fix)], "{name}");
            }
        }
    }

    #[test]
    fn names_that_no_browser_takes_get_no_fix() {
        for name in [
            // Joiners and marks without a letter that they belong to.
            "a\u{200d}b.example",
            "\u{301}a.example",
            // RFC 5893 §2: letters of both directions, an end that is none, digits of both kinds.
            "aאa.example",
            "אaא.example",
            "a-.א.example",
            "א-.example",
            "א1٠.example",
        ] {
            let text = format!("https://{name}");
            let violations = Config::new().origins([&*text]).check().unwrap_err();
            let offered: Vec<_> = violations.iter().map(Violation::fix).collect();
            assert_eq!(offered, [None], "{name}");
            assert!(Url::parse(&text).is_err(), "{name}");
        }
    }

    // Whatever anyone writes.

    fn any_text() -> impl Strategy<Value = String> {
        let spoilt = (pattern(), fill(), twist())
            .prop_map(|(pattern, fill, twist)| origin_near(&pattern, &fill, &twist))
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let whole = "(https?|HTTP|ftp|wss|file|null|\\*)?(://|:|//)?(user@)?(\\*|\\*\\.|\\.)?";
        let pieces = (whole, any_host(), "(:\\*|:[0-9]{0,6})?(/|/path|\\?q|#f| )?")
            .prop_map(|(before, host, after)| format!("{before}{host}{after}"));
        let list = (pattern(), "(, |,| |;|\\|)", pattern())
            .prop_map(|(first, between, second)| format!("{first}{between}{second}"));
        let names = select(vec![
            "*",
            " *",
            "null",
            "",
            " ",
            "put",
            "PUT ",
            "TRACE",
            "trace",
            "Cookie",
            " cookie",
            "host:",
            "x-a",
            "X-A:",
            "set-cookie ",
            "etag",
            " etag",
            "authorization",
            "sec-x",
            "é",
            "PUT,delete",
            "purge Purge",
            "x-a, x-b:;X-A",
            "etag,cookie",
            "*,x-a",
        ]);
        prop_oneof![
            2 => "\\PC{0,20}",
            3 => pieces,
            2 => spoilt,
            1 => pattern(),
            1 => list,
            2 => names.prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    }

    /// Whether only an allowed hazard is left between this policy and being accepted.
    fn is_of_credentials(violation: &Violation) -> bool {
        violation.rule().starts_with("credentials-")
    }

    proptest! {
        #![proptest_config(cases(1_500))]

        #[test]
        fn the_fix_of_an_origin_is_accepted(text in any_text(), credentials in any::<bool>()) {
            let build = |origin: &str| {
                violations(&Config::new().origins([origin]).credentials(credentials))
            };
            for violation in build(&text) {
                // A line that ends with the rule, and one of help. Whatever the text is, it adds none.
                let message = violation.to_string();
                let mut lines = message.split('\n');
                let problem = lines.next().unwrap_or_default();
                prop_assert!(problem.ends_with(&format!(" [{}]", violation.rule())), "{}", problem);
                prop_assert!(lines.next().is_none_or(|help| help.starts_with("help: ")), "{}", message);
                prop_assert_eq!(lines.next(), None);
                prop_assert!(!message.replace('\n', "").contains(char::is_control), "{:?}", message);
                let Some(fix) = violation.fix() else { continue };
                if let Violation::OriginListInString { .. } = violation {
                    // Literals, ready to paste.
                    let literals = fix.strip_prefix('"').and_then(|fix| fix.strip_suffix('"'));
                    let origins: Vec<_> = literals.unwrap_or_default().split("\", \"").collect();
                    for left in violations(&Config::new().origins(origins).credentials(credentials)) {
                        prop_assert!(is_of_credentials(&left), "{:?} → {:?}: {}", text, fix, left);
                    }
                    continue;
                }
                prop_assert_ne!(&fix, &text);
                for left in build(&fix) {
                    // Not what was wrong, and of the rest only what no other text would mend: the hazard
                    // has rules of its own.
                    prop_assert!(is_of_credentials(&left), "{:?} → {:?}: {}", text, fix, left);
                    prop_assert_ne!(left.rule(), violation.rule());
                }
            }
        }

        #[test]
        fn the_fix_of_a_method_or_a_header_is_accepted(text in any_text(), credentials in any::<bool>()) {
            let builds: [fn(cors::Config, &str) -> cors::Config; 3] = [
                |config, text| config.methods([text]),
                |config, text| config.headers([text]),
                |config, text| config.expose([text]),
            ];
            for add in builds {
                let build = |entries: &[&str]| {
                    let config = Config::new().origins(["https://example.com"]).credentials(credentials);
                    violations(&entries.iter().fold(config, |config, entry| add(config, entry)))
                };
                for violation in build(&[&text]) {
                    let help = violation.help().unwrap_or_default();
                    // The text to write, or the texts of which each is an entry.
                    let literals = help.strip_prefix("write \"").and_then(|help| help.strip_suffix('"'));
                    let entries: Vec<_> = match (violation.fix(), literals) {
                        (Some(fix), _) => vec![fix],
                        (None, Some(literals)) => literals.split("\", \"").map(str::to_owned).collect(),
                        (None, None) => continue,
                    };
                    let entries: Vec<_> = entries.iter().map(String::as_str).collect();
                    for left in build(&entries) {
                        prop_assert!(is_of_credentials(&left), "{:?} → {:?}: {}", text, entries, left);
                    }
                }
            }
        }

        #[test]
        fn no_configuration_panics(
            origins in vec(any_text(), 0..=4),
            methods in vec(any_text(), 0..=3),
            headers in vec(any_text(), 0..=3),
            expose in vec(any_text(), 0..=3),
            max_age in option::of(any::<Duration>()),
            hazards in vec(select(Hazard::ALL.to_vec()), 0..=4),
            credentials in any::<bool>(),
            enforce in any::<bool>(),
        ) {
            let mut config = Config::new()
                .origins(origins.clone())
                .methods(methods)
                .headers(headers)
                .expose(expose)
                .credentials(credentials)
                .enforce(enforce)
                .dangerously_allow(hazards);
            config.max_age = max_age;
            match config.check() {
                // What is accepted holds the one promise that matters most.
                Ok(_) => {
                    prop_assert!(!credentials || !origins.contains(&"*".to_owned()));
                }
                Err(violations) => prop_assert!(violations.iter().count() > 0),
            }
        }
    }

    // Whatever anyone sends.

    fn any_value() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            vec(any::<u8>(), 0..40),
            "\\PC{0,20}".prop_map(String::into_bytes),
            select(vec![
                "PUT",
                "x-a",
                "*",
                "null",
                "same-origin",
                "none",
                "cross-site",
                "navigate",
                "cors",
                "a.com"
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
        ]
    }

    proptest! {
        #![proptest_config(cases(1_500))]

        #[test]
        fn no_request_panics_or_is_allowed_against_the_patterns(
            patterns in vec(pattern(), 1..=20),
            credentials in any::<bool>(),
            enforce in any::<bool>(),
            reflect in any::<bool>(),
            method in prop_oneof![Just("OPTIONS".to_owned()), Just("GET".to_owned()), "[A-Za-z]{1,8}"],
            origins in vec((any::<Index>(), fill(), twist(), option::weighted(0.2, any_value())), 0..=2),
            others in vec(
                (
                    select(vec![
                        "access-control-request-method",
                        "access-control-request-headers",
                        "host",
                        "sec-fetch-site",
                        "sec-fetch-mode",
                        "cookie",
                        "authorization",
                    ]),
                    any_value(),
                ),
                0..=6,
            ),
        ) {
            let patterns = uncovered(patterns);
            let mut config = Config::new().origins(&patterns).credentials(credentials).enforce(enforce);
            if reflect {
                config = config.methods(["*"]).headers(["*"]);
            }
            let hazards: BTreeSet<_> = match config.check() {
                Ok(_) => BTreeSet::new(),
                Err(violations) => violations.iter().map(Violation::rule).collect(),
            };
            config = config.dangerously_allow(hazards.into_iter().map(|hazard| match hazard {
                "credentials-insecure-origin" => Hazard::InsecureOrigins,
                "credentials-public-suffix" => Hazard::PublicSuffixes,
                "credentials-any-host" => Hazard::AnyHost,
                other => panic!("{patterns:?}: {other}"),
            }));
            let policy = config.check().unwrap().0;

            let mut request = Request::new(());
            *request.method_mut() = method.parse().unwrap();
            for (near, fill, twist, other) in origins {
                let origin = other.unwrap_or_else(|| origin_near(&patterns[near.index(patterns.len())], &fill, &twist));
                if let Ok(value) = HeaderValue::from_bytes(&origin) {
                    request.headers_mut().append("origin", value);
                }
            }
            for (name, value) in others {
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    request.headers_mut().append(name, value);
                }
            }
            let lines: Vec<_> = request.headers().get_all("origin").iter().collect();
            let expected = match lines[..] {
                [only] => naive::any_matches(&patterns, only.as_bytes()).then_some(only),
                _ => None,
            };

            explained::explain(&policy, &request);
            let response = match policy.decide(&request) {
                Decision::Respond(response) => {
                    prop_assert_eq!(response.status() == 204, expected.is_some());
                    response.into_response()
                }
                Decision::Proceed(headers) => headers.applied(Response::new(())),
            };
            let headers = response.headers();
            let allowed: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
            prop_assert_eq!(allowed, expected.into_iter().collect::<Vec<_>>());
            prop_assert_eq!(&headers["vary"], "Origin");
            prop_assert_eq!(
                headers.contains_key("access-control-allow-credentials"),
                credentials && expected.is_some()
            );
            if expected.is_none() {
                prop_assert_eq!(headers.len(), 1);
            }
        }
    }
}
