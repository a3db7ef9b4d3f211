//! Responses of the handler.

#![allow(missing_docs, reason = "a claim is its name")]

use http::HeaderValue;

use crate::policies::*;
use crate::preflights::preflight;
use crate::subject::{Subject, api};
use crate::{ACAC, ACAO, ACEH, ACRH, ACRM, APP, EVIL, ORIGIN, VARY, own_request, request};

/// What [`FULL`] puts on a response to [`APP`].
const FULL_TO_APP: [(&str, &str); 4] = [
    (ACAC, "true"),
    (ACAO, APP),
    (ACEH, "etag, X-Total"),
    (VARY, "Origin"),
];

pub async fn an_allowed_origin_gets_the_handlers_response_and_the_headers<S: Subject>() {
    let api = api::<S>(&FULL).await;
    api.runs(request("GET", "/", APP), &FULL_TO_APP).await;
}

pub async fn every_status_of_the_handler_gets_the_headers<S: Subject>() {
    let api = api::<S>(&PLAIN).await;
    for status in [
        201, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 418, 429, 500, 502, 503, 599,
    ] {
        let path = format!("/{status}");
        api.shows(request("GET", &path, APP), APP).await;
        api.hides(request("GET", &path, EVIL)).await;
        api.hides(own_request("GET", &path)).await;
    }
}

pub async fn other_headers_of_the_handler_stay<S: Subject>() {
    let path = "/302?location=/elsewhere&set-cookie=a=1&set-cookie=b=2&cache-control=no-store";
    let headers = [(ACAO, APP), (VARY, "Origin")];
    let api = api::<S>(&PLAIN).await;
    let reply = api.runs(request("GET", path, APP), &headers).await;
    assert_eq!(reply.headers["location"], "/elsewhere");
    assert_eq!(reply.headers["cache-control"], "no-store");
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
}

pub async fn every_method_but_options_reaches_the_handler<S: Subject>() {
    let api = api::<S>(&PLAIN).await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE", "options"] {
        // Not even with this header is it a preflight: only OPTIONS is.
        let asked = request(method, "/", APP).header(ACRM, "PUT");
        if S::passes_on(&asked) {
            api.shows(asked, APP).await;
        }
    }
}

pub async fn head_gets_the_headers_that_get_does<S: Subject>() {
    let api = api::<S>(&FULL).await;
    api.runs(request("HEAD", "/", APP), &FULL_TO_APP).await;
    api.hides(request("HEAD", "/", EVIL)).await;
}

pub async fn options_without_a_requested_method_reaches_the_handler<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let asked = request("OPTIONS", "/", APP).header(ACRH, "x-a");
    api.runs(asked, &FULL_TO_APP).await;
    api.hides(request("OPTIONS", "/", EVIL)).await;
}

pub async fn options_without_an_origin_reaches_the_handler<S: Subject>() {
    let asked = own_request("OPTIONS", "/").header(ACRM, "PUT");
    api::<S>(&FULL).await.hides(asked).await;
}

pub async fn exposed_headers_are_on_every_response_but_the_preflights<S: Subject>() {
    let api = api::<S>(&EXPOSE).await;
    let headers = [(ACAO, APP), (ACEH, "ETag, x-total"), (VARY, "Origin")];
    api.runs(request("GET", "/", APP), &headers).await;
    let headers = [(ACAO, APP), (VARY, "Origin")];
    api.answers(preflight(APP), &headers).await;
}

pub async fn a_star_in_expose_is_sent_as_it_is<S: Subject>() {
    let api = api::<S>(&EXPOSE_ANY).await;
    let headers = [(ACAO, APP), (ACEH, "*"), (VARY, "Origin")];
    api.runs(request("GET", "/", APP), &headers).await;
}

pub async fn timing_is_for_allowed_origins_and_not_on_preflights<S: Subject>() {
    let api = api::<S>(&TIMING).await;
    let timing = "timing-allow-origin";
    let reply = api.send(request("GET", "/404", APP)).await.0;
    assert_eq!(reply.headers[timing], APP);
    for other in [
        request("GET", "/", EVIL),
        own_request("GET", "/"),
        preflight(APP),
    ] {
        let reply = api.send(other).await.0;
        assert!(!reply.headers.contains_key(timing), "{:?}", reply.headers);
    }
}

pub async fn another_origin_gets_the_handlers_response_and_no_header<S: Subject>() {
    for policy in [&PLAIN, &FULL] {
        api::<S>(policy)
            .await
            .hides(request("GET", "/", EVIL))
            .await;
    }
}

pub async fn a_request_without_an_origin_varies_too<S: Subject>() {
    for policy in [&PLAIN, &FULL, &ENFORCED] {
        api::<S>(policy).await.hides(own_request("GET", "/")).await;
    }
}

pub async fn several_origin_lines_are_not_an_origin_even_if_each_is_allowed<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for second in [APP, EVIL, ""] {
        api.hides(request("GET", "/", APP).header(ORIGIN, second))
            .await;
        api.rejects(preflight(APP).header(ORIGIN, second)).await;
    }
    api.hides(request("GET", "/", EVIL).header(ORIGIN, APP))
        .await;
}

pub async fn several_origins_in_one_line_are_not_an_origin<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for list in [
        "https://app.example.com https://app.example.com",
        "https://app.example.com, https://app.example.com",
        "https://app.example.com,",
    ] {
        api.hides(request("GET", "/", list)).await;
        api.rejects(preflight(list)).await;
    }
}

pub async fn an_origin_of_bytes_that_are_not_text_is_not_allowed<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for origin in [
        &b"https://app.example.com\xff"[..],
        b"\xff\xfe",
        b"https://\xe4.example.org",
        "https://ä.example.org".as_bytes(),
        b"https://app.example.com\xc2\xa0",
    ] {
        let value = HeaderValue::from_bytes(origin).unwrap();
        api.hides(own_request("GET", "/").header(ORIGIN, &value))
            .await;
        let asked = own_request("OPTIONS", "/").header(ACRM, "PUT");
        let asked = asked.header(ORIGIN, value);
        if S::passes_on(&asked) {
            api.rejects(asked).await;
        }
    }
}

pub async fn an_origin_of_100_kb_is_not_allowed<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for unit in ["a", "a.", ".", ":"] {
        let long = unit.repeat(100_000 / unit.len());
        let origin = format!("https://{long}.example.org");
        api.hides(request("GET", "/", &origin)).await;
        api.rejects(preflight(&origin)).await;
    }
    let port = format!("http://localhost:{}", "1".repeat(100_000));
    api.hides(request("GET", "/", &port)).await;
}

pub async fn a_public_policy_allows_every_origin_and_does_not_vary<S: Subject>() {
    let api = api::<S>(&PUBLIC).await;
    for asked in [
        own_request("GET", "/"),
        request("GET", "/", EVIL),
        request("GET", "/", "null"),
        request("GET", "/404", "no origin at all"),
        request("GET", "/", APP).header(ORIGIN, EVIL),
        own_request("OPTIONS", "/"),
        request("POST", "/", EVIL),
    ] {
        api.runs(asked, &[(ACAO, "*")]).await;
    }
}
