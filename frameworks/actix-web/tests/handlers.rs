//! Handlers with the attribute: whose policy answers which preflight, and which responses a page can read.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use actix_http::Request;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorUnauthorized, InternalError};
use actix_web::guard::GuardContext;
use actix_web::http::StatusCode;
use actix_web::middleware::{ErrorHandlers, Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{
    App, Error, HttpRequest, HttpResponse, Responder, delete, get, options, post, put, route,
    routes, scope, web,
};
use cors::Policy;
use cors::actix_web::{Cors, cors};

const APP: &str = "https://app.example.com";
const ADMIN: &str = "https://admin.example.com";
const EVIL: &str = "https://evil.example";

/// What a page of an origin got.
#[derive(Debug, PartialEq)]
struct Reply {
    status: u16,
    /// Who may read it.
    origin: Option<String>,
    methods: Option<String>,
    max_age: Option<String>,
    body: String,
}

macro_rules! app {
    ($($call:tt)*) => { init_service(App::new() $($call)*).await };
}

async fn send<S, B, E>(app: &S, request: TestRequest) -> Reply
where
    S: Service<Request, Response = ServiceResponse<B>, Error = E>,
    B: MessageBody + 'static,
    E: Into<Error>,
{
    let response = match app.call(request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        // As the server does.
        Err(error) => error.into().error_response(),
    };
    let header = |name| {
        let mut lines = response.headers().get_all(name);
        let line = lines.next().map(|line| line.to_str().unwrap().to_owned());
        assert_eq!(lines.next(), None, "{name} stands twice");
        line
    };
    Reply {
        status: response.status().as_u16(),
        origin: header("access-control-allow-origin"),
        methods: header("access-control-allow-methods"),
        max_age: header("access-control-max-age"),
        body: {
            let body = actix_web::body::to_bytes(response.into_body()).await;
            let body = body.unwrap_or_default();
            String::from_utf8(body.to_vec()).unwrap()
        },
    }
}

fn request(method: &str, path: &str, origin: &str) -> TestRequest {
    let request = TestRequest::with_uri(path).method(method.parse().unwrap());
    request.insert_header(("origin", origin))
}

fn preflight(method: &str, path: &str, origin: &str) -> TestRequest {
    request("OPTIONS", path, origin).insert_header(("access-control-request-method", method))
}

/// The methods that a preflight allows; none if it is rejected.
async fn allowed<S, B, E>(app: &S, method: &str, path: &str, origin: &str) -> Option<String>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = E>,
    B: MessageBody + 'static,
    E: Into<Error>,
{
    let reply = send(app, preflight(method, path, origin)).await;
    let is_allowed = reply.status == 204 && reply.origin.as_deref() == Some(origin);
    is_allowed.then(|| reply.methods.unwrap_or_default())
}

/// The status and the body of a response, if the page may read it.
async fn read<S, B, E>(app: &S, request: TestRequest) -> Result<(u16, String), u16>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = E>,
    B: MessageBody + 'static,
    E: Into<Error>,
{
    let reply = send(app, request).await;
    match reply.origin {
        Some(_) => Ok((reply.status, reply.body)),
        None => Err(reply.status),
    }
}

#[cors(origins = ["https://app.example.com"])]
#[get("/notes")]
async fn list() -> impl Responder {
    "notes"
}

/// Creates a note.
#[cors(origins = ["https://admin.example.com"], headers = ["content-type"], credentials, max_age = 60)]
#[post("/notes")]
async fn create(note: web::Json<String>) -> Result<HttpResponse, Error> {
    if note.is_empty() {
        let error = InternalError::new("empty", StatusCode::UNPROCESSABLE_ENTITY);
        return Err(error.into());
    }
    Ok(HttpResponse::Created().body(note.into_inner()))
}

#[delete("/notes")]
async fn remove() -> impl Responder {
    "removed"
}

#[cors(none)]
#[put("/notes")]
async fn replace() -> impl Responder {
    "replaced"
}

#[actix_web::test]
async fn each_handler_of_a_path_answers_its_own_preflights() {
    let app = app!(.service(list).service(create).service(remove).service(replace));
    assert_eq!(allowed(&app, "GET", "/notes", APP).await.unwrap(), "GET");
    assert_eq!(allowed(&app, "GET", "/notes", ADMIN).await, None);
    assert_eq!(
        allowed(&app, "POST", "/notes", ADMIN).await.unwrap(),
        "POST"
    );
    assert_eq!(allowed(&app, "POST", "/notes", APP).await, None);
    for method in ["DELETE", "PUT", "PATCH", "", "get"] {
        for origin in [APP, ADMIN, EVIL] {
            assert_eq!(
                allowed(&app, method, "/notes", origin).await,
                None,
                "{method}"
            );
        }
    }
    assert_eq!(
        read(&app, request("GET", "/notes", APP)).await,
        Ok((200, "notes".into()))
    );
    assert_eq!(read(&app, request("GET", "/notes", ADMIN)).await, Err(200));
    let removed = send(&app, request("DELETE", "/notes", APP)).await;
    assert_eq!((removed.status, removed.origin), (200, None));
}

#[actix_web::test]
async fn a_preflight_is_not_cached_where_another_handler_of_the_path_has_another_policy() {
    let alone = app!(.service(create));
    let beside = app!(.service(create).service(list));
    let max_age = async |app| {
        let reply = send(app, preflight("POST", "/notes", ADMIN)).await;
        reply.max_age
    };
    assert_eq!(max_age(&alone).await.as_deref(), Some("60"));
    assert_eq!(max_age(&beside).await.as_deref(), Some("0"));
}

#[actix_web::test]
async fn a_page_reads_the_errors_of_the_handler_and_of_its_extractors() {
    let app = app!(.service(create));
    let post =
        || request("POST", "/notes", ADMIN).insert_header(("content-type", "application/json"));
    assert_eq!(
        read(&app, post().set_payload("\"a\"")).await,
        Ok((201, "a".into()))
    );
    assert_eq!(
        read(&app, post().set_payload("\"\"")).await,
        Ok((422, "empty".into()))
    );
    assert_eq!(read(&app, post().set_payload("{")).await.unwrap().0, 400);
    let app = app!(.app_data(web::JsonConfig::default().limit(1)).service(create));
    assert_eq!(
        read(&app, post().set_payload("\"a long one\""))
            .await
            .unwrap()
            .0,
        413
    );
}

/// As middleware for authentication: it rejects, with an `Err` or a response.
async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    match request.headers().get("authorization") {
        Some(_) => Ok(next.call(request).await?.map_into_left_body()),
        None if request.headers().contains_key("x-respond") => {
            let response = HttpResponse::Unauthorized().body("who are you?");
            Ok(request.into_response(response).map_into_right_body())
        }
        None => Err(ErrorUnauthorized("who are you?")),
    }
}

#[cors(origins = ["https://app.example.com"], headers = ["authorization"])]
#[get("/secret", wrap = "from_fn(authenticate)")]
async fn secret() -> impl Responder {
    "secret"
}

#[actix_web::test]
async fn middleware_around_the_handler_lets_preflights_pass_and_its_errors_be_read() {
    let app = app!(.service(secret));
    assert!(allowed(&app, "GET", "/secret", APP).await.is_some());
    let unauthorized = Ok((401, "who are you?".to_owned()));
    let get = || request("GET", "/secret", APP);
    assert_eq!(read(&app, get()).await, unauthorized);
    assert_eq!(
        read(&app, get().insert_header(("x-respond", "1"))).await,
        unauthorized
    );
    let signed_in = get().insert_header(("authorization", "me"));
    assert_eq!(read(&app, signed_in).await, Ok((200, "secret".into())));
    assert_eq!(read(&app, request("GET", "/secret", EVIL)).await, Err(401));
}

static GROUP: Policy =
    cors::policy! { origins = ["https://admin.example.com"], methods = [PUT, DELETE] };

#[actix_web::test]
async fn a_policy_around_an_app_stands_in_front_of_its_middleware_for_all_handlers() {
    let app = app!(
        .service(web::scope("/api").service(list).service(secret).service(remove).service(replace))
        .wrap(from_fn(authenticate))
        .wrap(Cors::new(&GROUP))
    );
    // The handler's policy is nearer than the group's, for preflights too.
    assert!(allowed(&app, "GET", "/api/notes", APP).await.is_some());
    assert_eq!(allowed(&app, "GET", "/api/notes", ADMIN).await, None);
    assert_eq!(
        allowed(&app, "PUT", "/api/notes", ADMIN).await,
        None,
        "it has none"
    );
    assert!(
        allowed(&app, "DELETE", "/api/notes", ADMIN)
            .await
            .unwrap()
            .contains("DELETE")
    );
    assert_eq!(allowed(&app, "DELETE", "/api/notes", APP).await, None);
    // Somebody in between responds.
    let unauthorized = Ok((401, "who are you?".to_owned()));
    for path in ["/api/notes", "/api/secret"] {
        assert_eq!(read(&app, request("GET", path, APP)).await, unauthorized);
        assert_eq!(read(&app, request("GET", path, ADMIN)).await, Err(401));
    }
    assert_eq!(
        read(&app, request("DELETE", "/api/notes", ADMIN)).await,
        unauthorized
    );
    assert_eq!(
        read(&app, request("GET", "/nowhere", ADMIN)).await,
        unauthorized
    );
    let signed_in =
        |method, path, origin| request(method, path, origin).insert_header(("authorization", "me"));
    assert_eq!(
        read(&app, signed_in("GET", "/api/notes", APP)).await,
        Ok((200, "notes".into()))
    );
    assert_eq!(
        read(&app, signed_in("GET", "/api/notes", ADMIN)).await,
        Err(200)
    );
    assert_eq!(
        read(&app, signed_in("PUT", "/api/notes", ADMIN)).await,
        Err(200)
    );
    assert_eq!(
        read(&app, signed_in("DELETE", "/api/notes", ADMIN)).await,
        Ok((200, "removed".into()))
    );
    assert_eq!(
        read(&app, signed_in("GET", "/nowhere", ADMIN))
            .await
            .unwrap()
            .0,
        404
    );
}

#[actix_web::test]
async fn a_response_that_middleware_in_between_makes_anew_has_the_handlers_headers() {
    let anew = ErrorHandlers::new().default_handler(|response: ServiceResponse<_>| {
        let (request, _) = response.into_parts();
        let other = HttpResponse::BadRequest()
            .body("anew")
            .map_into_right_body();
        let response = ServiceResponse::new(request, other);
        Ok(actix_web::middleware::ErrorHandlerResponse::Response(
            response,
        ))
    });
    let app = app!(.service(create).wrap(anew).wrap(Cors::new(&GROUP)));
    let post = |origin| request("POST", "/notes", origin);
    assert_eq!(read(&app, post(ADMIN)).await, Ok((400, "anew".into())));
    assert_eq!(read(&app, post(APP)).await, Err(400));
}

#[cors(origins = ["https://app.example.com"])]
#[route("/many", method = "GET", method = "PUT", method = "PURGE")]
async fn many(request: HttpRequest) -> String {
    request.method().to_string()
}

#[cors(origins = ["https://app.example.com"])]
#[routes]
#[get("/here", name = "here")]
#[get("/there/{id:[0-9]+}")]
#[delete("/there/{id:[0-9]+}")]
async fn several() -> impl Responder {
    "several"
}

#[actix_web::test]
async fn route_with_methods_and_routes_have_one_policy() {
    let app = app!(.service(many).service(several));
    for method in ["GET", "PUT", "PURGE"] {
        let methods = allowed(&app, method, "/many", APP).await.unwrap();
        assert_eq!(methods, "GET, PUT, PURGE");
        assert_eq!(
            read(&app, request(method, "/many", APP)).await,
            Ok((200, method.into()))
        );
    }
    assert_eq!(allowed(&app, "GET", "/here", APP).await.unwrap(), "GET");
    assert_eq!(allowed(&app, "DELETE", "/here", APP).await, None);
    assert_eq!(
        allowed(&app, "DELETE", "/there/7", APP).await.unwrap(),
        "DELETE, GET"
    );
    assert_eq!(allowed(&app, "DELETE", "/there/x", APP).await, None);
}

#[scope("/v1")]
mod v1 {
    use super::*;

    #[cors(origins = ["https://app.example.com"])]
    #[get("/user/{id}")]
    pub async fn user(request: HttpRequest) -> String {
        request.match_info()["id"].to_owned()
    }
}

#[actix_web::test]
async fn scopes_of_either_kind_are_in_front_of_the_path() {
    let app = app!(
        .service(web::scope("/{tenant}/api").service(v1::user))
        .service(v1::user)
        .wrap(from_fn(authenticate))
        .wrap(Cors::new(&GROUP))
    );
    for path in ["/v1/user/7", "/acme/api/v1/user/7"] {
        assert!(allowed(&app, "GET", path, APP).await.is_some(), "{path}");
        assert_eq!(allowed(&app, "GET", path, ADMIN).await, None, "{path}");
        assert_eq!(read(&app, request("GET", path, APP)).await.unwrap().0, 401);
        let signed_in = request("GET", path, APP).insert_header(("authorization", "me"));
        assert_eq!(read(&app, signed_in).await, Ok((200, "7".into())));
    }
}

#[cors(origins = ["https://app.example.com"])]
#[get("/links/{id}", name = "link")]
async fn link(request: HttpRequest) -> String {
    request.url_for("link", ["8"]).unwrap().path().to_owned()
}

#[actix_web::test]
async fn the_names_of_resources_are_the_users() {
    let app = app!(.service(web::scope("/api").service(link)));
    assert_eq!(
        read(&app, request("GET", "/api/links/7", APP)).await,
        Ok((200, "/api/links/8".into()))
    );
}

/// With the attribute as without it: no lint of the user's fires, and no name of his is in the way.
mod in_a_strict_crate {
    #![forbid(dead_code)]
    #![deny(warnings)]

    use actix_web::{Responder, get, routes};
    use cors::actix_web::cors;
    use tracing::instrument as trace;

    #[cors(none)]
    #[trace(skip_all)]
    #[get("/str")]
    pub(super) async fn str() -> impl Responder {
        "str"
    }

    #[cors(none)]
    #[get("/Name")]
    #[allow(non_snake_case)]
    pub(super) async fn Name() -> impl Responder {
        "name"
    }

    #[cors(none)]
    #[routes]
    #[get("/fn")]
    #[put("/fn")]
    #[tracing::instrument]
    pub(super) async fn r#fn() -> impl Responder {
        "fn"
    }
}

#[actix_web::test]
async fn handlers_have_any_name_and_any_other_attribute() {
    use in_a_strict_crate::{Name, r#fn, str};
    let app = app!(.service(str).service(r#fn).service(Name));
    for (path, body) in [("/str", "str"), ("/fn", "fn"), ("/Name", "name")] {
        let reply = send(&app, request("GET", path, EVIL)).await;
        assert_eq!(
            (reply.status, &*reply.body, reply.origin),
            (200, body, None)
        );
    }
}

#[cors(origins = ["*"])]
#[get("/partly")]
async fn governed_part() -> impl Responder {
    "governed"
}

/// On the path of a handler with the attribute as on any other.
#[actix_web::test]
async fn of_what_has_no_policy_a_middleware_opens_the_methods_that_its_policy_lists() {
    static NONE: Policy =
        cors::policy! { origins = ["https://app.example.com"], headers = ["x-a"], max_age = 60 };
    static PUTS: Policy = cors::policy! {
        origins = ["https://app.example.com"], methods = [PUT], headers = ["x-a"], max_age = 60
    };
    static ALL: Policy = cors::policy! { origins = ["https://app.example.com"], methods = ["*"] };
    let routes = |config: &mut web::ServiceConfig| {
        let plain = || web::route().to(async || "plain");
        config.service(governed_part);
        config.service(web::resource("/partly").route(plain()));
        config.service(web::resource("/plain").route(plain()));
    };
    for (policy, opened) in [
        (&NONE, &["POST"][..]),
        (&PUTS, &["POST", "PUT"]),
        (&ALL, &["POST", "PUT", "DELETE"]),
    ] {
        let tenants = Cors::by(["host"], move |_| Some(policy));
        for cors in [Cors::new(policy), tenants] {
            let app = app!(.configure(routes).wrap(cors));
            for path in ["/partly", "/plain"] {
                for method in ["POST", "PUT", "DELETE"] {
                    let reply = send(&app, preflight(method, path, APP)).await;
                    let methods = reply.methods.clone().unwrap_or_default();
                    let is_open = reply.origin.is_some()
                        && (method == "POST" || methods == "*" || methods.contains(method));
                    let said = format!("{method} {path} {reply:?}");
                    assert_eq!(is_open, opened.contains(&method), "{said}");
                    // Else a browser would take the header for allowed on the other handler.
                    if path == "/partly" && reply.origin.is_some() && !std::ptr::eq(policy, &ALL) {
                        assert_eq!(reply.max_age.as_deref(), Some("0"), "{said}");
                    }
                }
            }
        }
    }
}

fn is_json(context: &GuardContext<'_>) -> bool {
    let kind = context.head().headers().get("content-type");
    kind.is_some_and(|kind| kind == "application/json")
}

fn is_for_admins(context: &GuardContext<'_>) -> bool {
    let host = context.head().headers().get("host");
    host.is_some_and(|host| host == "admin.example.net")
}

fn is_for_others(context: &GuardContext<'_>) -> bool {
    !is_for_admins(context)
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
#[put("/json", guard = "is_json")]
async fn json() -> impl Responder {
    "json"
}

#[cors(origins = ["https://admin.example.com"], headers = ["content-type"], max_age = 60)]
#[put("/hosts", guard = "is_for_admins")]
async fn for_admins() -> impl Responder {
    "admins"
}

#[cors(origins = ["https://app.example.com"])]
#[put("/hosts", guard = "is_for_others")]
async fn for_others() -> impl Responder {
    "others"
}

#[cors(origins = ["https://app.example.com"])]
#[put("/kinds", guard = "is_json")]
async fn kind_of_json() -> impl Responder {
    "json"
}

#[cors(origins = ["https://admin.example.com"])]
#[put("/kinds", guard = "is_admin_token")]
async fn kind_of_token() -> impl Responder {
    "token"
}

#[cors(policy = GROUP)]
#[put("/same", guard = "is_json")]
async fn same_of_json() -> impl Responder {
    "json"
}

#[cors(policy = GROUP)]
#[put("/same", guard = "is_admin_token")]
async fn same_of_token() -> impl Responder {
    "token"
}

fn is_admin_token(context: &GuardContext<'_>) -> bool {
    context.head().headers().contains_key("x-token")
}

#[actix_web::test]
async fn guards_decide_between_handlers_where_they_can_and_else_no_preflight_is_allowed() {
    for is_behind in [false, true] {
        let handlers = |config: &mut web::ServiceConfig| {
            config.service(json).service(for_admins).service(for_others);
            config.service(kind_of_json).service(kind_of_token);
            config.service(same_of_json).service(same_of_token);
        };
        let cors = actix_web::middleware::Condition::new(is_behind, Cors::new(&GROUP));
        let app = app!(.configure(handlers).wrap(cors));
        // A guard that no preflight could pass.
        assert!(allowed(&app, "PUT", "/json", APP).await.is_some());
        let get = |host, origin| preflight("PUT", "/hosts", origin).insert_header(("host", host));
        for (host, origin, is_allowed) in [
            ("admin.example.net", ADMIN, true),
            ("admin.example.net", APP, false),
            ("example.net", APP, true),
            ("example.net", ADMIN, false),
        ] {
            let reply = send(&app, get(host, origin)).await;
            assert_eq!(reply.origin.is_some(), is_allowed, "{host} {origin}");
            assert_eq!(reply.status, if is_allowed { 204 } else { 403 });
            // A cache would allow the header to the other handler, too.
            let cached = (is_allowed && origin == ADMIN).then_some("0");
            assert_eq!(reply.max_age.as_deref(), cached);
        }
        for origin in [APP, ADMIN] {
            assert_eq!(allowed(&app, "PUT", "/kinds", origin).await, None);
        }
        // Whichever it is, the policy is the same.
        assert!(allowed(&app, "PUT", "/same", ADMIN).await.is_some());
    }
}

#[cors(origins = ["https://admin.example.com"])]
#[options("/notes")]
async fn choices() -> impl Responder {
    "choices"
}

#[actix_web::test]
async fn a_handler_of_options_takes_no_preflight_for_others() {
    for is_first in [false, true] {
        let app = if is_first {
            app!(.service(choices).service(list))
        } else {
            app!(.service(list).service(choices))
        };
        assert!(allowed(&app, "GET", "/notes", APP).await.is_some());
        assert_eq!(allowed(&app, "GET", "/notes", ADMIN).await, None);
        assert_eq!(
            allowed(&app, "OPTIONS", "/notes", ADMIN).await.unwrap(),
            "OPTIONS"
        );
        assert_eq!(
            read(&app, request("OPTIONS", "/notes", ADMIN)).await,
            Ok((200, "choices".into()))
        );
        let reply = send(&app, preflight("DELETE", "/notes", ADMIN)).await;
        assert_ne!(reply.body, "choices");
    }
}

static ELSEWHERE: Policy = cors::policy! { origins = ["https://app.example.com"], methods = [PUT] };

#[cors(policy = ELSEWHERE)]
#[put("/elsewhere")]
async fn elsewhere() -> impl Responder {
    "elsewhere"
}

#[cors(policy = ELSEWHERE)]
#[delete("/elsewhere")]
async fn unlisted() -> impl Responder {
    "unlisted"
}

#[actix_web::test]
async fn a_policy_may_be_defined_elsewhere() {
    let app = app!(.service(elsewhere));
    assert_eq!(
        allowed(&app, "PUT", "/elsewhere", APP).await.unwrap(),
        "PUT"
    );
}

#[actix_web::test]
#[should_panic(expected = "handler registered for DELETE, but its policy lists only PUT")]
async fn a_policy_that_leaves_the_method_out_is_a_mistake_when_the_app_is_built() {
    app!(.service(unlisted));
}

#[cors(origins = ["https://app.example.com"], enforce)]
#[get("/enforced")]
async fn enforced() -> impl Responder {
    "enforced"
}

#[actix_web::test]
async fn enforce_keeps_the_handler_from_running() {
    let app = app!(.service(enforced));
    assert_eq!(
        read(&app, request("GET", "/enforced", APP)).await,
        Ok((200, "enforced".into()))
    );
    let reply = send(&app, request("GET", "/enforced", EVIL)).await;
    assert_eq!((reply.status, &*reply.body), (403, ""));
}

#[actix_web::test]
async fn of_two_policies_the_nearer_one_decides_about_a_response_and_rejects_what_no_preflight_asked()
 {
    static OUTER: Policy = cors::policy! { origins = ["https://app.example.com"], methods = [PUT] };
    let scope = web::scope("/admin")
        .route("/x", web::put().to(HttpResponse::Ok))
        .route("/x", web::get().to(HttpResponse::Ok));
    let app = app!(.service(scope.wrap(Cors::new(&GROUP))).wrap(Cors::new(&OUTER)));
    assert_eq!(
        read(&app, request("GET", "/admin/x", ADMIN))
            .await
            .unwrap()
            .0,
        200
    );
    assert_eq!(read(&app, request("GET", "/admin/x", APP)).await, Err(200));
    // The outer policy has answered the preflight.
    assert_eq!(read(&app, request("PUT", "/admin/x", APP)).await, Err(403));
    assert_eq!(
        read(&app, request("PUT", "/admin/x", ADMIN))
            .await
            .unwrap()
            .0,
        200
    );
}

#[actix_web::test]
async fn two_apps_on_a_thread_have_nothing_to_do_with_each_other() {
    let one = app!(.service(list).wrap(Cors::new(&GROUP)));
    let other =
        app!(.service(web::resource("/notes").get(HttpResponse::Ok)).wrap(Cors::new(&GROUP)));
    assert!(allowed(&one, "GET", "/notes", APP).await.is_some());
    assert_eq!(allowed(&other, "GET", "/notes", APP).await, None);
    assert!(allowed(&other, "GET", "/notes", ADMIN).await.is_some());
}

#[actix_web::test]
async fn a_scope_is_a_group_and_the_nearest_one_answers_its_preflights() {
    static OUTER: Policy = cors::policy! { origins = ["https://app.example.com"], methods = [PUT] };
    static DEEP: Policy = cors::policy! { origins = ["https://deep.example.com"], methods = [PUT] };
    const DEEP_ORIGIN: &str = "https://deep.example.com";
    let deep = web::scope("/deep").route("/x", web::put().to(HttpResponse::Ok));
    let scope = web::scope("/{tenant}")
        .service(Cors::new(&DEEP).around(deep))
        .service(list)
        .route("/x", web::put().to(HttpResponse::Ok))
        .wrap(from_fn(authenticate));
    let app = app!(
        .service(Cors::new(&GROUP).around(scope))
        .wrap(from_fn(authenticate))
        .wrap(Cors::new(&OUTER))
    );
    for (path, owner) in [
        ("/acme/deep/x", DEEP_ORIGIN),
        ("/acme/x", ADMIN),
        ("/acme/nowhere", ADMIN),
        ("/", APP),
    ] {
        for origin in [APP, ADMIN, DEEP_ORIGIN] {
            let is_allowed = allowed(&app, "PUT", path, origin).await.is_some();
            assert_eq!(is_allowed, origin == owner, "{path} {origin}");
            let put = request("PUT", path, origin);
            let unauthorized = read(&app, put).await;
            assert_eq!(unauthorized.is_ok(), origin == owner, "{path} {origin}");
            let put = request("PUT", path, origin).insert_header(("authorization", "me"));
            assert_eq!(
                read(&app, put).await.is_ok(),
                origin == owner,
                "{path} {origin}"
            );
        }
    }
    assert!(allowed(&app, "GET", "/acme/notes", APP).await.is_some());
    assert_eq!(allowed(&app, "GET", "/acme/notes", ADMIN).await, None);
    // Another method of the path is the group's.
    assert!(allowed(&app, "PUT", "/acme/notes", ADMIN).await.is_some());
    assert_eq!(allowed(&app, "PUT", "/acme/notes", APP).await, None);
}

#[actix_web::test]
async fn scopes_with_guards_of_their_own_open_nothing_for_each_other() {
    static ONE: Policy = cors::policy! { origins = ["https://app.example.com"], methods = [PUT] };
    for is_behind in [false, true] {
        let host = |host: &'static str| actix_web::guard::Host(host);
        let one = web::scope("")
            .guard(host("one.example.net"))
            .service(for_admins_only);
        let two = web::scope("")
            .guard(host("two.example.net"))
            .service(for_the_app_only);
        let groups = web::scope("/groups").guard(host("one.example.net"));
        let others = web::scope("/groups").guard(host("two.example.net"));
        let app = app!(
            .service(Cors::new(&ONE).around(groups))
            .service(Cors::new(&GROUP).around(others))
            .service(one)
            .service(two)
            .wrap(actix_web::middleware::Condition::new(is_behind, Cors::new(&GROUP)))
        );
        for (host, owner) in [("one.example.net", ADMIN), ("two.example.net", APP)] {
            for origin in [ADMIN, APP] {
                let asked = preflight("PUT", "/only", origin).insert_header(("host", host));
                let reply = send(&app, asked).await;
                // The policy in front can't tell the two apart, and opens neither.
                let expected = !is_behind && origin == owner;
                assert_eq!(
                    reply.origin.is_some(),
                    expected,
                    "{host} {origin} {is_behind}"
                );
                let put = request("PUT", "/only", origin).insert_header(("host", host));
                assert_eq!(
                    read(&app, put).await.is_ok(),
                    origin == owner,
                    "{host} {origin}"
                );
            }
        }
        if is_behind {
            for origin in [ADMIN, APP] {
                assert_eq!(allowed(&app, "PUT", "/groups/x", origin).await, None);
            }
        }
    }
}

#[cors(origins = ["https://admin.example.com"])]
#[put("/only")]
async fn for_admins_only() -> impl Responder {
    "admins"
}

#[cors(origins = ["https://app.example.com"])]
#[put("/only")]
async fn for_the_app_only() -> impl Responder {
    "app"
}

#[cors(origins = ["https://app.example.com"])]
#[utoipa::path(get, path = "/documented", responses((status = 200, description = "A text.")))]
#[tracing::instrument]
#[get("/documented")]
#[allow(clippy::unused_async)]
async fn documented() -> impl Responder {
    "documented"
}

#[utoipa::path(get, path = "/instrumented", responses((status = 200, description = "A text.")))]
#[cors(origins = ["https://app.example.com", #[cfg(not(test))] "https://other.example.com"])]
#[get("/instrumented")]
#[tracing::instrument(skip_all)]
async fn instrumented(request: HttpRequest) -> impl Responder {
    request.path().to_owned()
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(documented, instrumented))]
struct Documentation;

#[actix_web::test]
async fn other_attributes_see_the_function_as_it_was_written() {
    let app = app!(.service(documented).service(instrumented));
    assert_eq!(
        read(&app, request("GET", "/documented", APP)).await,
        Ok((200, "documented".into()))
    );
    assert!(allowed(&app, "GET", "/instrumented", APP).await.is_some());
    let paths = <Documentation as utoipa::OpenApi>::openapi().paths.paths;
    assert!(paths["/documented"].get.is_some() && paths["/instrumented"].get.is_some());
}

static LIVE: cors::LiveOrigins = cors::LiveOrigins::new();

#[cors(origins = ["https://app.example.com", LIVE])]
#[get("/deployed")]
async fn deployed() -> impl Responder {
    "deployed"
}

#[actix_web::test]
async fn origins_can_be_replaced_while_the_app_runs() {
    static AROUND: Policy = cors::policy! { origins = LIVE };
    let app = app!(.service(deployed).wrap(Cors::new(&AROUND)));
    let both = async || {
        let handler = allowed(&app, "GET", "/deployed", ADMIN).await.is_some();
        (
            handler,
            read(&app, request("GET", "/nowhere", ADMIN)).await.is_ok(),
        )
    };
    assert_eq!(both().await, (false, false));
    LIVE.set(ADMIN.parse().unwrap()).unwrap();
    assert_eq!(both().await, (true, true));
    LIVE.set(EVIL.parse().unwrap()).unwrap();
    assert_eq!(both().await, (false, false));
}

#[actix_web::test]
async fn a_path_without_a_slash_and_an_empty_one_are_those_of_actix_web() {
    #[cors(origins = ["https://app.example.com"])]
    #[get("")]
    async fn empty() -> &'static str {
        "empty"
    }
    #[cors(origins = ["https://app.example.com"])]
    #[get("plain")]
    async fn plain() -> &'static str {
        "plain"
    }
    let scope = || web::scope("/scope").service(empty).service(plain);
    let app = app!(.service(scope()).service(plain).wrap(Cors::new(&GROUP)));
    for (path, body) in [
        ("/scope", "empty"),
        ("/scope/plain", "plain"),
        ("/plain", "plain"),
    ] {
        assert!(allowed(&app, "GET", path, APP).await.is_some(), "{path}");
        assert_eq!(allowed(&app, "GET", path, ADMIN).await, None, "{path}");
        assert_eq!(
            read(&app, request("GET", path, APP)).await,
            Ok((200, body.into()))
        );
    }
}

#[cors(origins = ["*"])]
#[get("/users/{name}")]
async fn user_of_all() -> impl Responder {
    "user"
}

#[cors(origins = ["*"])]
#[put("/users/{name}")]
async fn rename_of_all() -> impl Responder {
    "renamed"
}

/// A handler without the attribute, whose guard lets preflights pass to what is behind it.
#[put("/users/me")]
async fn rename_me() -> impl Responder {
    "me"
}

#[actix_web::test]
async fn a_pattern_that_overlaps_opens_nothing_of_a_handler_without_a_policy() {
    let me = || web::resource("/users/me").route(web::get().to(async || "me"));
    let app = app!(.service(me()).service(user_of_all).wrap(Cors::new(&GROUP)));
    assert_eq!(
        read(&app, request("GET", "/users/me", EVIL)).await,
        Err(200)
    );
    assert_eq!(allowed(&app, "GET", "/users/me", EVIL).await, None);
    assert_eq!(
        read(&app, request("GET", "/users/me", ADMIN)).await,
        Ok((200, "me".into()))
    );
    assert_eq!(
        read(&app, request("GET", "/users/you", EVIL)).await,
        Ok((200, "user".into()))
    );
    for is_behind in [false, true] {
        let cors = actix_web::middleware::Condition::new(is_behind, Cors::new(&GROUP));
        let app = app!(.service(rename_me).service(rename_of_all).wrap(cors));
        assert_eq!(allowed(&app, "PUT", "/users/me", EVIL).await, None);
        let you = send(&app, preflight("PUT", "/users/you", EVIL)).await;
        assert_eq!((you.status, you.origin.as_deref()), (204, Some("*")));
    }
}

#[actix_web::test]
async fn one_of_several_patterns_of_a_resource_is_not_that_of_a_handler() {
    let plain =
        web::resource(["/users/{name}", "/me/{name}"]).route(web::get().to(async || "plain"));
    let scope = web::scope("/{tenant}").service(plain).service(user_of_all);
    let app = app!(.service(scope).wrap(Cors::new(&GROUP)));
    assert_eq!(
        read(&app, request("GET", "/acme/me/x", EVIL)).await,
        Err(200)
    );
    assert_eq!(allowed(&app, "GET", "/acme/me/x", EVIL).await, None);
}

#[actix_web::test]
async fn a_handler_of_head_without_a_policy_is_not_that_of_get() {
    let head = web::resource("/users/{name}").route(web::head().to(HttpResponse::Ok));
    let app = app!(.service(user_of_all).service(head).wrap(Cors::new(&GROUP)));
    for (origin, is_allowed) in [(EVIL, false), (ADMIN, true)] {
        let reply = read(&app, request("HEAD", "/users/you", origin)).await;
        assert_eq!(reply.is_ok(), is_allowed, "{origin}");
        let asked = send(&app, preflight("HEAD", "/users/you", origin)).await;
        assert_eq!(asked.origin.is_some(), is_allowed, "{origin}");
    }
}

#[actix_web::test]
async fn in_the_second_of_two_scopes_only_patterns_without_parameters_answer_preflights() {
    let scope = |host: &'static str| web::scope("").guard(actix_web::guard::Host(host));
    let second = scope("two.example.net")
        .service(elsewhere)
        .service(rename_me)
        .service(rename_of_all);
    let app = app!(.service(scope("one.example.net")).service(second));
    for (path, is_allowed) in [("/elsewhere", true), ("/users/me", false)] {
        let asked = preflight("PUT", path, APP).insert_header(("host", "two.example.net"));
        assert_eq!(
            send(&app, asked).await.origin.is_some(),
            is_allowed,
            "{path}"
        );
    }
}

#[cors(origins = ["*"])]
#[get("/guarded", guard = "is_json")]
async fn guarded() -> impl Responder {
    "guarded"
}

#[actix_web::test]
async fn a_handler_whose_guard_fails_decides_about_no_response() {
    let plain = web::resource("/guarded").route(web::get().to(async || "plain"));
    let app = app!(.service(guarded).service(plain).wrap(Cors::new(&GROUP)));
    let get = |origin| request("GET", "/guarded", origin);
    assert_eq!(read(&app, get(EVIL)).await, Err(200));
    assert_eq!(read(&app, get(ADMIN)).await, Ok((200, "plain".into())));
    let as_json = get(EVIL).insert_header(("content-type", "application/json"));
    assert_eq!(read(&app, as_json).await, Ok((200, "guarded".into())));
}

#[actix_web::test]
async fn a_policy_rejects_what_a_preflight_has_asked_of_a_handler_whose_guard_fails() {
    let plain = web::resource("/json").route(web::put().to(async || "plain"));
    let app = app!(.service(json).service(plain).wrap(Cors::new(&GROUP)));
    let put = |origin| request("PUT", "/json", origin);
    assert_eq!(read(&app, put(APP)).await, Err(403));
    assert_eq!(read(&app, put(ADMIN)).await, Ok((200, "plain".into())));
    let as_json = put(APP).insert_header(("content-type", "application/json"));
    assert_eq!(read(&app, as_json).await, Ok((200, "json".into())));
}

#[cors(origins = ["https://app.example.com"])]
#[get("/posts/{id}")]
async fn post_of_user() -> impl Responder {
    "post"
}

#[actix_web::test]
async fn parameters_of_one_name_and_many_of_them_are_those_of_actix_web() {
    let eight = "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}";
    let deep = web::scope(eight).service(web::scope(eight).service(post_of_user));
    let group = web::scope("/groups/{id}").route("/x", web::get().to(async || "x"));
    let group = web::scope("/in/{id}").service(Cors::new(&GROUP).around(group));
    let app = app!(
        .service(web::scope("/users/{id}").service(post_of_user))
        .service(group)
        .service(deep)
        .wrap(Cors::new(&ELSEWHERE))
    );
    let of_many = format!("{0}{0}/posts/7", "/1/2/3/4/5/6/7/8");
    for path in ["/users/7/posts/7", &of_many] {
        assert_eq!(
            read(&app, request("GET", path, APP)).await,
            Ok((200, "post".into())),
            "{path}"
        );
        assert!(allowed(&app, "GET", path, APP).await.is_some(), "{path}");
        assert_eq!(allowed(&app, "PUT", path, ADMIN).await, None, "{path}");
    }
    for (path, status) in [("/in/7/groups/7/x", 200), ("/in/7/groups/7/nowhere", 404)] {
        let got = read(&app, request("GET", path, ADMIN)).await;
        assert_eq!(got.map(|(status, _)| status), Ok(status), "{path}");
        assert_eq!(
            read(&app, request("GET", path, APP)).await,
            Err(status),
            "{path}"
        );
        assert!(allowed(&app, "PUT", path, ADMIN).await.is_some(), "{path}");
        assert_eq!(allowed(&app, "PUT", path, APP).await, None, "{path}");
    }
}

#[actix_web::test]
async fn a_method_without_a_known_policy_is_rejected_by_the_one_that_no_preflight_asked() {
    static API: Policy =
        cors::policy! { origins = ["https://admin.example.com"], methods = [DELETE] };
    static INNER: Policy =
        cors::policy! { origins = ["https://app.example.com"], methods = [DELETE] };
    let inner = web::resource("/notes").route(web::delete().to(async || "removed"));
    let app = app!(.service(list).service(inner.wrap(Cors::new(&INNER))).wrap(Cors::new(&API)));
    assert!(allowed(&app, "DELETE", "/notes", ADMIN).await.is_some());
    let removed = send(&app, request("DELETE", "/notes", ADMIN)).await;
    assert_eq!((removed.status, &*removed.body), (403, ""));
    assert_eq!(
        read(&app, request("DELETE", "/notes", APP)).await,
        Ok((200, "removed".into()))
    );
}

fn is_not_json(context: &GuardContext<'_>) -> bool {
    !is_json(context)
}

#[cors(origins = ["https://admin.example.com"])]
#[put("/rivals", guard = "is_json")]
async fn rival_of_json() -> impl Responder {
    "json"
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
#[put("/rivals", guard = "is_not_json")]
async fn rival_of_others() -> impl Responder {
    "others"
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
#[put("/{any}")]
async fn rival_of_any() -> impl Responder {
    "any"
}

#[actix_web::test]
async fn a_handler_rejects_what_a_preflight_has_asked_of_another_one() {
    for is_behind in [false, true] {
        let cors = || actix_web::middleware::Condition::new(is_behind, Cors::new(&GROUP));
        let put =
            |origin, kind| request("PUT", "/rivals", origin).insert_header(("content-type", kind));
        let app = app!(.service(rival_of_json).service(rival_of_others).wrap(cors()));
        assert_eq!(
            read(&app, put(APP, "application/json")).await,
            Err(403),
            "{is_behind}"
        );
        let reply = read(&app, put(ADMIN, "application/json")).await;
        assert_eq!(reply, Ok((200, "json".into())), "{is_behind}");
        let reply = read(&app, put(APP, "text/x")).await;
        assert_eq!(reply, Ok((200, "others".into())), "{is_behind}");
        let own = send(&app, TestRequest::put().uri("/rivals")).await;
        assert_eq!((own.status, &*own.body), (200, "others"));
        // The preflights are those of the first, whose guard isn't asked, as its path is another one.
        let app = app!(.service(rival_of_json).service(rival_of_any).wrap(cors()));
        assert_eq!(read(&app, put(ADMIN, "text/x")).await, Err(403));
    }
}

fn is_for_staff(context: &GuardContext<'_>) -> bool {
    let host = context.head().headers().get("host");
    host.is_some_and(|host| host == "staff.example")
}

#[put("/twins", guard = "is_for_staff")]
async fn twin_without_a_policy() -> impl Responder {
    "staff"
}

#[cors(none)]
#[put("/twins", guard = "is_for_staff")]
async fn twin_for_no_page() -> impl Responder {
    "staff"
}

#[cors(origins = ["https://app.example.com"])]
#[put("/twins")]
async fn twin_for_the_app() -> impl Responder {
    "app"
}

#[actix_web::test]
async fn a_handler_without_the_attribute_is_taken_for_its_twin_and_one_for_no_page_is_not() {
    for is_behind in [false, true] {
        let cors = || actix_web::middleware::Condition::new(is_behind, Cors::new(&GROUP));
        let asked =
            |origin| preflight("PUT", "/twins", origin).insert_header(("host", "staff.example"));
        let put =
            |origin| request("PUT", "/twins", origin).insert_header(("host", "staff.example"));
        let app = app!(.service(twin_without_a_policy).service(twin_for_the_app).wrap(cors()));
        // As documented. Nobody else gets in by it.
        assert_eq!(send(&app, asked(APP)).await.status, 204);
        for origin in [ADMIN, EVIL] {
            assert_eq!(send(&app, asked(origin)).await.status, 403);
            assert_eq!(read(&app, put(origin)).await, Err(200));
        }
        let app = app!(.service(twin_for_no_page).service(twin_for_the_app).wrap(cors()));
        for origin in [APP, ADMIN, EVIL] {
            assert_eq!(send(&app, asked(origin)).await.status, 403);
            assert!(read(&app, put(origin)).await.is_err());
        }
        assert!(allowed(&app, "PUT", "/twins", APP).await.is_some());
    }
}

/// What clippy and rustc say of an ordinary handler like these, they say here: nothing.
#[deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
mod without_warnings {
    use actix_web::{HttpResponse, get, put, web};
    use cors::actix_web::cors;

    static POLICY: cors::Policy = cors::policy! { origins = ["https://app.example.com"] };

    #[cors(origins = ["https://app.example.com"], credentials, max_age = 5)]
    #[get("/{number}")]
    pub(super) async fn show(
        number: web::Path<u8>,
        _unused: web::Bytes,
    ) -> actix_web::Result<String> {
        std::future::ready(()).await;
        Ok(number.to_string())
    }

    #[cors(policy = POLICY)]
    #[put("/{number}")]
    pub(super) async fn save() -> HttpResponse {
        std::future::ready(()).await;
        HttpResponse::Created().finish()
    }
}

#[actix_web::test]
async fn nothing_warns() {
    let app = app!(.service(without_warnings::show).service(without_warnings::save));
    for (request, status) in [(TestRequest::get(), 200), (TestRequest::put(), 201)] {
        let reply = send(&app, request.uri("/7").insert_header(("origin", APP))).await;
        assert_eq!((reply.status, reply.origin.as_deref()), (status, Some(APP)));
    }
}
