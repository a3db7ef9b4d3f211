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

/// As where both policies are fixed.
#[tokio::test]
async fn a_405_is_read_by_the_pages_of_any_policy_of_the_path() {
    const REGION: HeaderName = HeaderName::from_static("x-region");
    static REGIONS: LazyLock<PolicyBy> = LazyLock::new(|| {
        PolicyBy::new([REGION], |head| {
            (head.header(&REGION)? == "admin").then_some(&OF_ADMIN)
        })
    });
    #[cors(policy_by = REGIONS)]
    async fn by_region() {}
    #[cors(policy_by = TENANTS)]
    async fn by_tenant() {}
    #[cors(policy = OF_APP)]
    async fn for_app() {}

    let mixed = || get(for_app).put(by_tenant);
    let reversed = || put(by_tenant).get(for_app);
    let chosen = || get(by_region).put(by_tenant);
    let both = vec!["Origin", "x-tenant"];
    let all = vec!["Origin", "x-region, x-tenant"];
    for (server, vary, is_fixed) in [
        (serve(Router::new().route("/", mixed())).await, &both, true),
        (
            serve(Router::new().route("/", reversed())).await,
            &both,
            true,
        ),
        (
            serve(axum::Router::new().route("/", mixed().into())).await,
            &both,
            true,
        ),
        (serve(Router::new().route("/", chosen())).await, &all, false),
    ] {
        for (tenant, origin, is_allowed) in [
            ("admin", ADMIN, true),
            ("admin", APP, is_fixed),
            ("lost", APP, is_fixed),
            ("app", APP, true),
            ("lost", ADMIN, false),
            ("app", ADMIN, false),
            ("app", EVIL, false),
            ("lost", EVIL, false),
        ] {
            let answer = ask(&server, "POST", "/", origin, tenant).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
            let read = is_allowed.then_some(origin);
            assert_eq!(answer.header(ACAO), read, "{tenant} {origin}");
            assert_eq!(&answer.lines("vary"), vary, "{tenant} {origin}");
            // The console says that no handler takes the method.
            let answer = ask_before(&server, "PATCH", "/", origin, tenant).await;
            assert_eq!(answer.header(ACAO), read, "{tenant} {origin}");
            assert!(!answer.methods().contains(&"PATCH"));
        }
    }
}

#[tokio::test]
async fn a_policy_by_the_path_sees_it_as_it_was_sent() {
    static BY_PATH: LazyLock<PolicyBy> = LazyLock::new(|| {
        PolicyBy::new([], |head| (head.uri().path() == "/in/x").then_some(&OF_APP))
    });
    #[cors(policy_by = BY_PATH)]
    async fn by_path() {}

    let own = || Router::new().route("/x", get(by_path));
    let group = || {
        Router::new()
            .route("/x", get(plain))
            .policy(BY_PATH.clone())
    };
    let axums = || axum::Router::new().route("/x", get(by_path).into());
    for (router, is_whole) in [
        (Router::new().nest("/in", own()).into(), true),
        (Router::new().nest("/in", group()).into(), true),
        // axum's own takes the prefix off before.
        (axum::Router::new().nest("/in", axums()), false),
        (axum::Router::new().nest("/in", own().into()), false),
    ] {
        let server = serve(router).await;
        let read = is_whole.then_some(APP);
        for asked in [request("GET", "/in/x", APP), preflight("GET", "/in/x", APP)] {
            let answer = server.send(asked).await;
            assert_eq!(answer.header(ACAO), read);
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
