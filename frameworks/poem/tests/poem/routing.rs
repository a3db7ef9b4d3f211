//! The policies of a route: whose is asked, and what they stand in front of.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};

use cors::poem::{Cors, Route, any, cors, get, post, put};
use cors::{Policy, PolicyBy};
use poem::endpoint::make_sync;
use poem::http::StatusCode;
use poem::middleware::{CatchPanic, SizeLimit};
use poem::web::Path;
use poem::{
    Endpoint, EndpointExt as _, Error, IntoEndpoint as _, Request, Response, Result, handler,
};

use super::{ADMIN, APP, Client, EVIL, preflight, request};

static APPS: Policy = cors::policy! { origins = ["https://app.example.com"] };
static ADMINS: Policy = cors::policy! { origins = ["https://admin.example.com"] };

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

async fn authenticate<E: Endpoint>(_: E, _: Request) -> Result<Response> {
    Err(Error::from_status(StatusCode::UNAUTHORIZED))
}

#[test]
fn each_preflight_is_answered_by_the_handler_that_it_is_about() {
    let path = || put(by_app).delete(by_admin).patch(plain);
    for app in [
        Client::new(path().into_endpoint().boxed()),
        Client::new(poem::Route::new().at("/", path()).boxed()),
        Client::new(Route::new().at("/", path()).into_endpoint().boxed()),
        // Also in front of a middleware that rejects everything.
        Client::new(
            Route::new()
                .at("/", path())
                .around(authenticate)
                .into_endpoint()
                .boxed(),
        ),
    ] {
        let reply = app.preflight("PUT", "/", APP);
        assert_eq!((reply.status.as_u16(), reply.allowed()), (204, Some(APP)));
        assert_eq!(reply.methods(), ["PUT"]);
        assert_eq!(app.asks("PUT", "/", ADMIN), (403, false));
        assert_eq!(app.asks("DELETE", "/", ADMIN), (204, true));
        assert_eq!(app.asks("DELETE", "/", APP), (403, false));
        assert_eq!(
            app.asks("PATCH", "/", APP),
            (403, false),
            "it has no policy"
        );
        // No handler takes it: the browser's console then says so.
        let reply = app.preflight("PURGE", "/", APP);
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
    fn counted_plain() {
        RUNS.fetch_add(1, Relaxed);
    }

    async fn count<E: Endpoint>(next: E, request: Request) -> Result<E::Output> {
        RUNS.fetch_add(1, Relaxed);
        next.call(request).await
    }

    let path = || {
        put(counted)
            .get(counted_plain)
            .options(counted_plain)
            .method(poem::http::Method::PATCH, counted_plain.around(count))
    };
    let app = Route::new()
        .at("/a", path())
        .nest("/b", Route::new().at("/a", path()).around(count))
        .at("/c", counted_plain)
        .around(count)
        .policy(&ADMINS);
    let app = Client::new(app);
    for path in ["/a", "/b/a", "/c", "/d", "/b/d"] {
        for method in ["PUT", "GET", "PATCH", "OPTIONS", "PURGE"] {
            for origin in [APP, ADMIN, EVIL] {
                app.preflight(method, path, origin);
            }
        }
    }
    assert_eq!(RUNS.load(Relaxed), 0);
    // The middleware, and the handler: each once.
    app.request("PUT", "/a", APP);
    assert_eq!(RUNS.load(Relaxed), 2);
}

#[test]
fn a_page_can_read_the_errors_of_middleware() {
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn panics() {
        panic!("as the test wants");
    }

    let app = || Route::new().at("/", post(by_app).get(panics));
    let reply = Client::new(app().around(authenticate)).request("POST", "/", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (401, Some(APP)));
    let reply = Client::new(app().with(CatchPanic::new())).request("GET", "/", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (500, Some(APP)));
    let limited = Client::new(app().with(SizeLimit::new(1)));
    let reply = limited.send(request("POST", "/", APP).header("content-length", "2"));
    assert_eq!((reply.status.as_u16(), reply.allowed()), (413, Some(APP)));
    let only_post = post(by_app).with(SizeLimit::new(1)).get(by_app);
    let only_post = Client::new(only_post);
    let large = |method| only_post.send(request(method, "/", APP).header("content-length", "2"));
    assert_eq!(
        (large("POST").status.as_u16(), large("POST").allowed()),
        (413, Some(APP))
    );
    assert_eq!(large("GET").status, StatusCode::OK);
}

#[test]
fn the_nearest_policy_wins() {
    let inner = Route::new()
        .at("/plain", put(plain))
        .at("/own", put(by_admin));
    let middle = Route::new().at("/plain", put(plain)).policy(&ADMINS);
    let app = Route::new()
        .at("/plain", put(plain))
        .at("/own", put(by_admin))
        .nest("/inner", inner)
        .nest_no_strip(
            "/kept",
            Route::new().at("/kept/own", put(by_admin)).around(pass),
        )
        .nest("/middle", middle.around(pass))
        .policy(&APPS);
    let app = Client::new(app);
    for (path, allowed, other) in [
        ("/plain", APP, ADMIN),
        ("/own", ADMIN, APP),
        ("/inner/plain", APP, ADMIN),
        ("/inner/own", ADMIN, APP),
        ("/kept/own", ADMIN, APP),
        ("/middle/plain", ADMIN, APP),
        // The 404s.
        ("/lost", APP, ADMIN),
        ("/inner/lost", APP, ADMIN),
        ("/middle/lost", ADMIN, APP),
    ] {
        assert_eq!(app.asks("PUT", path, allowed), (204, true), "{path}");
        assert_eq!(app.asks("PUT", path, other), (403, false), "{path}");
        let reply = app.request("PUT", path, allowed);
        assert_eq!(reply.allowed(), Some(allowed), "{path}");
        assert_eq!(reply.status == 404, path.ends_with("lost"), "{path}");
        assert_eq!(app.request("PUT", path, other).allowed(), None, "{path}");
    }
    // The 405 as well.
    let reply = app.request("POST", "/plain", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (405, Some(APP)));
}

async fn pass<E: Endpoint>(next: E, request: Request) -> Result<E::Output> {
    next.call(request).await
}

#[test]
fn without_a_group_a_405_has_a_policy_of_the_path_and_a_404_has_none() {
    let app = Client::new(Route::new().at("/", put(by_app).delete(by_admin)));
    for origin in [APP, ADMIN] {
        let reply = app.request("POST", "/", origin);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed()),
            (405, Some(origin))
        );
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
    let app = Route::new()
        .at("/", get(plain).options(plain))
        .at("/poem", poem::get(plain).options(plain))
        .nest(
            "/nested",
            poem::Route::new().at("/", poem::get(plain).options(plain)),
        );
    let app = Client::new(app);
    for path in ["/", "/poem", "/nested"] {
        // Preflights go to the handler of OPTIONS, as without this crate.
        for reply in [
            app.request("GET", path, APP),
            app.preflight("PUT", path, APP),
        ] {
            assert_eq!(
                (reply.status.as_u16(), reply.is_untouched()),
                (200, true),
                "{path}"
            );
        }
    }
}

#[test]
fn what_poem_does_not_tell_is_governed_by_its_group_and_may_have_a_nearer_policy() {
    let nested = poem::Route::new()
        .at("/own", put(by_admin))
        .at("/plain", poem::put(plain));
    let app = Route::new()
        .at("/path", poem::put(plain))
        .at("/own", poem::put(plain).with(Cors::new(&ADMINS)))
        .nest("/nested", nested)
        .policy(&APPS);
    let app = Client::new(app);
    assert_eq!(app.asks("PUT", "/path", APP), (204, true));
    assert_eq!(app.request("PUT", "/path", APP).allowed(), Some(APP));
    // The group has answered the preflight, so the policy inside rejects by itself.
    assert_eq!(app.asks("PUT", "/own", APP), (204, true));
    assert_eq!(
        app.request("PUT", "/own", APP).status,
        StatusCode::FORBIDDEN
    );
    // The preflights of a nested route of poem's are left to it.
    assert_eq!(app.asks("PUT", "/nested/own", ADMIN), (204, true));
    assert_eq!(app.asks("PUT", "/nested/own", APP), (403, false));
    assert_eq!(
        app.preflight("PUT", "/nested/plain", APP).status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(
        app.request("PUT", "/nested/plain", APP).allowed(),
        Some(APP)
    );
    assert_eq!(
        app.request("PUT", "/nested/own", ADMIN).allowed(),
        Some(ADMIN)
    );
}

#[test]
fn a_middleware_answers_for_all_inside_and_the_inner_policy_decides_about_responses() {
    let app = poem::Route::new()
        .at("/own", put(by_admin).get(by_admin))
        .at("/plain", put(plain))
        .around(authenticate_put)
        .with(Cors::new(&APPS));
    async fn authenticate_put<E: Endpoint>(next: E, request: Request) -> Result<Response> {
        match request.header("authorization") {
            None if request.method() == "PUT" => authenticate(next, request).await,
            _ => next
                .call(request)
                .await
                .map(poem::IntoResponse::into_response),
        }
    }
    let app = Client::new(app);
    assert_eq!(app.asks("PUT", "/own", APP), (204, true));
    assert_eq!(app.asks("PUT", "/own", ADMIN), (403, false));
    let reply = app.request("PUT", "/plain", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (401, Some(APP)));
    // No browser has asked the inner policy.
    let put = |origin| app.send(request("PUT", "/own", origin).header("authorization", "x"));
    assert_eq!((put(APP).status.as_u16(), put(APP).allowed()), (403, None));
    assert_eq!(
        (put(ADMIN).status.as_u16(), put(ADMIN).allowed()),
        (200, Some(ADMIN))
    );
    assert_eq!(app.request("GET", "/own", APP).allowed(), None);
    assert_eq!(app.request("GET", "/own", ADMIN).allowed(), Some(ADMIN));
    assert_eq!(app.request("GET", "/lost", APP).allowed(), Some(APP));
}

#[test]
fn error_handlers_belong_behind_the_policies() {
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn fails() -> Result<()> {
        Err(Error::from_string("cause", StatusCode::CONFLICT))
    }

    async fn page(error: Error) -> Response {
        Response::builder()
            .status(error.status())
            .body(format!("page: {error}"))
    }

    let app = Route::new()
        .at("/", get(fails))
        .map_inner(|app| app.catch_all_error(page));
    let reply = Client::new(app).request("GET", "/", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (409, Some(APP)));
    assert_eq!(reply.body, "page: cause");
    // Around a policy there is no error any more, but the page can read it.
    let outside = poem::Route::new().at("/", get(fails)).catch_all_error(page);
    let outside = Client::new(outside);
    assert_eq!(outside.request("GET", "/", APP).body, "cause");
    assert_eq!(outside.request("GET", "/lost", APP).body, "page: not found");
}

#[test]
fn head_and_any_reach_what_they_do_in_poem() {
    let app = Client::new(
        Route::new()
            .at("/", get(by_app))
            .at("/any/*any", any(by_admin).put(by_app)),
    );
    let reply = app.request("HEAD", "/", APP);
    assert_eq!(
        (reply.status.as_u16(), &*reply.body, reply.allowed()),
        (200, "", Some(APP))
    );
    assert_eq!(app.request("PURGE", "/any/x", ADMIN).body, "by ADMIN");
    assert_eq!(app.request("PUT", "/any/x", APP).body, "by APP");
    let reply = app.preflight("DELETE", "/any/x", ADMIN);
    assert!(
        reply.methods().contains(&"DELETE") && !reply.methods().contains(&"PUT"),
        "{reply:?}"
    );
    assert_eq!(app.preflight("PUT", "/any/x", APP).methods(), ["PUT"]);
}

#[test]
fn captures_and_odd_targets_are_poems_business() {
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn show(Path((a, b)): Path<(String, String)>) -> String {
        format!("{a} {b}")
    }

    let route = || Route::new().at("/:a/:b<\\d+>", get(show));
    for app in [
        Client::new(route().into_endpoint().boxed()),
        Client::new(Route::new().nest("/x", route()).into_endpoint().boxed()),
    ] {
        let prefix = if app.request("GET", "/a/1", APP).status == 200 {
            ""
        } else {
            "/x"
        };
        let reply = app.request("GET", &format!("{prefix}/a%20b/12"), APP);
        assert_eq!((&*reply.body, reply.allowed()), ("a b 12", Some(APP)));
        for target in [
            "*",
            "/",
            "//",
            "/x//",
            "/a/b/c",
            "/a/x",
            "/%00",
            "https://a.example/",
        ] {
            let reply = app.preflight("PUT", target, EVIL);
            assert_eq!(reply.allowed(), None, "{target}");
        }
    }
}

fn by_host() -> PolicyBy {
    PolicyBy::new(["host".parse().unwrap()], |head| match head.host()? {
        "a.example" => Some(&APPS),
        "b.example" => Some(&ADMINS),
        _ => None,
    })
}

#[test]
fn tenants_have_a_policy_each() {
    let middleware = Client::new(plain.with(Cors::new(by_host())));
    assert_tenants(&middleware);
    let group = Route::new()
        .at("/", cors::poem::get(plain).put(plain))
        .at("/own", cors::poem::get(by_app))
        .policy(by_host());
    let group = Client::new(group);
    assert_tenants(&group);
    let own = request("GET", "/own", APP).header("host", "b.example");
    assert_eq!(group.send(own).allowed(), Some(APP));
    // One that poem's own route has, and one in front of middleware.
    assert_tenants(&Client::new(cors::poem::get(of_tenants).put(of_tenants)));
    let behind = Route::new().at("/", cors::poem::get(of_tenants).put(of_tenants));
    let behind = Client::new(behind.around(authenticate));
    let asked = preflight("PUT", "/", ADMIN).header("host", "b.example");
    assert_eq!(behind.send(asked).allowed(), Some(ADMIN));
    let refused = request("GET", "/", ADMIN).header("host", "b.example");
    let refused = behind.send(refused);
    assert_eq!(
        (refused.status.as_u16(), refused.allowed()),
        (401, Some(ADMIN))
    );
}

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(by_host);

#[cors(policy_by = TENANTS)]
#[handler]
fn of_tenants() -> &'static str {
    "a tenant's"
}

fn assert_tenants<E: Endpoint>(app: &Client<E>) {
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
fn what_is_public_has_the_common_traits() {
    fn has<T: std::fmt::Debug + Send + Sync + 'static>() {}
    has::<Cors>();
    has::<cors::poem::CorsRouteMethod>();
    has::<Route>();
    has::<cors::poem::RouteWith>();
    fn is_endpoint<E: Endpoint>(_: E) {}
    is_endpoint(make_sync(|_| "").with(Arc::new(Cors::new(&APPS)).as_ref()));
}
