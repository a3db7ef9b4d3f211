//! What the handler's response already says.

#![allow(missing_docs, reason = "a claim is its name")]

use crate::policies::*;
use crate::subject::{Api, Subject, api};
use crate::{ACAO, APP, EVIL, VARY, request};

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

pub async fn a_response_that_already_allows_an_origin_is_left_alone<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for allowed in ["https://partner.example", "*", "null", APP] {
        for origin in [APP, EVIL] {
            let path = format!("/?{ACAO}={allowed}&vary=Accept");
            let headers = [(ACAO, allowed), (VARY, "Accept")];
            api.runs(request("GET", &path, origin), &headers).await;
        }
    }
}
