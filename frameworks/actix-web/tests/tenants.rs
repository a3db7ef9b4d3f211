//! A policy for each tenant, chosen by the head of the request.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::guard::GuardContext;
use actix_web::http::header::{HOST, HeaderMap};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, put, web};
use cors::actix_web::{Cors, cors};
use cors::{Config, Policy, PolicyBy};

const SHOP: &str = "https://shop.example";
const BANK: &str = "https://bank.example";

static OF_SHOP: Policy = cors::policy! {
    origins = ["https://shop.example"],
    methods = [PUT],
    headers = ["content-type"],
    expose = ["etag"],
    credentials,
    max_age = 60,
};
static OF_BANK: Policy =
    cors::policy! { origins = ["https://bank.example"], methods = [PUT], enforce };

fn by_host() -> Cors {
    Cors::by([HOST], |head| match head.host()? {
        "shop.example.net" => Some(&OF_SHOP),
        "bank.example.net" => Some(&OF_BANK),
        _ => None,
    })
}

struct Reply {
    status: u16,
    headers: HeaderMap,
}

impl Reply {
    fn lines(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.get_all(name);
        lines.map(|line| line.to_str().unwrap()).collect()
    }

    fn allows(&self, origin: &str) -> bool {
        self.lines("access-control-allow-origin") == [origin]
    }
}

async fn send<S, B>(app: &S, request: TestRequest) -> Reply
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let (status, headers) = match app.call(request.to_request()).await {
        Ok(response) => (response.status(), response.headers().clone()),
        // As the server does.
        Err(error) => {
            let response = error.error_response();
            (response.status(), response.headers().clone())
        }
    };
    Reply {
        status: status.as_u16(),
        headers,
    }
}

fn request(method: &str, path: &str, origin: &str) -> TestRequest {
    let request = TestRequest::with_uri(path).method(method.parse().unwrap());
    request.insert_header(("origin", origin))
}

fn preflight(method: &str, path: &str, origin: &str) -> TestRequest {
    request("OPTIONS", path, origin).insert_header(("access-control-request-method", method))
}

fn routes(config: &mut web::ServiceConfig) {
    config.default_service(web::to(HttpResponse::Ok));
}

#[actix_web::test]
async fn tenants_have_a_policy_each() {
    let app = init_service(App::new().configure(routes).wrap(by_host())).await;
    for (host, origin, is_allowed) in [
        ("shop.example.net", SHOP, true),
        ("shop.example.net", BANK, false),
        ("bank.example.net", BANK, true),
        ("bank.example.net", SHOP, false),
        ("example.net", SHOP, false),
    ] {
        let said = format!("{host} {origin}");
        let reply = send(
            &app,
            request("GET", "/", origin).insert_header((HOST, host)),
        )
        .await;
        assert_eq!(reply.allows(origin), is_allowed, "{said}");
        assert_eq!(reply.lines("vary"), ["Origin", "host"], "{said}");
        let preflight = preflight("PUT", "/", origin).insert_header((HOST, host));
        let reply = send(&app, preflight).await;
        assert_eq!(reply.allows(origin), is_allowed, "{said}");
        assert_eq!(reply.status, if is_allowed { 204 } else { 403 }, "{said}");
        assert_eq!(reply.lines("vary"), ["Origin", "host"], "{said}");
    }
}

#[actix_web::test]
async fn all_headers_of_the_chosen_policy_are_sent() {
    let app = init_service(App::new().configure(routes).wrap(by_host())).await;
    let of_shop = |request: TestRequest| request.insert_header((HOST, "shop.example.net"));
    let reply = send(&app, of_shop(preflight("PUT", "/", SHOP))).await;
    for (name, value) in [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-max-age", "60"),
    ] {
        assert_eq!(reply.lines(name), [value]);
    }
    let reply = send(&app, of_shop(request("GET", "/", SHOP))).await;
    assert_eq!(reply.lines("access-control-allow-credentials"), ["true"]);
    assert_eq!(reply.lines("access-control-expose-headers"), ["etag"]);
    // `enforce` of the other tenant.
    let of_bank = request("PUT", "/", SHOP).insert_header((HOST, "bank.example.net"));
    assert_eq!(send(&app, of_bank).await.status, 403);
}

#[actix_web::test]
async fn on_http2_the_host_is_in_the_target() {
    let app = init_service(App::new().configure(routes).wrap(by_host())).await;
    let request = request("GET", "https://bank.example.net/", BANK);
    assert!(send(&app, request).await.allows(BANK));
}

#[actix_web::test]
async fn a_policy_is_chosen_by_any_header_that_is_named_and_by_the_whole_path() {
    // A name that is there twice is read once.
    let by = Cors::by(["x-tenant", "X-Tenant", "Origin"], |head| {
        // It judges no origin, and sees nothing that it doesn't name.
        if head.header("origin").is_some() || head.header("host").is_some() {
            return Some(&OF_BANK);
        }
        let is_of_shop = head.header("X-Tenant")? == "shop" && head.uri().path() == "/api/notes";
        (is_of_shop && head.uri().query() == Some("all")).then_some(&OF_SHOP)
    });
    let scope = web::scope("/api").route("/notes", web::get().to(HttpResponse::Ok));
    let app = init_service(App::new().service(by.around(scope))).await;
    let request = || request("GET", "/api/notes?all", SHOP).insert_header((HOST, "example.net"));
    let reply = send(&app, request().insert_header(("x-tenant", "shop"))).await;
    assert!(reply.allows(SHOP));
    assert_eq!(reply.lines("vary"), ["Origin", "x-tenant"]);
    let twice = request()
        .append_header(("x-tenant", "shop"))
        .append_header(("x-tenant", "shop"));
    for request in [request(), twice] {
        assert!(!send(&app, request).await.allows(SHOP));
    }
}

/// Whether a page may send a PUT to this path of the shop, and read that it isn't authorized.
async fn assert_governs_shop<S, B>(app: &S, path: &str, origin: &str, is_allowed: bool)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let of_shop = |request: TestRequest| request.insert_header((HOST, "shop.example.net"));
    let reply = send(app, of_shop(preflight("PUT", path, origin))).await;
    assert_eq!(reply.allows(origin), is_allowed, "{path} {origin}");
    let reply = send(app, of_shop(request("PUT", path, origin))).await;
    let said = (reply.status, reply.allows(origin));
    assert_eq!(said, (401, is_allowed), "{path} {origin}");
}

async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        return next.call(request).await;
    }
    Err(ErrorUnauthorized("who are you?"))
}

#[actix_web::test]
async fn pages_of_a_tenant_read_the_errors_of_middleware() {
    let app = App::new().configure(routes).wrap(from_fn(authenticate));
    let app = init_service(app.wrap(by_host())).await;
    for (origin, is_allowed) in [(SHOP, true), (BANK, false)] {
        let request = request("GET", "/", origin).insert_header((HOST, "shop.example.net"));
        let reply = send(&app, request).await;
        assert_eq!((reply.status, reply.allows(origin)), (401, is_allowed));
    }
}

#[cors(origins = ["https://bank.example"])]
#[put("/own")]
async fn own() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[actix_web::test]
async fn the_policy_of_a_handler_inside_is_nearer() {
    let app = App::new().service(own).configure(routes);
    let app = init_service(app.wrap(from_fn(authenticate)).wrap(by_host())).await;
    for (path, origin, is_allowed) in [
        ("/own", BANK, true),
        ("/own", SHOP, false),
        ("/", BANK, false),
        ("/", SHOP, true),
    ] {
        assert_governs_shop(&app, path, origin, is_allowed).await;
    }
}

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
    PolicyBy::new([http::header::HOST], |head| match head.host()? {
        "shop.example.net" => Some(&OF_SHOP),
        "bank.example.net" => Some(&OF_BANK),
        _ => None,
    })
});

#[cors(policy_by = TENANTS)]
#[actix_web::route("/notes", method = "GET", method = "PUT", method = "DELETE")]
async fn notes() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// The same, alone and behind other middleware.
#[actix_web::test]
async fn a_handler_has_a_policy_for_each_tenant() {
    static NOBODY: Policy = cors::policy! { origins = ["https://nobody.example"] };
    let alone = init_service(App::new().service(notes)).await;
    let behind = App::new().service(web::scope("").service(notes));
    let behind = behind.wrap(from_fn(authenticate)).wrap(Cors::new(&NOBODY));
    let behind = init_service(behind).await;
    for (host, origin, allowed) in [
        ("shop.example.net", SHOP, &["GET", "PUT"][..]),
        ("shop.example.net", BANK, &[]),
        ("bank.example.net", BANK, &["GET", "PUT"]),
        ("bank.example.net", SHOP, &[]),
        ("example.net", SHOP, &[]),
    ] {
        for method in ["GET", "PUT"] {
            let said = format!("{method} {host} {origin}");
            let is_allowed = allowed.contains(&method);
            let asked = || preflight(method, "/notes", origin).insert_header((HOST, host));
            let actual = || {
                let request = request(method, "/notes", origin).insert_header((HOST, host));
                request.insert_header(("authorization", "me"))
            };
            let reply = send(&alone, asked()).await;
            assert_eq!(reply.allows(origin), is_allowed, "{said}");
            assert_eq!(reply.lines("vary"), ["Origin", "host"], "{said}");
            assert!(
                send(&behind, asked()).await.allows(origin) == is_allowed,
                "{said}"
            );
            // `enforce` of one tenant.
            let status = if host == "bank.example.net" && !is_allowed {
                403
            } else {
                200
            };
            let reply = send(&alone, actual()).await;
            assert_eq!(reply.lines("vary"), ["Origin", "host"], "{said}");
            assert_eq!(
                (reply.status, reply.allows(origin)),
                (status, is_allowed),
                "{said}"
            );
            let reply = send(&behind, actual()).await;
            assert_eq!(
                (reply.status, reply.allows(origin)),
                (status, is_allowed),
                "{said}"
            );
        }
    }
    // DELETE is a method of the route, and this tenant's policy doesn't list it.
    let asked = preflight("DELETE", "/notes", SHOP).insert_header((HOST, "shop.example.net"));
    let reply = send(&alone, asked).await;
    assert_eq!(reply.lines("access-control-allow-methods"), ["GET, PUT"]);
}

fn is_json(context: &GuardContext<'_>) -> bool {
    let content_type = context.head().headers().get("content-type");
    content_type.is_some_and(|value| value == "application/json")
}

static OTHERS: LazyLock<PolicyBy> = LazyLock::new(|| PolicyBy::new([], |_| Some(&OF_SHOP)));

#[cors(policy_by = TENANTS)]
#[put("/kinds", guard = "is_json")]
async fn kind_of_json() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(policy_by = OTHERS)]
#[put("/kinds")]
async fn other_kind() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(policy_by = TENANTS)]
#[put("/same", guard = "is_json")]
async fn same_of_json() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(policy_by = TENANTS)]
#[put("/same", guard = "is_json")]
async fn same_of_others() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[actix_web::test]
async fn handlers_between_which_guards_decide_share_what_chooses_their_policy_or_not() {
    let app = App::new().service(kind_of_json).service(other_kind);
    let app = init_service(app.service(same_of_json).service(same_of_others)).await;
    let of_bank = |path| preflight("PUT", path, BANK).insert_header((HOST, "bank.example.net"));
    // The second one's, which takes the preflight for what it isn't about.
    assert!(!send(&app, of_bank("/kinds")).await.allows(BANK));
    assert!(send(&app, of_bank("/same")).await.allows(BANK));
}

#[actix_web::test]
async fn a_scope_has_a_policy_for_each_tenant_that_those_around_know() {
    static AROUND: Policy = cors::policy! { origins = ["https://bank.example"], methods = [PUT] };
    let scope = web::scope("/shop").route("/notes", web::put().to(HttpResponse::Ok));
    let app = App::new()
        .service(by_host().around(scope))
        .configure(routes);
    let app = init_service(app.wrap(from_fn(authenticate)).wrap(Cors::new(&AROUND))).await;
    for (path, origin, is_allowed) in [
        ("/shop/notes", SHOP, true),
        ("/shop/notes", BANK, false),
        ("/shop/nothing", SHOP, true),
        ("/", BANK, true),
        ("/", SHOP, false),
    ] {
        assert_governs_shop(&app, path, origin, is_allowed).await;
    }
}

#[actix_web::test]
async fn behind_another_policy_the_chosen_one_rejects_what_no_preflight_asked() {
    static AROUND: Policy = cors::policy! { origins = ["https://bank.example"], methods = [PUT] };
    let scope = web::scope("/shop").configure(routes).wrap(by_host());
    let app = App::new().service(scope).wrap(Cors::new(&AROUND));
    let app = init_service(app).await;
    let of_shop = |request: TestRequest| request.insert_header((HOST, "shop.example.net"));
    assert!(
        send(&app, of_shop(request("GET", "/shop", SHOP)))
            .await
            .allows(SHOP)
    );
    let reply = send(
        &app,
        of_shop(request("PUT", "/shop", "https://evil.example")),
    )
    .await;
    assert_eq!(reply.status, 403);
    let reply = send(&app, of_shop(request("PUT", "/shop", BANK))).await;
    assert_eq!((reply.status, reply.allows(BANK)), (403, false));
}

#[actix_web::test]
async fn a_policy_that_is_kept_elsewhere_is_chosen_as_well() {
    static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
        let policy = Policy::try_from(Config::new().origins([SHOP])).unwrap();
        let tenants = HashMap::from([("shop.example.net".to_owned(), Arc::new(policy))]);
        let host = "host".parse().unwrap();
        PolicyBy::new([host], move |head| tenants.get(head.host()?).cloned())
    });
    let app = init_service(App::new().configure(routes).wrap(Cors::new(&*TENANTS))).await;
    let request = request("GET", "/", SHOP).insert_header((HOST, "shop.example.net"));
    assert!(send(&app, request).await.allows(SHOP));
}

#[test]
#[should_panic(expected = "\"x tenant\" isn't the name of a header")]
fn what_cannot_be_a_header_is_not_read() {
    let _ = Cors::by(["x tenant"], |_| None::<&'static Policy>);
}
