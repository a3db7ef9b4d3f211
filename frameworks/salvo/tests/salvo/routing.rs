//! The policies of a service: whose is asked, and what they stand in front of.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use cors::PolicyBy;
use cors::salvo::{Cors, cors, service};
use salvo_core::catcher::Catcher;
use salvo_core::http::{Method, header};
use salvo_core::prelude::*;
use salvo_core::routing::{Filter as _, MethodFilter};

use super::{ADMIN, ADMINS, APP, APPS, Client, EVIL, own_request, preflight, request};

#[cors(origins = ["https://app.example.com"])]
#[handler]
fn by_app() -> &'static str {
    "by APP"
}

#[cors(origins = ["https://admin.example.com"])]
#[handler]
fn by_admin() -> &'static str {
    "by ADMIN"
}

#[handler]
fn plain() -> &'static str {
    "plain"
}

#[handler]
fn authenticate(response: &mut Response, next: &mut FlowCtrl) {
    response.status_code(StatusCode::UNAUTHORIZED);
    next.skip_rest();
}

#[test]
fn each_preflight_is_answered_by_the_handler_that_it_is_about() {
    let path = || {
        Router::with_path("a")
            .put(by_app)
            .delete(by_admin)
            .patch(plain)
    };
    for service in [
        service(path()),
        service(Router::new().push(path())),
        // Two routers for one path.
        service(
            Router::new()
                .push(Router::with_path("a").put(by_app).patch(plain))
                .push(Router::with_path("a").delete(by_admin)),
        ),
        // In front of hoops that reject everything.
        service(
            Router::new()
                .hoop(authenticate)
                .push(path().hoop(authenticate)),
        ),
        service(path()).hoop(authenticate),
    ] {
        let app = Client::new(service);
        let reply = app.preflight("PUT", "/a", APP);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed(), &*reply.body),
            (204, Some(APP), "")
        );
        assert_eq!(reply.methods(), ["PUT"]);
        assert_eq!(app.asks("PUT", "/a", ADMIN), (403, false));
        assert_eq!(app.asks("DELETE", "/a", ADMIN), (204, true));
        assert_eq!(app.asks("DELETE", "/a", APP), (403, false));
        assert_eq!(
            app.asks("PATCH", "/a", APP),
            (403, false),
            "it has no policy"
        );
        // No handler takes it: the browser's console then says so.
        let reply = app.preflight("PURGE", "/a", APP);
        assert_eq!((reply.allowed(), reply.methods()), (Some(APP), vec!["PUT"]));
    }
}

#[test]
fn nothing_runs_to_find_out_a_policy() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn counted() {
        RUNS.fetch_add(1, Relaxed);
    }

    #[handler]
    fn count() {
        RUNS.fetch_add(1, Relaxed);
    }

    let path = |path: &str| {
        let router = Router::with_path(path).hoop(count);
        router
            .put(counted)
            .get(count)
            .options(count)
            .patch(count.hoop(count))
    };
    let router = Router::new()
        .hoop(count)
        .hoop(Cors::new(&ADMINS))
        .push(path("a"))
        .push(Router::with_path("b").goal(count))
        .push(Router::with_path("c").goal(counted));
    let app = Client::new(
        service(router)
            .hoop(count)
            .catcher(Catcher::default().hoop(count)),
    );
    for path in ["/a", "/b", "/c", "/lost"] {
        for method in ["PUT", "GET", "PATCH", "OPTIONS", "PURGE"] {
            for origin in [APP, ADMIN, EVIL] {
                app.preflight(method, path, origin);
            }
        }
    }
    assert_eq!(RUNS.load(Relaxed), 0);
    // The hoops of the service, of both routers, and the handler: each once.
    app.request("PUT", "/a", APP);
    assert_eq!(RUNS.load(Relaxed), 4);
}

#[test]
fn a_page_can_read_the_errors_of_hoops_extractors_and_catchers() {
    #[handler]
    fn page(response: &mut Response, next: &mut FlowCtrl) {
        response.render(format!("page {}", response.status_code.unwrap().as_u16()));
        next.skip_rest();
    }

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    async fn parses(request: &mut Request) -> Result<(), StatusError> {
        let parsed = request.parse_json::<u8>().await;
        parsed.map(drop).map_err(|_| StatusError::bad_request())
    }

    let router = || {
        Router::new()
            .push(Router::with_path("closed").hoop(authenticate).get(by_app))
            .push(Router::with_path("parses").post(parses))
    };
    for (service, body) in [
        (service(router()), "40"),
        (
            service(router()).catcher(Catcher::default().hoop(page)),
            "page 40",
        ),
    ] {
        let app = Client::new(service);
        for (method, path, status) in [("GET", "/closed", 401), ("POST", "/parses", 400)] {
            let reply = app.request(method, path, APP);
            assert_eq!(
                (reply.status.as_u16(), reply.allowed()),
                (status, Some(APP)),
                "{path}"
            );
            assert!(reply.body.contains(body), "{reply:?}");
        }
        // A catcher has nothing to say to what a policy rejects.
        let reply = app.preflight("GET", "/closed", EVIL);
        assert_eq!((reply.status.as_u16(), &*reply.body), (403, ""));
    }
}

#[test]
fn the_nearest_policy_wins() {
    let router = Router::new()
        .hoop(Cors::new(&APPS))
        .push(Router::with_path("plain").put(plain))
        .push(Router::with_path("own").put(by_admin))
        .push(
            Router::with_path("group")
                .hoop(pass)
                .hoop(Cors::new(&ADMINS))
                .push(Router::with_path("plain").put(plain))
                .push(Router::with_path("own").put(by_app)),
        );
    let app = Client::new(service(router));
    for (path, allowed, other, status) in [
        ("/plain", APP, ADMIN, 200),
        ("/own", ADMIN, APP, 200),
        ("/group/plain", ADMIN, APP, 200),
        ("/group/own", APP, ADMIN, 200),
        ("/lost", APP, ADMIN, 404),
        // Nothing matches, so nothing says whose it is.
        ("/group/lost", APP, ADMIN, 404),
    ] {
        assert_eq!(app.asks("PUT", path, allowed), (204, true), "{path}");
        assert_eq!(app.asks("PUT", path, other), (403, false), "{path}");
        let reply = app.request("PUT", path, allowed);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed()),
            (status, Some(allowed)),
            "{path}"
        );
        assert_eq!(app.request("PUT", path, other).allowed(), None, "{path}");
    }
    let reply = app.request("POST", "/plain", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (405, Some(APP)));
}

#[handler]
fn pass() {}

#[test]
fn without_a_group_a_405_has_a_policy_of_the_path_and_a_404_has_none() {
    let app = Client::new(service(Router::with_path("a").put(by_app).delete(by_admin)));
    for origin in [APP, ADMIN] {
        let reply = app.request("POST", "/a", origin);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed()),
            (405, Some(origin))
        );
        assert_eq!(reply.lines("allow"), ["DELETE, PUT"]);
    }
    let reply = app.request("PUT", "/lost", APP);
    assert_eq!(
        (reply.status.as_u16(), reply.is_untouched()),
        (404, true),
        "{reply:?}"
    );
}

#[test]
fn what_has_no_policy_stays_as_it_is() {
    let app = Client::new(service(Router::with_path("a").get(plain).options(plain)));
    // Preflights go to the handler of OPTIONS, as without this crate.
    for reply in [
        app.request("GET", "/a", APP),
        app.preflight("PUT", "/a", APP),
    ] {
        assert_eq!(
            (reply.status.as_u16(), reply.is_untouched()),
            (200, true),
            "{reply:?}"
        );
    }
}

#[test]
fn options_that_is_not_a_preflight_reaches_its_handler() {
    let router = Router::with_path("a").put(by_app).options(by_admin);
    let app = Client::new(service(router));
    let reply = app.request("OPTIONS", "/a", ADMIN);
    assert_eq!((&*reply.body, reply.allowed()), ("by ADMIN", Some(ADMIN)));
    assert_eq!(app.asks("PUT", "/a", APP), (204, true));
}

#[test]
fn filters_of_ones_own_and_handlers_of_every_method() {
    let reports = Router::with_filter(MethodFilter(Method::from_bytes(b"REPORT").unwrap()));
    let either = salvo_core::routing::filters::put().or(salvo_core::routing::filters::patch());
    let router = Router::new()
        .push(
            Router::with_path("a")
                .push(reports.goal(by_app))
                .put(by_app),
        )
        .push(Router::with_path("b").push(Router::with_filter(either).goal(by_app)))
        .push(Router::with_path("c").put(by_app).goal(by_admin))
        .push(
            Router::with_path("d").push(
                Router::with_filter_fn(|request, _| request.headers().contains_key(header::COOKIE))
                    .put(by_app),
            ),
        );
    let app = Client::new(service(router));
    assert_eq!(app.preflight("PUT", "/a", APP).methods(), ["PUT", "REPORT"]);
    assert_eq!(
        app.preflight("REPORT", "/a", APP).methods(),
        ["PUT", "REPORT"]
    );
    assert_eq!(app.preflight("PUT", "/b", APP).methods(), ["PATCH", "PUT"]);
    assert_eq!(app.preflight("PUT", "/c", APP).methods(), ["PUT"]);
    assert_eq!(app.asks("DELETE", "/c", ADMIN), (204, true));
    assert_eq!(app.asks("DELETE", "/c", APP), (403, false));
    assert_eq!(app.request("PURGE", "/c", ADMIN).body, "by ADMIN");
    // A filter that a preflight doesn't pass: nothing is known to be there.
    assert_eq!(app.preflight("PUT", "/d", APP).allowed(), None);
    let with_cookie = request("PUT", "/d", APP).header("cookie", "a=b");
    assert_eq!(app.send(with_cookie).allowed(), Some(APP));
}

#[test]
fn a_filter_that_reads_headers_opens_no_handler_that_no_preflight_was_about() {
    fn is_json(request: &Request) -> bool {
        let content = request.headers().get(header::CONTENT_TYPE);
        content.is_some_and(|content| content == "application/json")
    }
    #[cors(origins = ["*"], headers = ["content-type"])]
    #[handler]
    fn open() -> &'static str {
        "open"
    }

    let json = || Router::with_path("a").filter_fn(|request, _| is_json(request));
    let others = || Router::with_path("a").put(open);
    let put = |app: &Client, origin| {
        app.send(request("PUT", "/a", origin).header("content-type", "application/json"))
    };
    let governed = Router::new().push(json().put(by_admin)).push(others());
    let app = Client::new(service(governed));
    // No header says so in the preflight.
    assert_eq!(app.asks("PUT", "/a", EVIL), (204, true));
    assert_eq!(put(&app, EVIL).status, 403);
    assert_eq!(put(&app, ADMIN).body, "by ADMIN");
    assert_eq!(app.request("PUT", "/a", EVIL).body, "open");

    let without = Router::new().push(json().put(plain)).push(others());
    let app = Client::new(service(without));
    assert_eq!(app.asks("PUT", "/a", EVIL), (204, true));
    assert_eq!(put(&app, EVIL).status, 403);
    let own = own_request("PUT", "/a").header("content-type", "application/json");
    assert_eq!(app.send(own).body, "plain");
}

#[test]
fn a_nearer_policy_that_salvo_hides_from_the_service_decides_too() {
    static ENFORCED: cors::Policy =
        cors::policy! { origins = ["https://admin.example.com"], enforce };
    let inside = || Cors::new(&ENFORCED);
    let of_handler = Router::with_path("a").put(plain.hoop(inside()));
    let of_handler = of_handler.get(plain.hoop(inside()));
    let of_router = || Router::with_path("a").put(plain).get(plain);
    for router in [
        of_handler.hoop(Cors::new(&APPS)),
        Router::new()
            .hoop(Cors::new(&APPS))
            .push(of_router().hoop_when(inside(), |_, _| true)),
        Router::new()
            .hoop(Cors::new(&APPS))
            .push(of_router().hoop(inside().hoop(pass))),
    ] {
        let app = Client::new(service(router));
        assert_eq!(app.asks("PUT", "/a", APP), (204, true));
        for method in ["PUT", "GET"] {
            let reply = app.request(method, "/a", APP);
            assert_eq!(
                (reply.status.as_u16(), reply.allowed()),
                (403, None),
                "{method}"
            );
            let reply = app.request(method, "/a", ADMIN);
            assert_eq!((reply.status.as_u16(), reply.allowed()), (200, Some(ADMIN)));
        }
    }
    // One on the service is further out than those that the service knows of.
    let router = of_router().hoop(Cors::new(&ADMINS));
    let app = Client::new(service(router).hoop(Cors::new(&APPS)));
    assert_eq!(app.request("GET", "/a", APP).allowed(), None);
    assert_eq!(app.request("PUT", "/a", ADMIN).allowed(), Some(ADMIN));
}

#[test]
fn a_handler_with_hoops_of_its_own_decides_behind_them() {
    let router = Router::with_path("a")
        .put(by_admin.hoop(pass))
        .delete(by_app);
    let app = Client::new(service(router));
    assert_eq!(app.asks("PUT", "/a", ADMIN), (403, false));
    assert_eq!(app.request("PUT", "/a", ADMIN).allowed(), Some(ADMIN));
    // In a group, no browser has asked its policy.
    let group = Router::with_path("a")
        .hoop(Cors::new(&APPS))
        .put(by_admin.hoop(pass));
    let app = Client::new(service(group));
    assert_eq!(app.asks("PUT", "/a", APP), (204, true));
    assert_eq!(app.request("PUT", "/a", APP).status, 403);
    assert_eq!(app.request("PUT", "/a", ADMIN).allowed(), Some(ADMIN));
    // Nor does it run where its own policy says no to an OPTIONS request of the group.
    let options = Router::with_path("a")
        .hoop(Cors::new(&APPS))
        .options(by_admin.hoop(pass));
    assert_eq!(
        Client::new(service(options))
            .request("OPTIONS", "/a", APP)
            .status,
        403
    );
}

#[test]
fn a_hoop_on_a_service_of_salvos_answers_for_all_behind_it() {
    let router = Router::with_path("a").put(by_admin).get(plain);
    let app = Service::new(router)
        .hoop(Cors::new(&APPS))
        .hoop(authenticate_put);

    #[handler]
    fn authenticate_put(request: &Request, response: &mut Response, next: &mut FlowCtrl) {
        if request.method() == Method::PUT && !request.headers().contains_key("authorization") {
            authenticate::authenticate(response, next);
        }
    }

    let app = Client::new(app);
    assert_eq!(app.asks("PUT", "/a", APP), (204, true));
    assert_eq!(app.asks("PUT", "/lost", APP), (204, true));
    let reply = app.request("PUT", "/a", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (401, Some(APP)));
    // No browser has asked the inner policy.
    let put = |origin| app.send(request("PUT", "/a", origin).header("authorization", "x"));
    assert_eq!((put(APP).status.as_u16(), put(APP).allowed()), (403, None));
    assert_eq!(
        (put(ADMIN).status.as_u16(), put(ADMIN).allowed()),
        (200, Some(ADMIN))
    );
    assert_eq!(app.request("GET", "/a", APP).allowed(), Some(APP));
    assert_eq!(app.request("GET", "/lost", APP).allowed(), Some(APP));
}

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
    PolicyBy::new(["host".parse().unwrap()], |head| {
        match head.header(&header::HOST)?.to_str().ok()? {
            "a.example" => Some(&APPS),
            "b.example" => Some(&ADMINS),
            _ => None,
        }
    })
});

fn by_host() -> Cors {
    Cors::new(&*TENANTS)
}

#[cors(policy_by = TENANTS)]
#[handler]
fn of_tenants() -> &'static str {
    "a tenant's"
}

#[test]
fn tenants_have_a_policy_each() {
    let first = Service::new(Router::new().goal(plain)).hoop(by_host());
    assert_tenants(&Client::new(first));
    let group = Router::new()
        .hoop(authorized)
        .hoop(by_host())
        .push(Router::with_path("own").get(by_app))
        .get(plain)
        .put(plain);
    let group = Client::new(service(group));
    assert_tenants(&group);
    let own = request("GET", "/own", APP).header("host", "b.example");
    assert_eq!(group.send(own).allowed(), Some(APP));
    let handler = Router::new().get(of_tenants).put(of_tenants);
    assert_tenants(&Client::new(service(handler)));
    let behind = Router::new()
        .hoop(authorized)
        .get(of_tenants)
        .put(of_tenants);
    assert_tenants(&Client::new(service(behind)));
}

/// A hoop that no preflight gets to.
#[handler]
fn authorized(request: &Request, response: &mut Response, next: &mut FlowCtrl) {
    if request.method() == Method::OPTIONS {
        response.status_code(StatusCode::UNAUTHORIZED);
        next.skip_rest();
    }
}

fn assert_tenants(app: &Client) {
    for (host, origin, expected) in [
        ("a.example", APP, true),
        ("a.example", ADMIN, false),
        ("b.example", ADMIN, true),
        ("c.example", APP, false),
    ] {
        let reply = app.send(request("GET", "/", origin).header("host", host));
        assert_eq!(reply.allowed().is_some(), expected, "{host} {origin}");
        assert_eq!(reply.lines("vary"), ["Origin", "host"]);
        let reply = app.send(preflight("PUT", "/", origin).header("host", host));
        assert_eq!(reply.allowed().is_some(), expected && reply.status == 204);
        assert_eq!(reply.lines("vary"), ["Origin", "host"]);
    }
}

#[test]
fn odd_targets_are_salvos_business() {
    let app = Client::new(service(Router::with_path("{a}/{b|[0-9]+}").put(by_app)));
    assert_eq!(app.asks("PUT", "/x/1", APP), (204, true));
    for target in ["/", "//", "/x", "/x/y", "/x/1/2", "/%00", "/%ff/1?%"] {
        assert_eq!(
            app.preflight("PUT", target, EVIL).allowed(),
            None,
            "{target}"
        );
    }
}
