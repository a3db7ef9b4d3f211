//! What the owner of a service is told of a refusal, and nobody else.

#![allow(missing_docs, reason = "a claim is its name")]

use std::sync::atomic::{AtomicU64, Ordering};

use crate::events::Event;
use crate::policies::*;
use crate::preflights::full;
use crate::subject::{Api, Subject, api, api_without_policy};
use crate::{ACAO, ACRH, APP, ORIGIN, Reply, SITE, preflight, request};

/// A host below this domain that no other claim has: its events are told apart by that.
fn host(domain: &str) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    format!("n{number}.{domain}")
}

/// The one event about this origin.
#[track_caller]
fn only(origin: &str) -> Event {
    let events = Event::about(origin);
    assert_eq!(events.len(), 1, "{origin}: {events:#?}");
    events[0].clone()
}

/// What every event has.
#[track_caller]
fn check(event: &Event, method: &str, effect: &str) {
    let policy = event.field("policy");
    let (file, line) = policy.rsplit_once(':').unwrap();
    assert!(
        file.ends_with(".rs") && line.parse::<u32>().is_ok(),
        "{policy}"
    );
    for (name, value) in [
        ("level", "DEBUG"),
        ("message", effect),
        ("method", method),
        ("path", "/"),
    ] {
        assert_eq!(event.field(name), value, "{event:#?}");
    }
}

const WITHHELD: &str =
    "the request goes on to its handler, and the browser keeps the response from the page";
const REJECTED: &str = "the policy rejects the request, and its handler doesn't run";
const NOT_SENT: &str = "the browser doesn't send the request";

pub async fn a_refused_origin_is_told_with_the_nearest_entry<S: Subject>() {
    let api = api::<S>(&FULL).await;
    for (origin, nearest) in [
        (
            format!("http://{}", host("example.org")),
            "https://*.example.org (the scheme differs)",
        ),
        (
            format!("https://{}:8443", host("example.org")),
            "https://*.example.org (the port differs)",
        ),
        (
            format!("https://{}", host("app.example.com")),
            "https://app.example.com (it is a subdomain of that)",
        ),
        (format!("https://{}", host("evil.example")), ""),
    ] {
        api.hides(request("GET", "/?token=secret", &origin)).await;
        let event = only(&origin);
        check(&event, "GET", WITHHELD);
        assert_eq!(event.field("origin"), origin);
        assert_eq!(event.field("reason"), "`origins` doesn't have the origin");
        assert_eq!(event.field("nearest"), nearest);
        assert!(!format!("{event:?}").contains("secret"), "{event:?}");
    }
    let origin = format!("http://{}", host("example.org"));
    api.rejects(preflight("PUT", "/", &origin)).await;
    check(&only(&origin), "PUT", NOT_SENT);
}

pub async fn a_preflight_that_will_fail_is_told_and_answered_all_the_same<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let origin = format!("https://{}", host("example.org"));
    let asked = preflight("PATCH", "/", &origin).header(ACRH, "accesstoken,x-one, x-two");
    api.answers(asked, &full(&origin)).await;
    let event = only(&origin);
    check(&event, "PATCH", NOT_SENT);
    let reasons: Vec<_> = event.field("reason").split("; ").collect();
    let [method, headers] = reasons[..] else {
        unreachable!("{event:#?}")
    };
    assert!(
        method.starts_with("`methods` doesn't have PATCH, but "),
        "{method}"
    );
    assert_eq!(
        headers,
        "`headers` doesn't have x-one, x-two, but accesstoken, Content-Type"
    );
}

pub async fn every_reason_of_an_origin_has_its_words<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let first = || format!("https://{}", host("example.org"));
    let (several, path, upper) = (first(), first(), first());
    api.hides(request("GET", "/", &several).header(ORIGIN, APP))
        .await;
    api.hides(request("GET", "/", &format!("{path}/"))).await;
    api.hides(request("GET", "/", &upper.to_uppercase())).await;
    for (origin, reason, nearest) in [
        (several, "there is more than one `Origin`", ""),
        (
            path,
            "that isn't an origin as a browser sends it",
            "https://*.example.org (it isn't in the form in which browsers send it)",
        ),
        (
            upper.to_uppercase(),
            "that isn't an origin as a browser sends it",
            "https://*.example.org (it isn't in the form in which browsers send it)",
        ),
    ] {
        let event = only(&origin);
        check(&event, "GET", WITHHELD);
        assert_eq!(
            (event.field("reason"), event.field("nearest")),
            (reason, nearest)
        );
    }
}

pub async fn cookies_that_the_policy_does_not_allow_are_told<S: Subject>() {
    let api = api::<S>(&PUBLIC).await;
    for (header, name) in [("cookie", "Cookie"), ("authorization", "Authorization")] {
        let origin = format!("https://{}", host("cookies.example"));
        let asked = request("GET", "/", &origin).header(header, "secret");
        api.runs(asked, &[(ACAO, "*")]).await;
        let event = only(&origin);
        check(&event, "GET", WITHHELD);
        let reason = format!("it has `{name}`, and the policy has no `credentials`");
        assert_eq!(event.field("reason"), reason);
        assert!(!format!("{event:?}").contains("secret"), "{event:?}");
    }
}

pub async fn what_enforce_rejects_is_told<S: Subject>() {
    let api = api::<S>(&ENFORCED).await;
    let origin = format!("https://{}", host("evil.example"));
    api.rejects(request("GET", "/", &origin)).await;
    check(&only(&origin), "GET", REJECTED);
}

pub async fn a_response_without_a_policy_is_told_once<S: Subject>() {
    let Some(api) = api_without_policy::<S>().await else {
        return;
    };
    for method in ["GET", "POST"] {
        let origin = format!("https://{}", host("closed.example"));
        api.runs(request(method, "/?token=secret", &origin), &[])
            .await;
        let event = only(&origin);
        for (name, value) in [
            ("message", WITHHELD),
            ("reason", "what it reaches has no policy"),
            ("method", method),
            ("path", "/"),
            ("policy", ""),
        ] {
            assert_eq!(event.field(name), value, "{event:#?}");
        }
    }
}

pub async fn without_a_policy_only_what_a_page_misses_is_told<S: Subject>() {
    let Some(api) = api_without_policy::<S>().await else {
        return;
    };
    let origin = format!("https://{}", host("closed.example"));
    // Its headers are the handler's own.
    api.send(request("GET", "/?access-control-allow-origin=*", &origin))
        .await;
    api.runs(
        request("POST", "/", &origin).header(SITE, "same-origin"),
        &[],
    )
    .await;
    api.runs(
        request("POST", "/", &origin).header("sec-fetch-mode", "navigate"),
        &[],
    )
    .await;
    assert!(Event::about(&origin).is_empty());
}

pub async fn what_a_form_sends_is_not_told<S: Subject>() {
    let origin = format!("https://{}", host("form.example"));
    let form = || request("POST", "/", &origin).header("sec-fetch-mode", "navigate");
    api::<S>(&FULL).await.hides(form()).await;
    assert!(Event::about(&origin).is_empty());
    // But `enforce` doesn't let it pass.
    api::<S>(&ENFORCED).await.rejects(form()).await;
    check(&only(&origin), "POST", REJECTED);
}

pub async fn what_is_allowed_is_not_told<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let origin = format!("https://{}", host("example.org"));
    api.answers(preflight("PUT", "/", &origin), &full(&origin))
        .await;
    for asked in [
        request("GET", "/404", &origin),
        request("PUT", "/", &origin).header("cookie", "a=b"),
        request("OPTIONS", "/", &origin),
    ] {
        api.send(asked).await;
    }
    assert!(Event::about(&origin).is_empty());
}

pub async fn what_a_page_of_the_server_itself_sends_is_not_told<S: Subject>() {
    for policy in [&PLAIN, &ENFORCED] {
        let api = api::<S>(policy).await;
        let origin = format!("https://{}", host("own.example"));
        api.hides(request("POST", "/", &origin).header(SITE, "same-origin"))
            .await;
        let host = origin.strip_prefix("https://").unwrap();
        api.hides(request("POST", "/", &origin).header("host", host))
            .await;
        assert!(Event::about(&origin).is_empty());
    }
}

pub async fn nothing_of_a_hostile_request_breaks_the_log<S: Subject>() {
    let api = api::<S>(&FULL).await;
    let origin = format!("https://{}", host("hostile.example"));
    let long = format!("{origin}{}", "a.".repeat(5_000));
    let asked = preflight(&"M".repeat(5_000), "/", &long).header(ACRH, "x,".repeat(5_000));
    api.rejects(asked).await;
    let event = only(&origin);
    assert!(format!("{event:?}").len() < 4_000, "{event:#?}");
    assert!(event.field("origin").ends_with('…'), "{event:#?}");

    let origin = format!("https://{}", host("hostile.example"));
    let mut bytes = origin.clone().into_bytes();
    bytes.extend(b"\xff\t\"\x80");
    let value = http::HeaderValue::from_bytes(&bytes).unwrap();
    let asked = crate::own_request("GET", "/").header(ORIGIN, value);
    if !S::passes_on(&asked) {
        return;
    }
    api.hides(asked).await;
    // As bytes, or as what the framework makes of those that aren't text.
    let event = only(&origin);
    let is_plain = |letter: char| letter.is_ascii() && !letter.is_ascii_control();
    assert!(event.field("origin").chars().all(is_plain), "{event:#?}");
}

/// In a debug build, as these tests are, no less than in any other.
pub async fn nothing_more_is_told_to_the_client<S: Subject>() {
    async fn refused<S: Subject>(api: &Api<S>, origin: &str) -> [Reply; 2] {
        let replies = [
            api.send(preflight("PATCH", "/", origin).header(ACRH, "x-one"))
                .await
                .0,
            api.send(request("GET", "/", origin)).await.0,
        ];
        assert_eq!(Event::about(origin).len(), 2);
        replies
    }
    for policy in [&FULL, &ENFORCED_FULL] {
        let api = api::<S>(policy).await;
        // To one an entry is near, to the other none. Both are told the same.
        let near = refused(&api, &format!("https://{}", host("app.example.com"))).await;
        let far = refused(&api, &format!("https://{}", host("evil.example"))).await;
        for (mut near, mut far) in near.into_iter().zip(far) {
            near.headers.remove("date");
            far.headers.remove("date");
            assert_eq!((near.status, &near.headers), (far.status, &far.headers));
            assert_eq!(near.body, far.body);
        }
    }
}
