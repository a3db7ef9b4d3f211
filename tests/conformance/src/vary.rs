//! What the handler's response already says.

#![allow(missing_docs, reason = "a claim is its name")]

use crate::policies::*;
use crate::subject::{Api, Subject, api};
use crate::{ACAC, ACAH, ACAM, ACAO, ACEH, ACMA, APP, EVIL, VARY, request};

/// The response to an origin that is allowed has all of these names in its `Vary`, and so has that to another.
async fn varies_by<S: Subject>(api: &Api<S>, vary: &str, names: &[&str]) {
    let path = format!("/?{vary}");
    let mut headers = vec![(ACAO, APP)];
    headers.extend(names.iter().map(|name| (VARY, *name)));
    api.runs(request("GET", &path, APP), &headers).await;
    api.runs(request("GET", &path, EVIL), &headers[1..]).await;
}

pub async fn vary_is_appended_to_what_the_handler_says<S: Subject>() {
    let api = api::<S>(&PLAIN).await;
    for (vary, names) in [
        ("vary=Accept", &["Accept", "Origin"][..]),
        ("vary=Accept,+Cookie", &["Accept", "Cookie", "Origin"]),
        ("vary=Accept&vary=Cookie", &["Accept", "Cookie", "Origin"]),
        ("vary=X-Origin", &["X-Origin", "Origin"]),
        ("vary=Origins", &["Origins", "Origin"]),
        ("vary=Original+Origin", &["Original Origin", "Origin"]),
    ] {
        varies_by(&api, vary, names).await;
    }
}

pub async fn vary_is_not_repeated_where_it_says_origin_or_everything<S: Subject>() {
    let api = api::<S>(&PLAIN).await;
    for (vary, names) in [
        ("vary=Origin", &["Origin"][..]),
        ("vary=origin", &["origin"]),
        ("vary=ORIGIN", &["ORIGIN"]),
        ("vary=*", &["*"]),
        ("vary=Accept,origin", &["Accept", "origin"]),
        (
            "vary=Accept+,+Origin+,+Cookie",
            &["Accept", "Origin", "Cookie"],
        ),
        ("vary=Accept&vary=Origin", &["Accept", "Origin"]),
        ("vary=Origin&vary=Accept", &["Origin", "Accept"]),
        ("vary=Accept&vary=*", &["Accept", "*"]),
    ] {
        varies_by(&api, vary, names).await;
    }
}

pub async fn a_public_policy_leaves_the_vary_of_the_handler_as_it_is<S: Subject>() {
    let api = api::<S>(&PUBLIC).await;
    let asked = request("GET", "/404?vary=Accept", EVIL);
    api.runs(asked, &[(ACAO, "*"), (VARY, "Accept")]).await;
}

/// As those of an upstream server are, on a gateway.
pub async fn the_headers_of_another_cors_policy_are_removed<S: Subject>() {
    let plain = api::<S>(&PLAIN).await;
    for allowed in [EVIL, "*", "null", APP] {
        let path = format!(
            "/?{ACAO}={allowed}&{ACAC}=true&{ACEH}=x-secret&{ACAM}=PUT&{ACAH}=x-a&{ACMA}=5&{ACAO}=*\
             &access-control-allow-private-network=true&timing-allow-origin={allowed}&vary=Accept"
        );
        let vary = [(VARY, "Accept"), (VARY, "Origin")];
        let allowed = [&[(ACAO, APP)], &vary[..]].concat();
        plain.runs(request("GET", &path, APP), &allowed).await;
        plain.runs(request("GET", &path, EVIL), &vary).await;
    }
    let public = api::<S>(&PUBLIC).await;
    let path = format!("/?{ACAO}={EVIL}&{ACAC}=true");
    let headers = [(ACAO, "*")];
    public.runs(request("GET", &path, EVIL), &headers).await;
}
