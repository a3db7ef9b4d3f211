//! Policies that are chosen by the request.

use std::sync::LazyLock;

use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use cors::axum::{Router, any, cors, delete, get, put};
use cors::{Policy, PolicyBy};
use cors_conformance::{ACAO, ACMA, ADMIN, APP, EVIL, Reply, Server, VARY, preflight, request};
use http::{HeaderName, StatusCode};

use crate::serve;

const TENANT: HeaderName = HeaderName::from_static("x-tenant");

static OF_APP: Policy = cors::policy! {
    origins = ["https://app.example.com"], headers = ["content-type"], max_age = 60
};
static OF_ADMIN: Policy =
    cors::policy! { origins = ["https://admin.example.com"], methods = [PUT, "PURGE"] };
static PUBLIC: Policy = cors::policy! { origins = ["*"] };

fn by_tenant() -> PolicyBy {
    PolicyBy::new([TENANT], |head| {
        match head.header(&TENANT)?.to_str().ok()? {
            "app" => Some(&OF_APP),
            "admin" => Some(&OF_ADMIN),
            "public" => Some(&PUBLIC),
            _ => None,
        }
    })
}

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(by_tenant);

#[cors(policy_by = TENANTS)]
async fn chosen() -> &'static str {
    "chosen"
}

#[cors(policy = OF_APP)]
async fn fixed() {}

async fn plain() -> &'static str {
    "plain"
}

async fn ask(server: &Server, method: &str, path: &str, origin: &str, tenant: &str) -> Reply {
    let request = request(method, path, origin).header(TENANT, tenant);
    server.send(request).await
}

async fn ask_before(
    server: &Server,
    method: &str,
    path: &str,
    origin: &str,
    tenant: &str,
) -> Reply {
    let preflight = preflight(method, path, origin).header(TENANT, tenant);
    server.send(preflight).await
}

async fn assert_chosen(server: &Server, path: &str) {
    for (tenant, reader) in [("app", APP), ("admin", ADMIN), ("lost", "")] {
        for origin in [APP, ADMIN, EVIL] {
            let is_allowed = (origin == reader).then_some(origin);
            let answer = ask(server, "GET", path, origin, tenant).await;
            assert_eq!(answer.header(ACAO), is_allowed, "{path} {tenant} {origin}");
            let vary: Vec<_> = answer.headers.get_all(VARY).iter().collect();
            assert_eq!(vary, ["Origin", "x-tenant"]);
            let answer = ask_before(server, "PUT", path, origin, tenant).await;
            assert_eq!(answer.header(ACAO), is_allowed, "{path} {tenant} {origin}");
            assert_eq!(answer.status.is_success(), is_allowed.is_some());
            let vary: Vec<_> = answer.headers.get_all(VARY).iter().collect();
            assert_eq!(vary, ["Origin", "x-tenant"]);
        }
    }
    let public = ask(server, "GET", path, EVIL, "public").await;
    assert_eq!(
        (public.header(ACAO), public.header(VARY)),
        (Some("*"), Some("x-tenant"))
    );
}

#[tokio::test]
async fn a_handlers_policy_is_chosen_by_the_request() {
    let routes = || get(chosen).put(chosen);
    for server in [
        serve(Router::new().route("/", routes())).await,
        serve(axum::Router::new().route("/", routes().into())).await,
        serve(axum::Router::new().route("/", MethodRouter::from(any(chosen)))).await,
        serve(Router::new().route("/", any(chosen))).await,
    ] {
        assert_chosen(&server, "/").await;
    }
}

#[tokio::test]
async fn a_groups_policy_is_chosen_by_the_request() {
    async fn reject(_: axum::extract::Request, _: Next) -> impl IntoResponse {
        StatusCode::UNAUTHORIZED
    }
    let inner = Router::new().route("/x", get(plain)).policy(by_tenant());
    let router = Router::new()
        .route("/", get(plain).put(plain))
        .route("/own", get(fixed))
        .nest("/in", inner)
        .layer(from_fn(reject))
        .policy(by_tenant());
    let server = serve(router).await;
    // In front of the layer, and for the 404 and 405, too.
    for path in ["/", "/in/x", "/in/lost", "/lost"] {
        assert_chosen(&server, path).await;
    }
    // A handler's own policy is nearer.
    let answer = ask(&server, "GET", "/own", APP, "admin").await;
    assert_eq!(
        (answer.header(ACAO), answer.header(VARY)),
        (Some(APP), Some("Origin"))
    );
}

#[tokio::test]
async fn the_chosen_policy_gets_the_methods_of_the_route() {
    let router = Router::new()
        .route("/both", get(chosen).put(chosen).delete(chosen))
        .route("/mixed", put(chosen).get(fixed))
        .route("/any", any(chosen).delete(plain));
    let server = serve(router).await;
    let answer = ask_before(&server, "PUT", "/both", APP, "app").await;
    assert_eq!(answer.methods(), ["DELETE", "GET", "PUT"]);
    assert_eq!(answer.header(ACMA), Some("60"));
    // What the policy doesn't list stays closed.
    let answer = ask_before(&server, "DELETE", "/both", ADMIN, "admin").await;
    assert_eq!(answer.methods(), ["GET", "PUT"]);
    // Beside another policy nothing is cached.
    let answer = ask_before(&server, "PUT", "/mixed", APP, "app").await;
    assert_eq!(
        (answer.methods(), answer.header(ACMA)),
        (vec!["PUT"], Some("0"))
    );
    let answer = ask_before(&server, "PURGE", "/any", ADMIN, "admin").await;
    assert!(answer.methods().contains(&"PURGE"));
    ask_before(&server, "DELETE", "/any", APP, "app")
        .await
        .assert_refused();
}

#[tokio::test]
async fn no_chosen_policy_opens_a_handler_beside_it() {
    let router = Router::new().route("/", get(chosen).merge(delete(plain)));
    let server = serve(router).await;
    for tenant in ["app", "admin", "public", "lost"] {
        for origin in [APP, ADMIN, EVIL] {
            let answer = ask_before(&server, "DELETE", "/", origin, tenant).await;
            answer.assert_refused();
        }
    }
}

#[test]
fn it_is_listed() {
    let router: Router = Router::new()
        .route("/own", get(chosen))
        .route("/group", get(plain))
        .policy(by_tenant());
    assert_eq!(
        router.to_string(),
        "GET  /own    policy_by [\"x-tenant\"]\nGET  /group  group: policy_by [\"x-tenant\"]\n"
    );
}
