//! `enforce`, which rejects what isn't listed and isn't same-origin.

#![allow(missing_docs, reason = "a claim is its name")]

use http::request::Builder;

use crate::policies::*;
use crate::preflights::preflight;
use crate::subject::{Subject, api};
use crate::{APP, EVIL, ORIGIN, SITE, own_request, request};

fn get(origin: &str) -> Builder {
    request("GET", "/", origin)
}

pub async fn another_origin_gets_403_before_the_handler_runs<S: Subject>() {
    let api = api::<S>(&ENFORCED_FULL).await;
    for asked in [
        get(EVIL),
        request("POST", "/", EVIL),
        request("OPTIONS", "/", EVIL),
        get("null"),
        get(""),
        get(APP).header(ORIGIN, APP),
    ] {
        api.rejects(asked).await;
    }
}

pub async fn listed_origins_pass_whatever_the_fetch_metadata_says<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    api.shows(get(APP), APP).await;
    api.shows(get(APP).header(SITE, "cross-site"), APP).await;
}

pub async fn requests_without_an_origin_pass<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    api.hides(own_request("GET", "/")).await;
    api.hides(own_request("GET", "/").header(SITE, "cross-site"))
        .await;
}

pub async fn requests_that_the_browser_calls_same_origin_or_the_users_own_pass<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    for site in ["same-origin", "none"] {
        for origin in [EVIL, "null"] {
            // That doesn't make the origin a listed one.
            api.hides(get(origin).header(SITE, site)).await;
        }
    }
}

pub async fn requests_that_the_browser_calls_anything_else_are_rejected_whatever_the_host<
    S: Subject,
>() {
    let api = api::<S>(&ENFORCED).await;
    let own = api.own_origin();
    for site in [
        "cross-site",
        "same-site",
        "garbage",
        "",
        "Same-Origin",
        "same-origin, cross-site",
        "same-origin2",
        "nonesuch",
    ] {
        api.rejects(get(&own).header(SITE, site)).await;
    }
}

pub async fn fetch_metadata_of_two_lines_is_not_trusted<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    let own = api.own_origin();
    // Nor is the host then compared: a browser that sends the header sends it once.
    for origin in [EVIL, &own] {
        for second in ["cross-site", "same-origin"] {
            let asked = get(origin).header(SITE, "same-origin");
            api.rejects(asked.header(SITE, second)).await;
        }
    }
}

pub async fn without_fetch_metadata_the_host_is_compared<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    for (origin, host) in [
        ("http://localhost:3000", "localhost:3000"),
        ("https://shop.example", "shop.example"),
        ("http://shop.example", "shop.example"),
        ("https://shop.example:8443", "shop.example:8443"),
        ("http://[::1]:3000", "[::1]:3000"),
        // Case and the default port mean nothing in a `Host` (RFC 9110 §4.2.3).
        ("https://shop.example", "Shop.Example"),
        ("https://shop.example", "shop.example:443"),
        ("http://nas.local", "NAS.local:80"),
    ] {
        api.hides(get(origin).header("host", host)).await;
    }
    for (origin, host) in [
        ("http://localhost:3000", "localhost:3001"),
        ("http://localhost:3000", "localhost"),
        ("http://localhost", "localhost:3000"),
        ("https://shop.example", "shop.example:80"),
        ("http://nas.local", "nas.local:443"),
        ("https://shop.example", "evil.example"),
        ("https://shop.example.evil.example", "shop.example"),
        ("https://evilshop.example", "shop.example"),
        ("https://a.shop.example", "shop.example"),
        ("https://", ""),
        ("null", "null"),
        ("shop.example", "shop.example"),
        ("ftp://shop.example", "shop.example"),
    ] {
        api.rejects(get(origin).header("host", host)).await;
    }
}

pub async fn the_servers_own_pages_pass<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    api.hides(get(&api.own_origin())).await;
}

pub async fn a_request_with_two_hosts_is_rejected<S: Subject>() {
    let (status, _) = api::<S>(&ENFORCED)
        .await
        .write(
            "GET / HTTP/1.1\r\n\
             Host: evil.example\r\n\
             Host: shop.example\r\n\
             Origin: https://evil.example\r\n\
             Connection: close\r\n\r\n",
        )
        .await;
    // A server has to respond 400 (RFC 9112 §3.2). Those that don't leave it to the policy.
    assert!(
        ["400 Bad Request", "403 Forbidden"].contains(&&*status),
        "{status}"
    );
}

pub async fn a_request_with_no_host_to_compare_with_is_rejected<S: Subject>() {
    let (status, _) = api::<S>(&ENFORCED)
        .await
        .write("GET / HTTP/1.0\r\nOrigin: https://evil.example\r\n\r\n")
        .await;
    assert_eq!(status, "403 Forbidden");
}

/// An HTTP/1.1 client can send both, and says in `Host` where it went.
pub async fn the_host_is_compared_before_the_authority<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    for (origin, expected) in [
        ("https://host.example", "200 OK"),
        ("https://target.example", "403 Forbidden"),
    ] {
        let (status, _) = api
            .write(&format!(
                "GET https://target.example/ HTTP/1.1\r\n\
                 Host: host.example\r\n\
                 Origin: {origin}\r\n\
                 Connection: close\r\n\r\n"
            ))
            .await;
        assert_eq!(status, expected, "{origin}");
    }
}

pub async fn a_preflight_is_rejected_even_from_the_servers_own_pages<S: Subject>() {
    // A browser never sends a preflight to a page's own origin.
    let api = api::<S>(&ENFORCED).await;
    api.rejects(preflight(EVIL).header(SITE, "same-origin"))
        .await;
}
