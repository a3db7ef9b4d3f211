//! salvo-cors and ours side by side: what `docs/guide-salvo.md` says of the two.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use cors::Policy;
use cors::salvo::{Cors, cors, service};
use salvo_core::http::Method;
use salvo_core::prelude::*;
use salvo_cors::{Any, Cors as Theirs};

use super::{APP, Client, EVIL, own_request, preflight, request};

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
        .allow_origin([APP])
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers(vec!["content-type", "x-a"])
        .expose_headers("etag")
        .allow_credentials(true)
        .max_age(600)
}

#[handler]
fn hello(response: &mut Response) -> &'static str {
    response.add_header("vary", "Accept", true).unwrap();
    "hello"
}

fn with_theirs(theirs: Theirs) -> Client {
    Client::new(
        Service::new(Router::with_path("a").get(hello).put(hello)).hoop(theirs.into_handler()),
    )
}

/// Theirs, and ours.
fn both() -> (Client, Client) {
    let router = Router::with_path("a").get(hello).put(hello);
    let ours = Service::new(router).hoop(Cors::new(&API));
    (with_theirs(theirs()), Client::new(ours))
}

#[test]
fn an_allowed_preflight_is_204_in_both() {
    let (theirs, ours) = both();
    for client in [theirs, ours] {
        let reply = client.preflight("PUT", "/a", APP);
        assert_eq!((reply.status.as_u16(), reply.allowed()), (204, Some(APP)));
        assert_eq!(reply.lines("access-control-max-age"), ["600"]);
        assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
    }
}

#[test]
fn lists_have_a_blank_here_only() {
    let (theirs, ours) = both();
    for (client, list) in [(theirs, "content-type,x-a"), (ours, "content-type, x-a")] {
        let reply = client.preflight("PUT", "/a", APP);
        assert_eq!(reply.lines("access-control-allow-headers"), [list]);
    }
}

#[test]
fn permissive_is_four_stars() {
    static STARS: Policy = cors::policy! {
        origins = ["*"], methods = ["*"], headers = ["*"], expose = ["*"]
    };
    let ours = Service::new(Router::with_path("a").get(hello)).hoop(Cors::new(&STARS));
    for client in [with_theirs(Theirs::permissive()), Client::new(ours)] {
        let reply = client.preflight("PUT", "/a", EVIL);
        for list in ["origin", "methods", "headers"] {
            let name = format!("access-control-allow-{list}");
            assert_eq!(reply.lines(&name), ["*"], "{name}");
        }
        let reply = client.request("GET", "/a", EVIL);
        assert_eq!(reply.lines("access-control-expose-headers"), ["*"]);
    }
}

#[test]
fn mirrored_origins_are_a_star() {
    static STAR: Policy = cors::policy! { origins = ["*"] };
    let theirs = with_theirs(Theirs::new().allow_origin(salvo_cors::AllowOrigin::mirror_request()));
    assert_eq!(theirs.request("GET", "/a", EVIL).allowed(), Some(EVIL));
    let ours = Service::new(Router::with_path("a").get(hello)).hoop(Cors::new(&STAR));
    let reply = Client::new(ours).request("GET", "/a", EVIL);
    assert_eq!(reply.allowed(), Some("*"));
}

#[test]
fn a_refused_preflight_is_204_with_the_lists_there_and_403_without_here() {
    let (theirs, ours) = both();
    let reply = theirs.preflight("PUT", "/a", EVIL);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (204, None));
    assert_eq!(
        reply.lines("access-control-allow-headers"),
        ["content-type,x-a"]
    );
    assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
    let reply = ours.preflight("PUT", "/a", EVIL);
    let mut names = reply.headers.keys();
    let is_of_policy = names.any(|name| name.as_str().starts_with("access-control-"));
    assert_eq!((reply.status.as_u16(), is_of_policy), (403, false));
    assert_eq!(reply.lines("vary"), ["Origin"]);
}

#[test]
fn what_comes_later_runs_for_a_preflight_there() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);

    #[handler]
    fn count() {
        RUNS.fetch_add(1, Relaxed);
    }

    let router = || Router::with_path("a").goal(count);
    let theirs = Service::new(router())
        .hoop(theirs().into_handler())
        .hoop(count);
    assert_eq!(Client::new(theirs).preflight("PUT", "/a", EVIL).status, 204);
    assert_eq!(
        RUNS.swap(0, Relaxed),
        2,
        "a hoop and the handler, for a page that isn't allowed"
    );
    let ours = Service::new(router()).hoop(Cors::new(&API)).hoop(count);
    Client::new(ours).preflight("PUT", "/a", APP);
    assert_eq!(RUNS.load(Relaxed), 0);
}

#[test]
fn on_a_router_there_is_no_preflight_there_and_one_for_each_policy_here() {
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn own() {}

    let theirs = Router::with_path("a")
        .hoop(theirs().into_handler())
        .put(hello);
    assert_eq!(
        Client::new(Service::new(theirs))
            .preflight("PUT", "/a", APP)
            .status,
        405
    );
    let ours = Router::with_path("a")
        .hoop(Cors::new(&API))
        .put(hello)
        .delete(own);
    let ours = Client::new(service(ours));
    assert_eq!(ours.asks("PUT", "/a", APP), (204, true));
    assert_eq!(ours.asks("DELETE", "/a", APP), (204, true));
}

#[test]
fn another_origin_gets_credentials_and_exposed_headers_there() {
    let (theirs, ours) = both();
    let reply = theirs.request("GET", "/a", EVIL);
    assert_eq!((&*reply.body, reply.allowed()), ("hello", None));
    assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
    assert_eq!(reply.lines("access-control-expose-headers"), ["etag"]);
    let reply = ours.request("GET", "/a", EVIL);
    assert_eq!((&*reply.body, reply.allowed()), ("hello", None));
    assert_eq!(reply.lines("access-control-allow-credentials"), [""; 0]);
    assert_eq!(reply.lines("access-control-expose-headers"), [""; 0]);
    assert_eq!(reply.lines("vary"), ["Accept", "Origin"]);
}

#[test]
fn vary_names_three_headers_there_and_one_here() {
    let (theirs, ours) = both();
    let requested = [
        "access-control-request-method",
        "access-control-request-headers",
    ];
    for origin in [Some(APP), None] {
        let asked = || match origin {
            Some(origin) => request("GET", "/a", origin),
            None => own_request("GET", "/a"),
        };
        assert_eq!(
            theirs.send(asked()).lines("vary"),
            [&["Accept", "origin"], &requested[..]].concat()
        );
        assert_eq!(ours.send(asked()).lines("vary"), ["Accept", "Origin"]);
    }
}

#[test]
fn one_origin_is_sent_to_everyone_there() {
    let theirs = with_theirs(Theirs::new().allow_origin(APP));
    assert_eq!(theirs.request("GET", "/a", EVIL).allowed(), Some(APP));
    let (_, ours) = both();
    assert_eq!(ours.request("GET", "/a", EVIL).allowed(), None);
}

#[test]
fn a_star_with_credentials_panics_there_when_the_service_is_made() {
    let made = std::panic::catch_unwind(|| {
        Theirs::new()
            .allow_origin(Any)
            .allow_credentials(true)
            .into_handler()
    });
    assert!(made.is_err());
    let misspelt = with_theirs(Theirs::new().allow_origin(["https://app.example.com/"]));
    assert_eq!(misspelt.request("GET", "/a", APP).allowed(), None);
}

#[test]
fn a_policy_that_reflects_with_credentials_exists_there_only() {
    let theirs = with_theirs(Theirs::very_permissive());
    let reply = theirs.request("GET", "/a", EVIL);
    assert_eq!(reply.allowed(), Some(EVIL));
    assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
}

#[test]
fn of_two_the_outer_one_decides_there_and_the_inner_one_here() {
    static OUTER: Policy = cors::policy! { origins = ["*"] };
    let router = || Router::with_path("a").get(hello);
    let inner = Theirs::new().allow_origin([APP, "https://b.example.com"]);
    let theirs = Service::new(router())
        .hoop(Theirs::new().allow_origin(Any).into_handler())
        .hoop(inner.into_handler());
    assert_eq!(
        Client::new(theirs).request("GET", "/a", EVIL).allowed(),
        Some("*")
    );
    let ours = Service::new(router())
        .hoop(Cors::new(&OUTER))
        .hoop(Cors::new(&API));
    let ours = Client::new(ours);
    assert_eq!(ours.request("GET", "/a", EVIL).allowed(), None);
    assert_eq!(ours.request("GET", "/a", APP).allowed(), Some(APP));
}

#[test]
fn options_that_is_not_a_preflight_and_errors_are_the_same_in_both() {
    let (theirs, ours) = both();
    for client in [theirs, ours] {
        assert_eq!(client.request("OPTIONS", "/a", APP).status, 405);
        let reply = client.request("GET", "/lost", APP);
        assert_eq!((reply.status.as_u16(), reply.allowed()), (404, Some(APP)));
        let reply = client.send(preflight("PUT", "/lost", APP));
        assert_eq!((reply.status.as_u16(), reply.allowed()), (204, Some(APP)));
    }
}
