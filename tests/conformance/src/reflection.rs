//! `*` in `methods` and `headers`, which a browser takes for a plain name where there are credentials.

#![allow(missing_docs, reason = "a claim is its name")]

use crate::policies::*;
use crate::preflights::preflight;
use crate::subject::{Subject, api};
use crate::{ACAC, ACAH, ACAM, ACAO, ACRH, APP, EVIL, VARY, request};

const BY_METHOD: (&str, &str) = (VARY, "Access-Control-Request-Method");
const BY_HEADERS: (&str, &str) = (VARY, "Access-Control-Request-Headers");

pub async fn stars_without_credentials_are_sent_as_they_are<S: Subject>() {
    let asked = preflight(APP).header(ACRH, "x-a");
    let headers = [(ACAH, "*"), (ACAM, "*"), (ACAO, APP), (VARY, "Origin")];
    api::<S>(&STARS).await.answers(asked, &headers).await;
}

pub async fn authorization_can_stand_beside_a_star<S: Subject>() {
    let api = api::<S>(&PUBLIC_HEADERS).await;
    let headers = [(ACAH, "*, authorization"), (ACAO, "*")];
    api.answers(preflight(EVIL), &headers).await;
}

pub async fn a_star_in_headers_with_credentials_reflects_what_is_asked_for<S: Subject>() {
    let api = api::<S>(&REFLECTED_HEADERS).await;
    let asked = preflight(APP).header(ACRH, "authorization,x-a");
    let headers = [
        (ACAC, "true"),
        (ACAH, "authorization,x-a"),
        (ACAO, APP),
        (VARY, "Origin"),
        BY_HEADERS,
    ];
    api.answers(asked, &headers).await;

    // Nothing asked, nothing to reflect, but a cache must still know what this depends on.
    let headers = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin"), BY_HEADERS];
    api.answers(preflight(APP), &headers).await;

    // Only a preflight depends on it.
    let asked = request("GET", "/", APP).header(ACRH, "x-a");
    let headers = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin")];
    api.runs(asked, &headers).await;
    api.rejects(preflight(EVIL).header(ACRH, "x-a")).await;
}

pub async fn each_line_of_what_is_asked_for_is_reflected<S: Subject>() {
    let asked = preflight(APP).header(ACRH, "x-a").header(ACRH, "x-b");
    let headers = [
        (ACAC, "true"),
        (ACAH, "x-a"),
        (ACAH, "x-b"),
        (ACAO, APP),
        (VARY, "Origin"),
        BY_HEADERS,
    ];
    api::<S>(&REFLECTED_HEADERS)
        .await
        .answers(asked, &headers)
        .await;
}

pub async fn a_star_in_methods_with_credentials_reflects_what_is_asked_for<S: Subject>() {
    let api = api::<S>(&REFLECTED_METHODS).await;
    for method in ["PUT", "patch", "PURGE"] {
        let asked = crate::preflight(method, "/", APP).header(ACRH, "x-b");
        let headers = [
            (ACAC, "true"),
            (ACAH, "x-a"),
            (ACAM, method),
            (ACAO, APP),
            (VARY, "Origin"),
            BY_METHOD,
        ];
        api.answers(asked, &headers).await;
    }
}

pub async fn nothing_of_a_request_can_break_out_of_a_reflected_header<S: Subject>() {
    let (status, rest) = api::<S>(&REFLECTED_HEADERS)
        .await
        .write(
            "OPTIONS / HTTP/1.1\r\n\
             host: shop.example\r\n\
             origin: https://app.example.com\r\n\
             access-control-request-method: PUT\r\n\
             access-control-request-headers: x-a\rset-cookie: a=1\r\n\
             connection: close\r\n\r\n",
        )
        .await;
    assert_eq!(status, "400 Bad Request");
    assert!(!rest.contains("set-cookie"), "{rest}");
}
