//! What is advised: the rule book accepts each argument, and none opens a hole.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod common;

use cors_check::{Advice, Browser, Credentials, Fetch, Page};
use http::Response;

const URL: &str = "https://api.example.com/notes";

/// What it advises where a server always answers so: a status, and headers without their `access-control-allow-`.
fn advice(page: &str, fetch: &Fetch, response: &str) -> Option<Advice> {
    let outcome = Browser::new().fetch(&Page::new(page), fetch, |request| {
        let mut parts = response.split("; ");
        let mut response = Response::builder().status(parts.next().unwrap());
        for part in parts {
            let (name, value) = part.split_once(": ").unwrap();
            let name = match name {
                "vary" | "location" => name.to_owned(),
                _ => format!("access-control-allow-{name}"),
            };
            let origin = request
                .headers()
                .get("origin")
                .map_or("", |it| it.to_str().unwrap());
            response = response.header(name, value.replace("ITS", origin));
        }
        response.body(()).unwrap()
    });
    outcome.advice()
}

#[test]
fn each_argument_is_one_that_the_rule_book_accepts() {
    let pages = [
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://app.example.com",
        "http://app.example.com:8080",
        "http://localhost:3000",
        "http://app.localhost",
        "http://127.0.0.1:3000",
        "http://127.8.0.1",
        "http://192.168.0.10",
        "http://[::1]:3000",
        "http://[2001:db8::1]",
        "https://[::1]",
        "capacitor://localhost",
        "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
        "file://",
        "null",
    ];
    let calls = [
        Fetch::get(URL),
        Fetch::new("PUT", URL),
        Fetch::new("patch", URL),
        Fetch::new("query", URL),
        Fetch::new("M-SEARCH", URL),
        Fetch::new("purge", URL),
        Fetch::new("X_1", URL),
        Fetch::get(URL).header("authorization", "Bearer 1"),
        Fetch::get(URL)
            .header("x-a", "1")
            .header("Content-Type", "application/json"),
    ];
    let responses = [
        "200",
        "200; vary: Origin",
        "403; vary: Origin",
        "403",
        "403; origin: ITS; credentials: true",
        "401",
        "404",
        "500",
        "500; vary: Origin",
        "302; location: /x",
        "200; origin: *",
        "200; origin: *; credentials: true; methods: *; headers: *",
        "200; origin: null",
        "200; origin: null; credentials: true",
        "200; origin: https://www.example.com",
        "200; origin: ITS; origin: ITS",
        "200; origin: ITS",
        "200; origin: ITS; credentials: true",
        "200; origin: ITS; credentials: True; vary: Origin",
        "200; origin: ITS; credentials: true; methods: *; headers: *",
        "200; origin: ITS; credentials: true; methods: GET, put, Patch, M-search; headers: x-b",
        "200; origin: ITS; credentials: true; methods: PATCH, PURGE, QUERY; headers: x-a",
    ];
    let mut offered = 0;
    for page in pages {
        for call in &calls {
            for credentials in [Credentials::Omit, Credentials::Include] {
                for response in responses {
                    let call = call.clone().credentials(credentials);
                    let Some(advice) = advice(page, &call, response) else {
                        continue;
                    };
                    assert!(!advice.fix.contains("Origin: null"), "{advice:?}");
                    if let Some(argument) = advice.argument {
                        assert!(!argument.contains("null"), "{argument}");
                        common::assert_accepted(&argument, page);
                        offered += 1;
                    }
                }
            }
        }
    }
    assert!(offered > 1000, "{offered}");
}

/// In the forms in which they are offered.
#[test]
fn the_macro_accepts_them_too() {
    let _ = cors::policy! {
        origins = ["http://app.example.com"],
        credentials,
        dangerously_allow = [insecure_origins],
        methods = [PUT, X_1, "M-SEARCH", "purge"],
        headers = ["x-a", "content-type"],
        expose = ["etag"],
    };
    let _ = cors::policy! { origins = ["file://"], dangerously_allow = [file_origin], headers = ["*", "authorization"] };
}

#[test]
fn what_a_page_needs_is_offered_at_once() {
    let (omit, include) = (Credentials::Omit, Credentials::Include);
    for (page, credentials, response, expected) in [
        (
            "https://app.example.com",
            omit,
            "200",
            r#"origins = ["https://app.example.com"]"#,
        ),
        (
            "https://app.example.com",
            include,
            "200",
            r#"origins = ["https://app.example.com"], credentials"#,
        ),
        (
            "http://app.example.com",
            include,
            "200; origin: *",
            r#"origins = ["http://app.example.com"], credentials, dangerously_allow = [insecure_origins]"#,
        ),
        (
            "http://app.example.com",
            include,
            "200; origin: ITS",
            "credentials, dangerously_allow = [insecure_origins]",
        ),
        (
            "http://localhost:3000",
            include,
            "200; origin: ITS",
            "credentials",
        ),
        (
            "file://",
            omit,
            "200",
            r#"origins = ["file://"], dangerously_allow = [file_origin]"#,
        ),
    ] {
        let fetch = Fetch::get(URL).credentials(credentials);
        let advice = advice(page, &fetch, response).unwrap();
        assert_eq!(
            advice.argument.as_deref(),
            Some(expected),
            "{page}, {response}"
        );
    }
}

/// `fetch` writes six methods in upper case, and PATCH isn't one of them.
#[test]
fn a_standard_method_is_written_in_upper_case() {
    for (method, listed, cause, fix, argument) in [
        (
            "patch",
            "GET, PUT",
            "and not `patch`",
            "write `PATCH` in the page's call",
            Some("methods = [PATCH]"),
        ),
        (
            "patch",
            "patch2",
            "and not `patch`",
            "write `PATCH` in the page's call",
            Some("methods = [PATCH]"),
        ),
        (
            "patch",
            "PATCH",
            "the page says `patch`",
            "write `PATCH` in the page's call",
            None,
        ),
        (
            "Query",
            "GET",
            "and not `Query`",
            "write `QUERY` in the page's call",
            Some("methods = [QUERY]"),
        ),
        (
            "PATCH",
            "patch",
            "the server lists `patch`",
            "list `PATCH`",
            Some("methods = [PATCH]"),
        ),
        (
            "purge",
            "GET",
            "and not `purge`",
            "list `purge`",
            Some("methods = [\"purge\"]"),
        ),
        (
            "purge",
            "PURGE",
            "the page says `purge`",
            "write `PURGE` in the page's call",
            None,
        ),
        (
            "M-SEARCH",
            "GET",
            "and not `M-SEARCH`",
            "list `M-SEARCH`",
            Some("methods = [\"M-SEARCH\"]"),
        ),
    ] {
        let fetch = Fetch::new(method, URL);
        let advice = advice(
            "https://app.example.com",
            &fetch,
            &format!("200; origin: ITS; methods: {listed}"),
        )
        .unwrap();
        assert!(
            advice.cause.contains(cause),
            "{method}, {listed}: {}",
            advice.cause
        );
        assert!(
            advice.fix.contains(fix),
            "{method}, {listed}: {}",
            advice.fix
        );
        assert_eq!(advice.argument.as_deref(), argument, "{method}, {listed}");
    }
}

/// What says that it looks at `Origin` is a policy, and isn't authentication.
#[test]
fn a_policy_that_rejects_is_told_from_what_stands_in_front_of_it() {
    let put = Fetch::new("PUT", URL);
    for (response, cause, argument) in [
        (
            "403; vary: Origin",
            "the origin isn't in the policy that governs `PUT`",
            Some(r#"origins = ["https://app.example.com"]"#),
        ),
        ("403", "authentication, CSRF protection, a firewall", None),
        (
            "403; origin: ITS; vary: Origin",
            "allows the origin, and is answered with 403",
            None,
        ),
    ] {
        let advice = advice("https://app.example.com", &put, response).unwrap();
        assert!(advice.cause.contains(cause), "{response}: {}", advice.cause);
        assert_eq!(advice.argument.as_deref(), argument, "{response}");
    }
}
