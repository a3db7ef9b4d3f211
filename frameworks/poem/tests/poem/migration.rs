//! poem's own middleware and ours side by side: what `docs/guide-poem.md` says of the two.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cors::Policy;
use cors::poem::Cors;
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::middleware::Cors as Theirs;
use poem::{EndpointExt as _, Request, Response};

use super::{APP, Client, EVIL, preflight, request};

static API: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["content-type", "x-a"],
    expose = ["etag"],
    credentials,
    max_age = 600,
};

/// The same, call by call.
fn theirs() -> Theirs {
    Theirs::new()
        .allow_origin(APP)
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers(["content-type", "x-a"])
        .expose_header("etag")
        .allow_credentials(true)
        .max_age(600)
}

fn handler(request: Request) -> Response {
    match request.method() {
        &Method::OPTIONS => Response::builder().status(StatusCode::IM_A_TEAPOT).finish(),
        _ => Response::builder().header("vary", "Accept").body("hello"),
    }
}

type Endpoint = Client<BoxEndpoint<'static>>;

fn with_theirs(theirs: Theirs) -> Endpoint {
    Client::new(make_sync(handler).with(theirs).boxed())
}

/// Theirs, and ours.
fn both() -> (Endpoint, Endpoint) {
    let ours = make_sync(handler).with(Cors::new(&API)).boxed();
    (with_theirs(theirs()), Client::new(ours))
}

#[test]
fn an_allowed_preflight_is_200_there_and_204_here() {
    let (theirs, ours) = both();
    let theirs = theirs.preflight("PUT", "/", APP);
    let ours = ours.preflight("PUT", "/", APP);
    assert_eq!((theirs.status.as_u16(), ours.status.as_u16()), (200, 204));
    for name in [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-max-age",
    ] {
        assert_eq!(theirs.lines(name), ours.lines(name), "{name}");
    }
}

#[test]
fn one_header_that_is_allowed_is_enough_there() {
    let (theirs, ours) = both();
    let asked = || {
        preflight("PUT", "/", APP).header("access-control-request-headers", "content-type,x-evil")
    };
    // The browser compares in both cases, but there the server says one thing and the list another.
    assert_eq!(theirs.send(asked()).status, StatusCode::OK);
    let none = preflight("PUT", "/", APP).header("access-control-request-headers", "x-evil");
    assert_eq!(theirs.send(none).status, StatusCode::FORBIDDEN);
    let ours = ours.send(asked());
    assert_eq!(
        ours.lines("access-control-allow-headers"),
        ["content-type, x-a"]
    );
}

#[test]
fn a_preflight_for_a_header_or_a_method_that_is_not_listed_is_403_there_and_the_list_here() {
    let (theirs, ours) = both();
    let header = || preflight("PUT", "/", APP).header("access-control-request-headers", "x-other");
    let method = || preflight("PATCH", "/", APP);
    for asked in [header(), method()] {
        let reply = theirs.send(asked);
        assert_eq!((reply.status.as_u16(), reply.allowed()), (403, None));
    }
    for asked in [header(), method()] {
        let reply = ours.send(asked);
        assert_eq!((reply.status.as_u16(), reply.allowed()), (204, Some(APP)));
        assert_eq!(reply.methods(), ["PUT"]);
    }
}

#[test]
fn a_preflight_varies_here_only() {
    let (theirs, ours) = both();
    for origin in [APP, EVIL] {
        assert_eq!(theirs.preflight("PUT", "/", origin).lines("vary"), [""; 0]);
        assert_eq!(ours.preflight("PUT", "/", origin).lines("vary"), ["Origin"]);
    }
}

#[test]
fn options_that_is_not_a_preflight_is_refused_there_and_reaches_the_handler_here() {
    let (theirs, ours) = both();
    assert_eq!(
        theirs.request("OPTIONS", "/", APP).status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        ours.request("OPTIONS", "/", APP).status,
        StatusCode::IM_A_TEAPOT
    );
}

#[test]
fn a_request_of_another_origin_is_403_there_even_of_the_servers_own_pages() {
    let (theirs, ours) = both();
    for origin in [EVIL, "https://api.example.com"] {
        let asked = || request("POST", "/", origin).header("host", "api.example.com");
        let reply = theirs.send(asked());
        assert_eq!(
            (reply.status.as_u16(), &*reply.body),
            (403, "request-origin not allowed")
        );
        let reply = ours.send(asked());
        assert_eq!((&*reply.body, reply.allowed()), ("hello", None));
    }
}

#[test]
fn enforce_is_the_403_without_the_harm() {
    static ENFORCED: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    let ours = Client::new(make_sync(handler).with(Cors::new(&ENFORCED)));
    let from = |origin| ours.send(request("POST", "/", origin).header("host", "api.example.com"));
    assert_eq!(from(EVIL).status, StatusCode::FORBIDDEN);
    assert_eq!(from("https://api.example.com").status, StatusCode::OK);
}

#[test]
fn a_listed_origin_does_not_vary_there() {
    let (theirs, ours) = both();
    assert_eq!(theirs.request("GET", "/", APP).lines("vary"), ["Accept"]);
    assert_eq!(
        ours.request("GET", "/", APP).lines("vary"),
        ["Accept", "Origin"]
    );
    let none = || Request::builder();
    assert_eq!(theirs.send(none()).lines("vary"), ["Accept"]);
    assert_eq!(ours.send(none()).lines("vary"), ["Accept", "Origin"]);
}

#[test]
fn a_pattern_replaces_the_handlers_vary_there() {
    static PATTERN: Policy = cors::policy! { origins = ["https://*.example.com"] };
    let theirs = with_theirs(Theirs::new().allow_origin_regex("https://*.example.com"));
    assert_eq!(theirs.request("GET", "/", APP).lines("vary"), ["Origin"]);
    let ours = Client::new(make_sync(handler).with(Cors::new(&PATTERN)));
    assert_eq!(
        ours.request("GET", "/", APP).lines("vary"),
        ["Accept", "Origin"]
    );
}

#[test]
fn without_origins_everyone_may_read_there_with_credentials_too() {
    let theirs = with_theirs(Theirs::new().allow_credentials(true));
    let reply = theirs.request("GET", "/", EVIL);
    assert_eq!(reply.allowed(), Some(EVIL));
    assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
    let reply = theirs.preflight("DELETE", "/", EVIL);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (200, Some(EVIL)));
}

#[test]
fn without_headers_every_one_is_allowed_there_which_is_a_star_here() {
    static PLAIN: Policy = cors::policy! { origins = ["https://app.example.com"] };
    static STAR: Policy = cors::policy! { origins = ["https://app.example.com"], headers = ["*"] };
    let asked = || preflight("GET", "/", APP).header("access-control-request-headers", "x-any");
    let allowed = |endpoint: &Endpoint| {
        let reply = endpoint.send(asked());
        reply.lines("access-control-allow-headers").join(",")
    };
    let ours =
        |policy: &'static Policy| Client::new(make_sync(handler).with(Cors::new(policy)).boxed());
    let theirs = with_theirs(Theirs::new().allow_origin(APP));
    assert_eq!(allowed(&theirs), "x-any");
    assert_eq!(allowed(&ours(&STAR)), "*");
    assert_eq!(allowed(&ours(&PLAIN)), "");
}

#[test]
fn a_star_is_any_text_there() {
    let theirs = with_theirs(Theirs::new().allow_origin_regex("https://*example.com"));
    assert_eq!(
        theirs
            .request("GET", "/", "https://evilexample.com")
            .allowed(),
        Some("https://evilexample.com")
    );
    let ports = with_theirs(Theirs::new().allow_origin_regex("http://localhost*"));
    let evil = "http://localhost.evil.example";
    assert_eq!(ports.request("GET", "/", evil).allowed(), Some(evil));
}

#[test]
fn an_origin_that_never_matches_is_accepted_there() {
    let theirs = with_theirs(Theirs::new().allow_origin("https://app.example.com/"));
    assert_eq!(
        theirs.request("GET", "/", APP).status,
        StatusCode::FORBIDDEN
    );
    let star = with_theirs(Theirs::new().allow_origin("*"));
    assert_eq!(star.request("GET", "/", APP).status, StatusCode::FORBIDDEN);
}

#[test]
fn an_origin_that_is_not_text_panics_there_where_there_is_a_pattern() {
    let origin = || HeaderValue::from_bytes(b"https://\xff.example.com").unwrap();
    let asked = || Request::builder().header("origin", origin());
    let theirs = with_theirs(Theirs::new().allow_origin_regex("https://*.example.com"));
    assert!(catch_unwind(AssertUnwindSafe(|| theirs.send(asked()))).is_err());
    let (_, ours) = both();
    assert_eq!(ours.send(asked()).allowed(), None);
}

#[test]
fn of_two_middleware_the_outer_one_decides_there_and_the_inner_one_here() {
    static OUTER: Policy = cors::policy! { origins = ["*"] };
    let theirs = make_sync(handler).with(theirs()).with(Theirs::new());
    let theirs = Client::new(theirs);
    // The outer one lets everyone read the inner one's refusal, and takes its `Vary`.
    assert_eq!(theirs.request("GET", "/", EVIL).allowed(), Some(EVIL));
    let ours = Client::new(
        make_sync(handler)
            .with(Cors::new(&API))
            .with(Cors::new(&OUTER)),
    );
    assert_eq!(ours.request("GET", "/", EVIL).allowed(), None);
    assert_eq!(ours.request("GET", "/", APP).allowed(), Some(APP));
}

#[test]
fn errors_have_the_headers_in_both() {
    let fail = || make_sync(|_| Err::<(), _>(poem::Error::from_status(StatusCode::CONFLICT)));
    let theirs = Client::new(fail().with(theirs())).request("GET", "/", APP);
    let ours = Client::new(fail().with(Cors::new(&API))).request("GET", "/", APP);
    for reply in [theirs, ours] {
        assert_eq!((reply.status.as_u16(), reply.allowed()), (409, Some(APP)));
        assert_eq!(reply.lines("access-control-expose-headers"), ["etag"]);
    }
}

#[test]
fn the_preflight_is_cached_for_a_day_there_unless_told_otherwise() {
    static PLAIN: Policy = cors::policy! { origins = ["https://app.example.com"] };
    let theirs = with_theirs(Theirs::new()).preflight("PUT", "/", APP);
    assert_eq!(theirs.lines("access-control-max-age"), ["86400"]);
    let ours = Client::new(make_sync(handler).with(Cors::new(&PLAIN))).preflight("PUT", "/", APP);
    assert_eq!(ours.lines("access-control-max-age"), [""; 0]);
}
