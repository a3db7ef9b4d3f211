//! A policy that is written in the program and one that is made at run time are judged by one rule book: what is
//! equal in text is equal in value, and everything that is wrong is said at once.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use cors::rules::{Hazard, List, Violation};
use cors::{Config, Decision, Origins, Policy};

/// Feeds the same literals to `policy!` and to `Config`, and compares what comes out.
macro_rules! equal {
    ($name:ident: $($arguments:tt)*) => {
        #[test]
        fn $name() {
            static WRITTEN: Policy = cors::policy! { $($arguments)* };
            let config = config!(Config::new(), $($arguments)*);
            assert_eq!(WRITTEN, config.check().unwrap().0);
        }
    };
}

/// The calls that say what these arguments do.
macro_rules! config {
    ($config:expr $(,)?) => { $config };
    ($config:expr, dangerously_allow = [$($hazard:ident),*] $(, $($rest:tt)*)?) => {
        config!($config.dangerously_allow([$(stringify!($hazard).parse().unwrap()),*]) $(, $($rest)*)?)
    };
    ($config:expr, max_age = $seconds:literal $(, $($rest:tt)*)?) => {
        config!($config.max_age(Duration::from_secs($seconds)) $(, $($rest)*)?)
    };
    ($config:expr, $list:ident = [$($entry:literal),* $(,)?] $(, $($rest:tt)*)?) => {
        config!($config.$list([$($entry),*]) $(, $($rest)*)?)
    };
    ($config:expr, $list:ident = $entry:literal $(, $($rest:tt)*)?) => {
        config!($config.$list([$entry]) $(, $($rest)*)?)
    };
    ($config:expr, $flag:ident $(, $($rest:tt)*)?) => {
        config!($config.$flag(true) $(, $($rest)*)?)
    };
}

equal!(an_exact_origin: origins = ["https://example.com"]);
equal!(a_single_origin_without_a_list: origins = "https://example.com");
equal!(an_origin_with_a_port: origins = ["http://localhost:3000"]);
equal!(an_origin_with_a_scheme_of_its_own: origins = ["chrome-extension://abcdefgh"]);
equal!(an_ipv4_address: origins = ["http://192.0.2.1:8080"]);
equal!(an_ipv6_address: origins = ["http://[2001:db8::1]", "http://[::1]:*"]);
equal!(an_ipv4_address_within_ipv6: origins = ["http://[::ffff:102:304]"]);
equal!(an_origin_in_punycode: origins = ["https://xn--bcher-kva.example"]);
equal!(any_subdomain: origins = ["https://*.example.com"]);
equal!(any_subdomain_with_a_port: origins = ["https://*.example.com:8443"]);
equal!(any_port: origins = ["http://localhost:*"]);
equal!(any_subdomain_and_any_port: origins = ["https://*.example.com:*"]);
equal!(every_origin: origins = ["*"]);
equal!(every_origin_without_a_list: origins = "*");
equal!(every_kind_of_pattern_at_once: origins = [
    "https://example.com",
    "https://*.example.com",
    "http://localhost:*",
    "http://*.localhost:*",
    "https://example.org:8443",
    "http://[::1]:*",
]);
equal!(every_origin_and_every_argument:
    origins = ["*"],
    methods = ["PUT"],
    headers = ["x-a"],
    expose = ["x-b"],
    max_age = 1);

equal!(methods: origins = ["https://example.com"], methods = ["PUT", "GET", "PURGE", "M-SEARCH"]);
equal!(any_method: origins = ["https://example.com"], methods = ["*"]);
equal!(any_method_with_credentials: origins = ["https://example.com"], methods = ["*"], credentials);
equal!(headers: origins = ["https://example.com"], headers = ["accesstoken", "Content-Type"]);
equal!(any_header: origins = ["https://example.com"], headers = ["*"]);
equal!(any_header_and_authorization: origins = ["*"], headers = ["*", "Authorization"]);
equal!(authorization_and_any_header: origins = ["*"], headers = ["authorization", "*"]);
equal!(any_header_with_credentials: origins = ["https://example.com"], headers = ["*"], credentials);
equal!(exposed_headers: origins = ["https://example.com"], expose = ["ETag", "x-total"]);
equal!(any_exposed_header: origins = ["https://example.com"], expose = ["*"]);
equal!(credentials: origins = ["https://example.com"], credentials);
equal!(enforce: origins = ["https://example.com"], enforce);
equal!(the_shortest_max_age: origins = ["https://example.com"], max_age = 0);
equal!(some_max_age: origins = ["https://example.com"], max_age = 600);
equal!(the_longest_max_age: origins = ["https://example.com"], max_age = 86_400);
equal!(a_max_age_in_hexadecimal: origins = ["https://example.com"], max_age = 0x1_5180);
equal!(everything:
    origins = ["https://app.example.com", "https://*.example.org:*"],
    methods = ["PUT", "DELETE"],
    headers = ["accesstoken", "content-type"],
    expose = ["etag"],
    credentials,
    max_age = 600,
    enforce,
);
equal!(everything_in_another_order:
    enforce,
    max_age = 600,
    credentials,
    expose = ["etag"],
    headers = ["accesstoken", "content-type"],
    methods = ["PUT", "DELETE"],
    origins = ["https://app.example.com", "https://*.example.org:*"]);

equal!(the_null_origin: origins = ["null"], dangerously_allow = [null_origin]);
equal!(the_null_origin_beside_others:
    origins = ["https://example.com", "null", "http://localhost:*"],
    credentials,
    dangerously_allow = [null_origin]);
equal!(an_insecure_origin:
    origins = ["http://example.com"],
    credentials,
    dangerously_allow = [insecure_origins]);
equal!(a_public_suffix:
    origins = ["https://*.github.io"],
    credentials,
    dangerously_allow = [public_suffixes]);
equal!(every_hazard_at_once:
    origins = ["null", "http://*.com", "https://example.org"],
    credentials,
    dangerously_allow = [public_suffixes, insecure_origins, null_origin]);
equal!(loopback_is_not_a_hazard:
    origins = ["http://localhost:*", "http://*.localhost", "http://127.0.0.1:*", "http://[::1]"],
    credentials);

/// Enough entries for an index of several rounds; `patterns.rs` has policies of every size, by their behaviour.
macro_rules! many {
    ($($origin:literal)*) => {
        static MANY: Policy = cors::policy! { origins = [$($origin),*] };

        #[test]
        fn many_origins() {
            let made = Config::new().origins([$($origin),*]).check().unwrap().0;
            assert_eq!(MANY, made);
            let others = Config::new().origins([$($origin),*].iter().skip(1).copied());
            assert_ne!(MANY, others.check().unwrap().0);
        }
    };
}

many! {
    "https://*.site-1.example" "http://host-2:*" "https://*.zone-3.example.org:*" "http://192.0.2.4:8080"
    "https://deep.er.sub-5.test:8443" "app-6://localhost" "https://app-7.example.com" "https://*.site-8.example"
    "http://host-9:*" "https://*.zone-10.example.org:*" "http://192.0.2.11:8080" "https://deep.er.sub-12.test:8443"
    "app-13://localhost" "https://app-14.example.com" "https://*.site-15.example" "http://host-16:*"
    "https://*.zone-17.example.org:*" "http://192.0.2.18:8080" "https://deep.er.sub-19.test:8443" "app-20://localhost"
}

/// Seeds differ from policy to policy, and equality ignores them.
#[test]
fn of_any_number_of_origins_two_policies_are_equal() {
    for count in 1..=100 {
        let config = Config::new().origins((0..count).map(|number| match number % 3 {
            0 => format!("https://*.a{number}.test"),
            1 => format!("https://a{number}.test"),
            _ => format!("https://a{number}.test:*"),
        }));
        assert_eq!(
            config.check().unwrap().0,
            config.check().unwrap().0,
            "{count} origins"
        );
    }
}

/// The smallest change to each part makes another policy, so that `==` above means something.
#[test]
fn policies_that_say_something_else_are_not_equal() {
    let policy = || Config::new().origins(["https://example.com"]);
    let different = [
        policy(),
        policy().origins(["https://example.org"]),
        Config::new().origins(["https://*.example.com"]),
        Config::new().origins(["https://example.com:*"]),
        Config::new().origins(["https://*.example.com:*"]),
        Config::new().origins(["*"]),
        policy().methods(["PUT"]),
        policy().methods(["*"]),
        policy().methods(["*"]).credentials(true),
        policy().headers(["PUT"]),
        policy().headers(["*"]),
        policy().headers(["*"]).credentials(true),
        policy().expose(["PUT"]),
        policy().credentials(true),
        policy().enforce(true),
        policy().max_age(Duration::from_secs(0)),
        policy().max_age(Duration::from_secs(1)),
    ]
    .map(|config| config.check().unwrap().0);
    for (at, one) in different.iter().enumerate() {
        for (other_at, other) in different.iter().enumerate() {
            assert_eq!(one == other, at == other_at, "{one:?}\n{other:?}");
        }
    }
}

#[test]
fn calls_add_to_a_list_and_do_not_replace_it() {
    let at_once = Config::new()
        .origins(["https://example.com", "https://example.org"])
        .headers(["x-a", "x-b"])
        .check();
    let one_by_one = Config::new()
        .headers(["x-a"])
        .origins(["https://example.com"])
        .origins(vec!["https://example.org".to_owned()])
        .headers(["x-b"])
        .check();
    assert_eq!(at_once.unwrap().0, one_by_one.unwrap().0);
}

#[test]
fn methods_are_the_same_by_name_and_in_quotes() {
    static NAMED: Policy =
        cors::policy! { origins = ["https://example.com"], methods = [PUT, Purge] };
    static QUOTED: Policy =
        cors::policy! { origins = ["https://example.com"], methods = ["PUT", "Purge"] };
    assert_eq!(NAMED, QUOTED);
}

// What is broken is mended first: only then does it cover others, or is it covered.
#[test]
fn everything_that_is_wrong_is_said_at_once_and_in_the_order_of_the_lists() {
    let violations = Config::new()
        .enforce(true)
        .max_age(Duration::from_secs(86_401))
        .dangerously_allow([Hazard::NullOrigin, Hazard::NullOrigin])
        .expose(["set-cookie", "*", "x y"])
        .headers(["Cookie", "x-a", "X-A", "etag"])
        .methods(["put", "TRACE", "PUT", "PUT"])
        .origins(["https://example.com/", "*", "https://example.com", "null"])
        .credentials(true)
        .check()
        .unwrap_err();
    let rules: Vec<_> = violations.iter().map(Violation::rule).collect();
    let expected = [
        // origins
        "origin-path",
        "credentials-any-origin",
        // methods
        "method-case",
        "method-forbidden",
        "duplicate",
        // headers
        "header-forbidden",
        "duplicate",
        "header-of-responses",
        // expose
        "expose-forbidden",
        "credentials-expose-any",
        "header-token",
        // dangerously_allow
        "duplicate",
        // the rest
        "max-age-too-long",
        "enforce-unneeded",
    ];
    assert_eq!(rules, expected);
    // Both ways of going through them give the same.
    assert_eq!((&violations).into_iter().count(), rules.len());
    assert_eq!(
        violations
            .into_iter()
            .map(|one| one.rule())
            .collect::<Vec<_>>(),
        rules
    );
}

#[test]
fn a_violation_holds_the_value_that_breaks_the_rule_and_what_to_write_instead() {
    let violations = Config::new()
        .origins(["HTTPS://Example.com", "https://*.com", "https://a.com"])
        .methods(["patch"])
        .max_age(Duration::from_secs(86_401))
        .credentials(true)
        .check()
        .unwrap_err();
    let found: Vec<_> = violations.into_iter().collect();
    let expected = [
        Violation::OriginUpperCase {
            origin: "HTTPS://Example.com".into(),
            fix: Some("https://example.com".into()),
        },
        Violation::CredentialsPublicSuffix {
            origin: "https://*.com".into(),
            suffix: "com".into(),
        },
        Violation::MethodCase {
            method: "patch".into(),
            fix: "PATCH".into(),
        },
        Violation::MaxAgeTooLong { seconds: 86_401 },
    ];
    assert_eq!(found, expected);
    assert_eq!(found[0].fix().as_deref(), Some("https://example.com"));
    assert_eq!(found[1].fix(), None);
    assert_eq!(found[2].fix().as_deref(), Some("PATCH"));
}

#[test]
fn a_list_without_entries_is_one_that_is_absent() {
    let nothing = Config::new().check().unwrap().0;
    let none: [&str; 0] = [];
    let empty = Config::new()
        .origins(none)
        .methods(none)
        .headers(none)
        .expose(none);
    assert_eq!(empty.check().unwrap().0, nothing);
    // The policy allows no origin.
    let request = http::Request::builder().header("origin", "https://example.com");
    let Decision::Proceed(headers) = nothing.decide(&request.body(()).unwrap()) else {
        panic!("it isn't a preflight");
    };
    let response = headers.applied(http::Response::new(()));
    assert_eq!(response.headers().len(), 1);
    assert_eq!(response.headers()["vary"], "Origin");
}

#[test]
fn a_hazard_that_nothing_needs_is_redundant() {
    for &hazard in Hazard::ALL {
        let config = Config::new()
            .origins(["https://example.com", "http://localhost:*"])
            .credentials(true);
        let without = config.check().unwrap().0;
        let (policy, violations) = config.dangerously_allow([hazard]).check().unwrap();
        assert_eq!(policy, without);
        let found: Vec<_> = violations.into_iter().collect();
        assert_eq!(found, [Violation::HazardUnneeded { hazard }]);
    }
    // Without credentials there is no hazard in an insecure origin.
    let (_, violations) = Config::new()
        .origins(["http://example.com"])
        .dangerously_allow([Hazard::InsecureOrigins])
        .check()
        .unwrap();
    let hazard = Hazard::InsecureOrigins;
    let found: Vec<_> = violations.into_iter().collect();
    assert_eq!(found, [Violation::HazardUnneeded { hazard }]);
}

#[test]
fn what_people_write_is_mended_into_what_browsers_send() {
    for (written, rule, fix) in [
        (
            "https://example.com:443",
            "port-default",
            "https://example.com",
        ),
        (
            "http://example.com:80",
            "port-default",
            "http://example.com",
        ),
        ("http://localhost:03000", "port", "http://localhost:3000"),
        ("https://example.com:", "port", "https://example.com"),
        ("https://example.com/", "origin-path", "https://example.com"),
        (
            "https://example.com:8443/a/b",
            "origin-path",
            "https://example.com:8443",
        ),
        (
            "https://example.com?a",
            "origin-query",
            "https://example.com",
        ),
        (
            "https://example.com#a",
            "origin-fragment",
            "https://example.com",
        ),
        (
            "https://me:pw@example.com",
            "origin-user-info",
            "https://example.com",
        ),
        (
            "HTTPS://EXAMPLE.COM:443/",
            "origin-upper-case",
            "https://example.com",
        ),
        (
            "https://Example.com",
            "origin-upper-case",
            "https://example.com",
        ),
        (
            "example.com",
            "origin-without-scheme",
            "https://example.com",
        ),
        (
            "://example.com",
            "origin-without-scheme",
            "https://example.com",
        ),
        (
            "example.com:8443",
            "origin-without-scheme",
            "https://example.com:8443",
        ),
        (
            "localhost:3000",
            "origin-without-scheme",
            "http://localhost:3000",
        ),
        (
            "wss://example.com:8443",
            "origin-without-pages",
            "https://example.com:8443",
        ),
        (
            "ws://localhost:3000",
            "origin-without-pages",
            "http://localhost:3000",
        ),
        (
            " https://example.com ",
            "origin-white-space",
            "https://example.com",
        ),
        (
            "https://example.com.",
            "host-empty-label",
            "https://example.com",
        ),
        (
            "https://a..example.com",
            "host-empty-label",
            "https://a.example.com",
        ),
        (
            "https://bücher.example",
            "origin-not-ascii",
            "https://xn--bcher-kva.example",
        ),
        ("http://127.1:8080", "host-ipv4", "http://127.0.0.1:8080"),
        ("http://0x7f000001", "host-ipv4", "http://127.0.0.1"),
        ("http://0xff.1", "host-ipv4", "http://255.0.0.1"),
        ("http://010.1", "host-ipv4", "http://8.0.0.1"),
        // `0x` is a browser's 0.
        ("http://1.0x", "host-ipv4", "http://1.0.0.0"),
        ("https://１２７．1", "origin-not-ascii", "https://127.0.0.1"),
        ("http://[0:0::1]:8080", "host-ipv6", "http://[::1]:8080"),
        ("http://[2001:DB8::1]", "host-ipv6", "http://[2001:db8::1]"),
        (
            "http://[::ffff:1.2.3.4]",
            "host-ipv6",
            "http://[::ffff:102:304]",
        ),
        ("http://::1", "host-ipv6", "http://[::1]"),
        (
            "https://*example.com",
            "wildcard-place",
            "https://*.example.com",
        ),
        (
            "*.example.com",
            "origin-without-scheme",
            "https://*.example.com",
        ),
        (
            "http://localhost:3*",
            "wildcard-place",
            "http://localhost:*",
        ),
        ("http://*.127.0.0.1", "wildcard-ip", "http://127.0.0.1"),
        (
            "https://a.com, https://b.com",
            "origin-list-in-string",
            r#""https://a.com", "https://b.com""#,
        ),
        (
            "a.com;https://b.com",
            "origin-list-in-string",
            r#""https://a.com", "https://b.com""#,
        ),
        (
            "https://a.com/,http://localhost:80",
            "origin-list-in-string",
            r#""https://a.com", "http://localhost""#,
        ),
    ] {
        let violations = Config::new().origins([written]).check().unwrap_err();
        let found: Vec<_> = violations
            .iter()
            .map(|violation| (violation.rule(), violation.fix()))
            .collect();
        assert_eq!(found, [(rule, Some(fix.to_owned()))], "{written}");
    }
}

#[test]
fn nothing_is_offered_where_nobody_can_tell_what_was_meant() {
    for (written, rule) in [
        ("http://256.1", "host-ipv4"),
        ("http://1.256.0.1", "host-ipv4"),
        ("http://1.2.3.256", "host-ipv4"),
        ("http://1.2.3.4.0", "host-ipv4"),
        ("http://+1", "host-character"),
        ("https://*preview.example.com", "wildcard-place"),
    ] {
        let violations = Config::new().origins([written]).check().unwrap_err();
        let found: Vec<_> = violations
            .iter()
            .map(|violation| (violation.rule(), violation.fix()))
            .collect();
        assert_eq!(found, [(rule, None)], "{written}");
    }
}

#[test]
fn a_star_covers_authorization_only_where_the_request_is_reflected() {
    let policy = || {
        Config::new()
            .origins(["https://example.com"])
            .headers(["*", "Authorization"])
    };
    assert!(policy().check().unwrap().1.is_empty());
    let (_, violations) = policy().credentials(true).check().unwrap();
    let found: Vec<_> = violations.into_iter().collect();
    let list = List::Headers;
    let value = "Authorization".to_owned();
    assert_eq!(found, [Violation::CoveredByAny { list, value }]);
}

#[test]
fn violations_say_where_each_is_and_what_to_write() {
    let violations = Config::new()
        .origins(["*", "https://EXAMPLE.com"])
        .credentials(true)
        .max_age(Duration::from_secs(86_401))
        .check()
        .unwrap_err();
    let expected = "\
invalid CORS policy
origins, entry 1 of 2: \"*\": `*` can't be combined with `credentials`: any website could then act as the \
signed-in user; list the origins you trust, e.g. https://app.example.com [credentials-any-origin]
origins, entry 2 of 2: \"https://EXAMPLE.com\": browsers send origins in lower case, so this would never match; \
write https://example.com [origin-upper-case]
max_age: no browser caches a preflight for longer than 86400 seconds (one day); write 86400 or less \
[max-age-too-long]";
    assert_eq!(violations.to_string(), expected);
    // It goes through `?` in a `main` that returns `Box<dyn Error>`.
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(violations);
    assert_eq!(error.to_string(), expected);
}

/// What people write for origins, one mistake each.
const WRONG_ORIGINS: &[&str] = &[
    "http(s)://example.com",
    "*://*.example.com/*",
    "https://{a,b}.example.com",
    "https://<subdomain>.example.com",
    "https://%.example.com",
    "https://.example.com",
    "*.example.com:*",
    "https://www.*.example.com",
    "https://example.com.*",
    "*:*",
    "*://*",
    "http://localhost:[3000,8080]",
    "http://localhost:3000-3010",
    "http://localhost:$PORT",
    "http://localhost:PORT",
    r"http://localhost:\d+",
    "/\\.example\\.com$/",
    r"https://(.+\.)?example\.com",
    r"^https://example\.com$",
    "chrome-extension://<your-extension-id>",
    "moz-extension://{e5a5b2d0-1c2b-4c3d-8e9f-0a1b2c3d4e5f}",
    "${ORIGIN}",
    "https://${HOST}",
    "{{ cors_origin }}",
    "https://%s",
    "all",
    "self",
    "Null",
    "https:://example.com",
    "https:\\\\example.com",
    "https ://example.com",
    "htttps://example.com",
    "https.//example.com",
    "http://https://example.com",
    "https:///example.com",
    "https://example.com::8080",
    "http://localhost:3000:",
    "http://localhost:3000/#/",
    "http://localhost:3000 # dev",
    "https://example.com;",
    "\"https://example.com\"",
    "`https://example.com`",
    "[https://example.com](https://example.com)",
    "[https://a.com, https://b.com]",
    "[\"http://localhost:5173\"]",
    "Origin: https://example.com",
    "origin=https://example.com",
    "example.com:443",
    "example.com/*",
    "localhost/",
    "localhost:*",
    "HTTP://Example.com:80/Path",
    "https://*.example.com:443",
    "https://user:pass@",
    "https://example,com",
    "\thttps://example.com",
    "https://example.com\0",
    "\u{200b}https://example.com",
    "https://exam\u{ad}ple.com",
    "https://exаmple.com",
    "https://faß.de",
    "https%3A%2F%2Fexample.com",
    "https://bücher.example:443/",
    "https://xn--bücher-kva.example",
    "about:srcdoc",
    "data:text/html,hi",
    "blob:https://example.com/9115d58c-bcda",
    "file:",
    "https:",
    "wss://*.example.com",
    "http://192.168.1.*:3000",
    "192.168.1.0/24",
    "http://3232235786",
    "http://fe80::1%eth0",
    "http://[127.0.0.1]:3000",
    "http://999.999.999.999",
    "https://a.com|https://b.com",
    "https://a.com,b.com",
    "example.com example.org",
    "null, https://example.com",
    "https://a.com, https://b.com,",
];

/// The attribute and a variable are judged by one rule book, and it says the same of both.
#[test]
fn a_wrong_origin_is_told_in_the_same_words_at_compile_time_and_at_run_time() {
    let mut understood = vec![];
    for written in WRONG_ORIGINS {
        let config = Config::new().origins([*written]).credentials(true);
        let violations = config.check().unwrap_err();
        let of_macro = violations.into_iter().next().unwrap();
        let error = match Origins::try_from([*written]) {
            Ok(_) => {
                understood.push(*written);
                continue;
            }
            Err(error) => error.with_source("APP_ORIGINS"),
        };
        let [entry] = error.entries() else {
            panic!("{written:?}: {error}");
        };
        assert_eq!(entry.violation(), &of_macro, "{written:?}");
        let line = error.to_string();
        assert!(line.starts_with("APP_ORIGINS, entry 1 of 1: "), "{line}");
        assert!(line.contains(&of_macro.problem()), "{line}");
        assert!(line.ends_with(&format!("[{}]", of_macro.rule())), "{line}");
    }
    // White space and quotes around an entry are how env files write it.
    let quoted = [
        "\"https://example.com\"",
        "`https://example.com`",
        "\thttps://example.com",
    ];
    assert_eq!(understood, quoted);
}
