//! actix-cors and our middleware side by side: what `docs/guide-actix-cors.md` says of the two.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use actix_cors::Cors as ActixCors;
use actix_http::Request;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse, Transform as _};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service, status_service};
use actix_web::{App, Error, HttpRequest, HttpResponse, get, web};
use cors::Policy;
use cors::actix_web::Cors;

const APP: &str = "https://app.example.com";
const OTHER: &str = "https://other.example";

static API: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    methods = [DELETE, PUT],
    headers = ["content-type", "accesstoken"],
    expose = ["etag"],
    credentials,
    max_age = 600,
};

/// The same, call by call.
fn theirs() -> ActixCors {
    ActixCors::default()
        .allowed_origin(APP)
        .allowed_methods(["DELETE", "PUT"])
        .allowed_headers(["content-type", "accesstoken"])
        .expose_headers(["etag"])
        .supports_credentials()
        .max_age(600)
}

fn ours() -> Cors {
    Cors::new(&API)
}

static PERMISSIVE: Policy =
    cors::policy! { origins = ["*"], methods = ["*"], headers = ["*"], expose = ["*"] };

/// A handler that says of itself that it ran, and whose response has the headers that the request's query says.
async fn handler(request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::Ok().body("handler");
    for line in request.query_string().split('&') {
        if let Some((name, value)) = line.split_once('=') {
            let name: HeaderName = name.parse().unwrap();
            let value: HeaderValue = value.parse().unwrap();
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A whole response.
#[derive(Debug, PartialEq)]
struct Reply {
    status: u16,
    /// In alphabetical order.
    headers: Vec<(String, String)>,
    body: String,
}

impl Reply {
    fn lines(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.iter().filter(|(other, _)| other == name);
        lines.map(|(_, value)| &**value).collect()
    }

    /// The entries of a list, in lower case and in alphabetical order.
    fn entries(&self, name: &str) -> Vec<String> {
        let lines = self
            .lines(name)
            .into_iter()
            .flat_map(|line| line.split(','));
        let mut entries: Vec<_> = lines.map(|entry| entry.trim().to_lowercase()).collect();
        entries.sort();
        entries
    }

    fn has(&self, name: &str) -> bool {
        !self.lines(name).is_empty()
    }
}

async fn send<S, B>(app: &S, request: TestRequest) -> Reply
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
{
    let response = match app.call(request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| name.as_str() != "content-type")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    Reply {
        status: response.status().as_u16(),
        headers,
        body: String::from_utf8(
            to_bytes(response.into_body())
                .await
                .unwrap_or_default()
                .to_vec(),
        )
        .unwrap(),
    }
}

/// What comes back through this middleware from a handler behind it.
macro_rules! through {
    ($cors:expr, $request:expr) => {{
        let app = App::new().default_service(web::to(handler)).wrap($cors);
        send(&init_service(app).await, $request).await
    }};
}

/// A request of a page of this origin.
fn actual(origin: &str) -> TestRequest {
    TestRequest::with_uri("/").insert_header(("origin", origin))
}

/// A request whose response has these headers by the handler.
fn wanting(query: &str, origin: &str) -> TestRequest {
    TestRequest::with_uri(&format!("/?{query}")).insert_header(("origin", origin))
}

/// What a browser asks before a page of this origin may send a DELETE.
fn preflight(origin: &str) -> TestRequest {
    asking(origin, "DELETE", "accesstoken")
}

fn asking(origin: &str, method: &str, headers: &str) -> TestRequest {
    actual(origin)
        .method("OPTIONS".parse().unwrap())
        .insert_header(("access-control-request-method", method))
        .insert_header(("access-control-request-headers", headers))
}

const PREFLIGHT: &str = "Access-Control-Request-Method, Access-Control-Request-Headers";

#[actix_web::test]
async fn listed_pages_get_the_same_but_for_vary() {
    let (old, new) = (
        through!(theirs(), actual(APP)),
        through!(ours(), actual(APP)),
    );
    for name in [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-expose-headers",
    ] {
        assert!(new.has(name));
        assert_eq!(old.lines(name), new.lines(name));
    }
    assert_eq!(old.lines("vary"), [format!("Origin, {PREFLIGHT}")]);
    assert_eq!(new.lines("vary"), ["Origin"]);
    assert_eq!(
        (old.headers.len(), &*old.body),
        (new.headers.len(), &*new.body)
    );
}

#[actix_web::test]
async fn a_preflight_of_a_listed_page_is_200_and_204_and_else_the_same() {
    let (old, new) = (
        through!(theirs(), preflight(APP)),
        through!(ours(), preflight(APP)),
    );
    assert_eq!((old.status, new.status), (200, 204));
    assert_eq!((&*old.body, &*new.body), ("", ""));
    for name in [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
    ] {
        assert!(new.has(name));
        assert_eq!(old.entries(name), new.entries(name), "{name}");
    }
    assert_eq!(old.headers.len(), new.headers.len());
}

#[actix_web::test]
async fn a_preflight_that_is_not_allowed_is_400_with_the_reason_and_403_without() {
    let (old, new) = (
        through!(theirs(), preflight(OTHER)),
        through!(ours(), preflight(OTHER)),
    );
    assert_eq!((old.status, new.status), (400, 403));
    assert_eq!(old.body, "Origin is not allowed to make this request");
    assert!(old.headers.is_empty(), "not even Vary");
    assert_eq!(
        (&*new.body, new.lines("vary"), new.headers.len()),
        ("", vec!["Origin"], 1)
    );
}

#[actix_web::test]
async fn a_method_or_header_that_is_not_listed_is_400_and_left_to_the_browser_to_compare() {
    for (method, headers, reason) in [
        ("PATCH", "accesstoken", "Requested method is not allowed"),
        ("GET", "accesstoken", "Requested method is not allowed"),
        (
            "DELETE",
            "x-other",
            "One or more request headers are not allowed",
        ),
        (
            "DELETE",
            "accept",
            "One or more request headers are not allowed",
        ),
    ] {
        let old = through!(theirs(), asking(APP, method, headers));
        assert_eq!((old.status, &*old.body), (400, reason));
        assert!(!old.has("access-control-allow-origin"));
        let new = through!(ours(), asking(APP, method, headers));
        assert_eq!(new.status, 204);
        assert_eq!(new.lines("access-control-allow-methods"), ["DELETE, PUT"]);
        assert_eq!(
            new.lines("access-control-allow-headers"),
            ["content-type, accesstoken"]
        );
    }
}

#[actix_web::test]
async fn another_page_gets_some_headers_and_none() {
    let (old, new) = (
        through!(theirs(), actual(OTHER)),
        through!(ours(), actual(OTHER)),
    );
    assert!(!old.has("access-control-allow-origin"));
    assert_eq!(old.lines("access-control-allow-credentials"), ["true"]);
    assert_eq!(old.lines("access-control-expose-headers"), ["etag"]);
    assert_eq!(new.headers, [("vary".to_owned(), "Origin".to_owned())]);
    assert_eq!((&*old.body, &*new.body), ("handler", "handler"));
}

#[actix_web::test]
async fn options_with_a_requested_method_and_no_origin_is_400_and_reaches_the_handler() {
    let request = || {
        TestRequest::with_uri("/")
            .method("OPTIONS".parse().unwrap())
            .insert_header(("access-control-request-method", "PUT"))
    };
    let old = through!(theirs(), request());
    assert_eq!(old.status, 400);
    assert_eq!(
        old.body,
        "Request header `Origin` is required but was not provided"
    );
    assert_eq!(through!(ours(), request()).body, "handler");
    // Without a requested method it isn't a preflight to either.
    let request = || actual(APP).method("OPTIONS".parse().unwrap());
    assert_eq!(through!(theirs(), request()).body, "handler");
    assert_eq!(through!(ours(), request()).body, "handler");
}

#[actix_web::test]
async fn any_origin_is_reflected_and_a_star() {
    let any = || ActixCors::default().allow_any_origin();
    static ANY: Policy = cors::policy! { origins = ["*"] };
    let old = through!(any(), actual(OTHER));
    assert_eq!(old.lines("access-control-allow-origin"), [OTHER]);
    let new = through!(Cors::new(&ANY), actual(OTHER));
    assert_eq!(
        new.headers,
        [("access-control-allow-origin".to_owned(), "*".to_owned())]
    );
    let old = through!(any().send_wildcard(), actual(OTHER));
    assert_eq!(old.lines("access-control-allow-origin"), ["*"]);
    assert!(old.has("vary"), "though nothing varies");
    // Without an origin.
    let nobody = || TestRequest::with_uri("/");
    assert!(!through!(any().send_wildcard(), nobody()).has("access-control-allow-origin"));
    assert!(through!(Cors::new(&ANY), nobody()).has("access-control-allow-origin"));
}

#[actix_web::test]
async fn permissive_lets_every_page_act_as_the_signed_in_user_and_has_no_equivalent() {
    let old = through!(ActixCors::permissive(), actual(OTHER));
    assert_eq!(old.lines("access-control-allow-origin"), [OTHER]);
    assert_eq!(old.lines("access-control-allow-credentials"), ["true"]);
    let any = ActixCors::default()
        .allow_any_origin()
        .supports_credentials();
    let old = through!(any, actual(OTHER));
    assert_eq!(old.lines("access-control-allow-origin"), [OTHER]);
    let new = through!(Cors::new(&PERMISSIVE), actual(OTHER));
    assert!(!new.has("access-control-allow-credentials"));
}

#[actix_web::test]
async fn any_method_header_and_exposed_header_are_lists_and_stars() {
    let any = || {
        ActixCors::default()
            .allowed_origin(APP)
            .allow_any_method()
            .allow_any_header()
            .expose_any_header()
    };
    let old = through!(any(), asking(APP, "PUT", "x-a,x-b"));
    assert_eq!(old.entries("access-control-allow-methods").len(), 9);
    assert_eq!(old.lines("access-control-allow-headers"), ["x-a,x-b"]);
    let old = through!(any(), wanting("etag=1&x-total=2", APP));
    let exposed = old.entries("access-control-expose-headers");
    assert!(exposed.contains(&"etag".to_owned()) && exposed.contains(&"x-total".to_owned()));
    // A method that isn't a standard's.
    let old = through!(any(), asking(APP, "PURGE", "x-a"));
    assert_eq!(old.status, 400);
    let new = through!(Cors::new(&PERMISSIVE), asking(APP, "PURGE", "x-a"));
    for name in [
        "access-control-allow-methods",
        "access-control-allow-headers",
    ] {
        assert_eq!(new.lines(name), ["*"]);
    }
    let new = through!(Cors::new(&PERMISSIVE), wanting("etag=1", APP));
    assert_eq!(new.lines("access-control-expose-headers"), ["*"]);
}

#[actix_web::test]
async fn a_misspelt_origin_never_matches() {
    let misspelt = ActixCors::default().allowed_origin("https://app.example.com/");
    assert!(!through!(misspelt, actual(APP)).has("access-control-allow-origin"));
}

#[actix_web::test]
async fn what_it_does_reject_keeps_the_server_from_starting() {
    for wrong in [
        ActixCors::default().allowed_origin("*"),
        ActixCors::default()
            .allow_any_origin()
            .send_wildcard()
            .supports_credentials(),
        ActixCors::default().allowed_methods(["a b"]),
    ] {
        let inner = status_service(StatusCode::OK);
        assert!(wrong.new_transform(inner).await.is_err());
    }
}

#[actix_web::test]
async fn blocking_is_400_and_403_and_the_servers_own_pages_are_blocked_and_pass() {
    let blocking = || theirs().block_on_origin_mismatch(true);
    static ENFORCED: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    let enforcing = || Cors::new(&ENFORCED);
    let (old, new) = (
        through!(blocking(), actual(OTHER)),
        through!(enforcing(), actual(OTHER)),
    );
    assert_eq!((old.status, new.status), (400, 403));
    assert_eq!(old.body, "Origin is not allowed to make this request");
    // A page of the server's own sends its origin with a POST.
    let own = || actual("https://api.example.com").insert_header(("sec-fetch-site", "same-origin"));
    assert_eq!(through!(blocking(), own()).status, 400);
    assert_eq!(through!(enforcing(), own()).body, "handler");
    // Both let those pass that send none.
    let nobody = || TestRequest::with_uri("/");
    assert_eq!(through!(blocking(), nobody()).body, "handler");
    assert_eq!(through!(enforcing(), nobody()).body, "handler");
}

#[actix_web::test]
async fn of_vary_one_line_is_kept_and_all_of_them() {
    let request = || wanting("vary=accept&vary=cookie", APP);
    let old = through!(theirs(), request());
    assert_eq!(old.lines("vary"), [format!("accept, Origin, {PREFLIGHT}")]);
    assert_eq!(
        through!(ours(), request()).lines("vary"),
        ["Origin", "accept", "cookie"]
    );
    let old = through!(theirs(), wanting("vary=origin", APP));
    assert_eq!(old.lines("vary"), [format!("origin, Origin, {PREFLIGHT}")]);
    assert_eq!(
        through!(ours(), wanting("vary=origin", APP)).lines("vary"),
        ["origin"]
    );
}

#[actix_web::test]
async fn headers_that_a_handler_sets_for_another_page_stay_and_are_removed() {
    let request = || wanting("access-control-allow-origin=https://other.example", OTHER);
    assert_eq!(
        through!(theirs(), request()).lines("access-control-allow-origin"),
        [OTHER]
    );
    assert!(!through!(ours(), request()).has("access-control-allow-origin"));
}

#[actix_web::test]
async fn of_two_origin_lines_the_first_counts_and_none() {
    let request = || actual(APP).append_header(("origin", OTHER));
    assert_eq!(
        through!(theirs(), request()).lines("access-control-allow-origin"),
        [APP]
    );
    assert!(!through!(ours(), request()).has("access-control-allow-origin"));
}

#[actix_web::test]
async fn of_two_middlewares_the_outer_one_decides_and_the_inner_one() {
    static OUTER: Policy =
        cors::policy! { origins = ["https://app.example.com", "https://other.example"] };
    let resource = || web::resource("/").to(handler);
    let outer = ActixCors::default()
        .allowed_origin(APP)
        .allowed_origin(OTHER);
    let old = init_service(App::new().service(resource().wrap(theirs())).wrap(outer)).await;
    let new = init_service(
        App::new()
            .service(resource().wrap(ours()))
            .wrap(Cors::new(&OUTER)),
    )
    .await;
    let old = send(&old, actual(OTHER)).await;
    assert_eq!(old.lines("access-control-allow-origin"), [OTHER]);
    assert_eq!(
        old.lines("vary"),
        [format!("Origin, {PREFLIGHT}, Origin, {PREFLIGHT}")]
    );
    assert!(
        !send(&new, actual(OTHER))
            .await
            .has("access-control-allow-origin")
    );
}

#[actix_web::test]
async fn errors_of_middleware_can_be_read_with_both() {
    let reject =
        || from_fn(async |_, _| Err::<ServiceResponse, _>(ErrorUnauthorized("who are you?")));
    let old = init_service(App::new().wrap(reject()).wrap(theirs())).await;
    let new = init_service(App::new().wrap(reject()).wrap(ours())).await;
    let (old, new) = (send(&old, actual(APP)).await, send(&new, actual(APP)).await);
    for reply in [old, new] {
        assert_eq!((reply.status, &*reply.body), (401, "who are you?"));
        assert_eq!(reply.lines("access-control-allow-origin"), [APP]);
    }
}

#[get("/wrapped", wrap = "theirs()")]
async fn wrapped() -> &'static str {
    "handler"
}

#[cors::actix_web::cors(
    origins = ["https://app.example.com"],
    headers = ["content-type", "accesstoken"],
    credentials,
)]
#[get("/wrapped")]
async fn annotated() -> &'static str {
    "handler"
}

#[actix_web::test]
async fn around_a_handler_preflights_get_404_and_204() {
    let old = init_service(App::new().service(wrapped)).await;
    let new = init_service(App::new().service(annotated)).await;
    let ask = || asking(APP, "GET", "accesstoken").uri("/wrapped");
    assert_eq!(send(&old, ask()).await.status, 404);
    assert_eq!(send(&new, ask()).await.status, 204);
    for reply in [
        send(&old, actual(APP).uri("/wrapped")).await,
        send(&new, actual(APP).uri("/wrapped")).await,
    ] {
        assert_eq!(reply.lines("access-control-allow-origin"), [APP]);
    }
}

#[actix_web::test]
async fn preflights_of_a_scope_are_answered_by_the_outermost_middleware_with_both() {
    static OUTER: Policy =
        cors::policy! { origins = ["https://other.example"], methods = [DELETE] };
    let scope = || web::scope("/scope").route("/", web::delete().to(handler));
    let outer = ActixCors::default()
        .allowed_origin(OTHER)
        .allowed_methods(["DELETE"]);
    let old = init_service(App::new().service(scope().wrap(theirs())).wrap(outer)).await;
    let new = init_service(
        App::new()
            .service(scope().wrap(ours()))
            .wrap(Cors::new(&OUTER)),
    )
    .await;
    let ask = |origin| asking(origin, "DELETE", "").uri("/scope/");
    assert_eq!(send(&old, ask(APP)).await.status, 400);
    assert_eq!(send(&new, ask(APP)).await.status, 403);
}
