//! Responses to preflights.

#![allow(missing_docs, reason = "a claim is its name")]

use http::request::Builder;

use crate::policies::*;
use crate::subject::{Subject, api};
use crate::{ACAC, ACAH, ACAM, ACAO, ACMA, ACRH, ACRM, APP, EVIL, VARY, request};

pub(crate) fn preflight(origin: &str) -> Builder {
    crate::preflight("PUT", "/", origin)
}

/// What [`FULL`] says to a preflight from this origin.
pub(crate) fn full(origin: &str) -> [(&'static str, &str); 6] {
    [
        (ACAC, "true"),
        (ACAH, "accesstoken, Content-Type"),
        (ACAM, "PUT, DELETE, PURGE"),
        (ACAO, origin),
        (ACMA, "600"),
        (VARY, "Origin"),
    ]
}

pub async fn the_lists_of_a_preflight_are_whole<S: Subject>() {
    api::<S>(&FULL)
        .await
        .answers(preflight(APP), &full(APP))
        .await;
}

pub async fn a_wildcard_allows_by_the_origin_that_was_sent<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for origin in ["https://a.b.example.org", "http://localhost:5173"] {
        api.answers(preflight(origin), &full(origin)).await;
    }
}

pub async fn the_lists_are_the_same_whatever_a_preflight_asks_for<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let long = "x".repeat(100_000);
    for (method, headers) in [
        ("PUT", "accesstoken"),
        ("PATCH", "x-unlisted"),
        ("put", "ACCESSTOKEN"),
        ("CONNECT", ""),
        ("no method at all", ",,,,"),
        ("", "accesstoken,accesstoken,accesstoken"),
        ("PUT", &*long),
    ] {
        let asked = crate::preflight(method, "/", APP).header(ACRH, headers);
        api.answers(asked, &full(APP)).await;
    }
}

pub async fn many_lines_of_what_a_preflight_asks_for_change_nothing<S: Subject>() {
    let mut asked = preflight(APP).header(ACRM, "DELETE");
    for _ in 0..50 {
        asked = asked.header(ACRH, "x-a, x-b");
    }
    api::<S>(&FULL).await.answers(asked, &full(APP)).await;
}

pub async fn arguments_that_are_absent_send_no_header<S: Subject>() {
    let api = api::<S>(&PLAIN).await;
    let headers = [(ACAO, APP), (VARY, "Origin")];
    api.answers(preflight(APP), &headers).await;
    api.shows(request("GET", "/", APP), APP).await;
}

pub async fn methods_are_on_the_preflight_alone<S: Subject>() {
    let api = api::<S>(&METHODS).await;
    let headers = [(ACAM, "PUT, M-SEARCH, GET"), (ACAO, APP), (VARY, "Origin")];
    api.answers(preflight(APP), &headers).await;
    api.shows(request("GET", "/", APP), APP).await;
}

pub async fn headers_are_on_the_preflight_alone<S: Subject>() {
    let api = api::<S>(&HEADERS).await;
    let headers = [(ACAH, "X-B, x-a"), (ACAO, APP), (VARY, "Origin")];
    api.answers(preflight(APP), &headers).await;
    api.shows(request("GET", "/", APP), APP).await;
}

pub async fn a_max_age_of_zero_is_sent_too<S: Subject>() {
    let api = api::<S>(&UNCACHED).await;
    let headers = [(ACAO, APP), (ACMA, "0"), (VARY, "Origin")];
    api.answers(preflight(APP), &headers).await;
    api.shows(request("GET", "/", APP), APP).await;
}

pub async fn a_preflight_from_another_origin_gets_403_and_nothing_of_the_policy<S: Subject>() {
    for policy in [&PLAIN, &FULL, &ENFORCED] {
        api::<S>(policy).await.rejects(preflight(EVIL)).await;
    }
}

pub async fn an_origin_that_only_looks_alike_is_not_allowed<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for origin in [
        "https://app.example.com.evil.example",
        "https://evilapp.example.com",
        "https://app.example.com:8443",
        "https://app.example.com:443",
        "https://app.example.com/",
        "https://APP.example.com",
        "http://app.example.com",
        "https://example.org",
        "https://evilexample.org",
        "http://localhost:080",
        "null",
        "",
    ] {
        api.rejects(preflight(origin)).await;
        api.hides(request("GET", "/", origin)).await;
    }
}

pub async fn null_is_an_origin_only_where_its_hazard_is_allowed<S: Subject>() {
    let null = api::<S>(&NULL).await;
    for origin in ["null", APP] {
        null.shows(request("GET", "/", origin), origin).await;
        let headers = [(ACAO, origin), (VARY, "Origin")];
        null.answers(preflight(origin), &headers).await;
    }
    for origin in ["Null", "null ,", "nul", "https://null"] {
        null.hides(request("GET", "/", origin)).await;
    }
    let plain = api::<S>(&PLAIN).await;
    plain.hides(request("GET", "/", "null")).await;
    plain.rejects(preflight("null")).await;
}

pub async fn a_public_policy_answers_preflights_from_every_origin<S: Subject>() {
    let api = api::<S>(&PUBLIC_FULL).await;
    let headers = [
        (ACAH, "x-a"),
        (ACAM, "PUT, DELETE"),
        (ACAO, "*"),
        (ACMA, "60"),
    ];
    api.answers(preflight(EVIL), &headers).await;
}

// Bytes that no well-made client sends.

pub async fn the_case_of_a_header_name_and_the_space_around_its_value_mean_nothing<S: Subject>() {
    let (status, rest) = api::<S>(&PLAIN)
        .await
        .write(
            "OPTIONS / HTTP/1.1\r\n\
             host: shop.example\r\n\
             oRiGiN:  \t https://app.example.com \t \r\n\
             ACCESS-CONTROL-REQUEST-METHOD:\r\n\
             connection: close\r\n\r\n",
        )
        .await;
    assert_eq!(status, "204 No Content");
    let line = "access-control-allow-origin: https://app.example.com\r\n";
    assert!(rest.contains(line), "{rest}");
    assert!(rest.ends_with("\r\n\r\n"), "{rest}");
}

pub async fn a_preflight_with_a_body_is_answered_all_the_same<S: Subject>() {
    let (status, rest) = api::<S>(&PLAIN)
        .await
        .write(
            "OPTIONS / HTTP/1.1\r\n\
             host: shop.example\r\n\
             origin: https://app.example.com\r\n\
             access-control-request-method: PUT\r\n\
             content-length: 5\r\n\
             connection: close\r\n\r\nhello",
        )
        .await;
    assert_eq!(status, "204 No Content");
    assert!(rest.ends_with("\r\n\r\n"), "{rest}");
}

pub async fn options_of_the_whole_server_can_be_a_preflight<S: Subject>() {
    if !S::passes_on(&http::Request::options("*")) {
        return;
    }
    let (status, _) = api::<S>(&PLAIN)
        .await
        .write(
            "OPTIONS * HTTP/1.1\r\n\
             host: shop.example\r\n\
             origin: https://app.example.com\r\n\
             access-control-request-method: PUT\r\n\
             connection: close\r\n\r\n",
        )
        .await;
    assert_eq!(status, "204 No Content");
}
