//! The same over HTTP/2.

#![allow(missing_docs, reason = "a claim is its name")]

use crate::policies::*;
use crate::preflights::{full, preflight};
use crate::subject::{Subject, api};
use crate::{APP, EVIL, ORIGIN, SITE, own_request, request};

pub async fn preflights_are_answered<S: Subject>() {
    let api = api::<S>(&FULL).await.over_http2();
    api.answers(preflight(APP), &full(APP)).await;
    api.rejects(preflight(EVIL)).await;
}

pub async fn responses_get_their_headers<S: Subject>() {
    let api = api::<S>(&PLAIN).await.over_http2();
    api.shows(request("GET", "/", APP), APP).await;
    api.shows(request("GET", "/503", APP), APP).await;
    api.hides(request("GET", "/", EVIL)).await;
    api.hides(own_request("GET", "/")).await;
    api.hides(request("GET", "/", APP).header(ORIGIN, APP))
        .await;
}

pub async fn enforce_compares_with_the_authority<S: Subject>() {
    let api = api::<S>(&ENFORCED).await.over_http2();
    let own = api.own_origin();
    let get = |origin: &str| request("GET", "/", origin);
    api.hides(get(&own)).await;
    api.hides(get(&own.replace("http:", "https:"))).await;
    api.rejects(get(EVIL)).await;
    api.rejects(get(&format!("{own}1"))).await;
    api.rejects(get("http://127.0.0.1")).await;
    api.rejects(get(&own).header(SITE, "cross-site")).await;
}
