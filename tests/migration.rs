//! tower-http's `CorsLayer` and ours side by side: what `docs/guide-tower-http.md` says of the two.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Json;
use axum::routing;
use cors::tower::CorsLayer;
use cors::{Config, Policy};
use http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    CONTENT_TYPE, ETAG, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, Any, CorsLayer as TowerHttp};

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

fn ours() -> CorsLayer {
    CorsLayer::new(&API)
}

/// The same, call by call.
fn theirs() -> TowerHttp {
    TowerHttp::new()
        .allow_origin([HeaderValue::from_static(APP)])
        .allow_methods([Method::DELETE, Method::PUT])
        .allow_headers([CONTENT_TYPE, HeaderName::from_static("accesstoken")])
        .expose_headers([ETAG])
        .allow_credentials(true)
        .max_age(Duration::from_secs(600))
}

fn permissive() -> CorsLayer {
    static PERMISSIVE: Policy =
        cors::policy! { origins = ["*"], methods = ["*"], headers = ["*"], expose = ["*"] };
    CorsLayer::new(&PERMISSIVE)
}

/// A request of a page of this origin.
fn actual(origin: &str) -> Request<String> {
    let request = Request::builder().header(ORIGIN, origin);
    request.body(String::new()).unwrap()
}

/// What a browser asks before a page of this origin may send a DELETE.
fn preflight(origin: &str) -> Request<String> {
    let mut request = actual(origin);
    *request.method_mut() = Method::OPTIONS;
    let headers = request.headers_mut();
    headers.insert(
        ACCESS_CONTROL_REQUEST_METHOD,
        HeaderValue::from_static("DELETE"),
    );
    headers.insert(
        ACCESS_CONTROL_REQUEST_HEADERS,
        HeaderValue::from_static("accesstoken"),
    );
    request
}

/// A handler that says of itself that it ran, and whose response has the headers that the request wants.
async fn handler(request: Request<String>) -> Result<Response<String>, Infallible> {
    let mut response = Response::new("handler".to_owned());
    if let Some(Wanted(name, value)) = request.extensions().get() {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// A header that the handler's response should have.
#[derive(Clone)]
struct Wanted(HeaderName, &'static str);

/// A request for such a response.
fn wanting(name: HeaderName, value: &'static str) -> Request<String> {
    let mut request = actual(APP);
    request.extensions_mut().insert(Wanted(name, value));
    request
}

/// What comes back through this layer from a handler behind it.
macro_rules! through {
    ($layer:expr, $request:expr) => {
        $layer
            .layer(service_fn(handler))
            .oneshot($request)
            .await
            .unwrap()
    };
}

fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// The entries of a list, in lower case.
fn entries(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter();
    lines
        .flat_map(|line| line.to_str().unwrap().split(','))
        .map(|entry| entry.trim().to_lowercase())
        .collect()
}

/// A router with a layer, and an extractor that rejects.
fn router() -> Router {
    async fn create(Json(_): Json<u8>) {}
    async fn broken() -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }
    Router::new().route("/", routing::post(create).get(broken))
}

async fn ask(router: Router, method: Method, path: &str) -> Response<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(ORIGIN, APP);
    router
        .oneshot(request.body(Body::from("x")).unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn listed_pages_get_the_same() {
    let (old, new) = (
        through!(theirs(), actual(APP)),
        through!(ours(), actual(APP)),
    );
    for name in [
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ACCESS_CONTROL_EXPOSE_HEADERS,
    ] {
        assert!(new.headers().contains_key(&name));
        assert_eq!(old.headers().get(&name), new.headers().get(&name));
    }
    assert_eq!(entries(old.headers(), &VARY), entries(new.headers(), &VARY));
    assert_eq!(old.headers().len(), new.headers().len());
    assert_eq!(
        (old.body(), new.body()),
        (&"handler".to_owned(), &"handler".to_owned())
    );
}

#[tokio::test]
async fn a_preflight_of_a_listed_page_is_200_and_204_and_else_the_same() {
    let (old, new) = (
        through!(theirs(), preflight(APP)),
        through!(ours(), preflight(APP)),
    );
    assert_eq!(
        (old.status(), new.status()),
        (StatusCode::OK, StatusCode::NO_CONTENT)
    );
    assert_eq!((old.body().as_str(), new.body().as_str()), ("", ""));
    for name in [
        ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_MAX_AGE,
        VARY,
    ] {
        assert!(new.headers().contains_key(&name));
        assert_eq!(
            entries(old.headers(), &name),
            entries(new.headers(), &name),
            "{name}"
        );
    }
    assert_eq!(old.headers().len(), new.headers().len());
    // Only the space differs.
    assert_eq!(
        one(old.headers(), &ACCESS_CONTROL_ALLOW_METHODS),
        Some("DELETE,PUT")
    );
    assert_eq!(
        one(new.headers(), &ACCESS_CONTROL_ALLOW_METHODS),
        Some("DELETE, PUT")
    );
}

#[tokio::test]
async fn the_lists_are_whole_whatever_was_asked_for() {
    let asking = || {
        let mut request = preflight(APP);
        let headers = request.headers_mut();
        headers.insert(
            ACCESS_CONTROL_REQUEST_METHOD,
            HeaderValue::from_static("PURGE"),
        );
        headers.insert(
            ACCESS_CONTROL_REQUEST_HEADERS,
            HeaderValue::from_static("x-other"),
        );
        request
    };
    for headers in [
        through!(theirs(), asking()).headers(),
        through!(ours(), asking()).headers(),
    ] {
        assert_eq!(
            entries(headers, &ACCESS_CONTROL_ALLOW_METHODS),
            ["delete", "put"]
        );
        let names = entries(headers, &ACCESS_CONTROL_ALLOW_HEADERS);
        assert_eq!(names, ["content-type", "accesstoken"]);
    }
}

#[tokio::test]
async fn a_preflight_of_another_page_is_200_with_the_lists_and_403_without() {
    let (old, new) = (
        through!(theirs(), preflight(OTHER)),
        through!(ours(), preflight(OTHER)),
    );
    assert_eq!(
        (old.status(), new.status()),
        (StatusCode::OK, StatusCode::FORBIDDEN)
    );
    assert!(!old.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    assert!(old.headers().contains_key(ACCESS_CONTROL_ALLOW_METHODS));
    assert!(old.headers().contains_key(ACCESS_CONTROL_ALLOW_HEADERS));
    assert_eq!(one(new.headers(), &VARY), Some("Origin"));
    assert_eq!(new.headers().len(), 1);
}

#[tokio::test]
async fn another_page_gets_some_headers_and_none() {
    let (old, new) = (
        through!(theirs(), actual(OTHER)),
        through!(ours(), actual(OTHER)),
    );
    assert!(!old.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    assert_eq!(
        one(old.headers(), &ACCESS_CONTROL_ALLOW_CREDENTIALS),
        Some("true")
    );
    assert_eq!(
        one(old.headers(), &ACCESS_CONTROL_EXPOSE_HEADERS),
        Some("etag")
    );
    assert_eq!(one(new.headers(), &VARY), Some("Origin"));
    assert_eq!(new.headers().len(), 1);
    assert_eq!(
        (old.body(), new.body()),
        (&"handler".to_owned(), &"handler".to_owned())
    );
}

#[tokio::test]
async fn options_that_is_not_a_preflight_is_answered_and_reaches_the_handler() {
    let without_method = || {
        let mut request = actual(APP);
        *request.method_mut() = Method::OPTIONS;
        request
    };
    let without_origin = || {
        let mut request = preflight(APP);
        request.headers_mut().remove(ORIGIN);
        request
    };
    for request in [without_method, without_origin] as [fn() -> _; 2] {
        assert_eq!(through!(theirs(), request()).body(), "");
        assert_eq!(through!(ours(), request()).body(), "handler");
    }
}

#[tokio::test]
async fn exact_is_on_every_response_and_on_those_to_the_origin() {
    let exact = || TowerHttp::new().allow_origin(AllowOrigin::exact(HeaderValue::from_static(APP)));
    static EXACT: Policy = cors::policy! { origins = ["https://app.example.com"] };
    let nobody = Request::new(String::new());
    for (request, allowed) in [
        (actual(APP), Some(APP)),
        (actual(OTHER), None),
        (nobody, None),
    ] {
        let old = through!(exact(), copy(&request));
        assert_eq!(one(old.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), Some(APP));
        assert!(!old.headers().contains_key(VARY));
        let new = through!(CorsLayer::new(&EXACT), request);
        assert_eq!(one(new.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), allowed);
        assert_eq!(one(new.headers(), &VARY), Some("Origin"));
    }
}

#[tokio::test]
async fn permissive_is_the_same() {
    for request in [actual(OTHER), preflight(OTHER), Request::new(String::new())] {
        let old = through!(TowerHttp::permissive(), copy(&request));
        let new = through!(permissive(), request);
        for name in [
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_EXPOSE_HEADERS,
        ] {
            assert_eq!(old.headers().get(&name), new.headers().get(&name), "{name}");
        }
        assert_eq!(one(new.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        assert!(!old.headers().contains_key(VARY) && !new.headers().contains_key(VARY));
    }
}

fn copy(request: &Request<String>) -> Request<String> {
    let mut copy = Request::new(String::new());
    *copy.method_mut() = request.method().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

#[tokio::test]
async fn what_is_mirrored_is_reflected_with_credentials() {
    static REFLECTING: Policy = cors::policy! {
        origins = ["https://app.example.com"],
        methods = ["*"],
        headers = ["*"],
        credentials,
    };
    let mirroring = TowerHttp::new()
        .allow_origin([HeaderValue::from_static(APP)])
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_credentials(true);
    let old = through!(mirroring, preflight(APP));
    let new = through!(CorsLayer::new(&REFLECTING), preflight(APP));
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "accesstoken"),
    ] {
        assert_eq!(one(old.headers(), &name), Some(value));
        assert_eq!(one(new.headers(), &name), Some(value));
    }
    assert_eq!(entries(old.headers(), &VARY), entries(new.headers(), &VARY));
}

#[tokio::test]
async fn very_permissive_lets_any_website_act_as_the_user() {
    let old = through!(TowerHttp::very_permissive(), actual(OTHER));
    assert_eq!(
        one(old.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(OTHER)
    );
    assert_eq!(
        one(old.headers(), &ACCESS_CONTROL_ALLOW_CREDENTIALS),
        Some("true")
    );
    assert!(
        Config::new()
            .origins(["*"])
            .credentials(true)
            .check()
            .is_err()
    );
}

/// Whether putting this layer on a service panics.
fn panics(layer: TowerHttp) -> bool {
    let put = AssertUnwindSafe(|| drop(layer.layer(service_fn(handler))));
    catch_unwind(put).is_err()
}

#[test]
fn what_panics_is_a_violation_or_works() {
    let credentials = || TowerHttp::new().allow_credentials(true);
    assert!(!panics(credentials()));
    assert!(panics(credentials().allow_origin(Any)));
    assert!(panics(credentials().expose_headers(Any)));
    assert!(panics(credentials().allow_headers(Any)));
    assert!(panics(credentials().allow_methods(Any)));
    assert!(panics(
        credentials().allow_origin(HeaderValue::from_static("*"))
    ));

    // The same rules as while compiling; the page has those as examples that must not compile.
    let config = || Config::new().credentials(true);
    assert!(config().origins(["*"]).check().is_err());
    assert!(config().origins([APP]).expose(["*"]).check().is_err());
    assert!(config().origins([APP]).headers(["*"]).check().is_ok());
    assert!(config().origins([APP]).methods(["*"]).check().is_ok());

    let list = || AllowOrigin::list([HeaderValue::from_static(APP), HeaderValue::from_static("*")]);
    assert!(catch_unwind(list).is_err());
    // There it is a panic; here what the `*` covers is redundant, and an error in the macros.
    let (_, redundant) = Config::new().origins([APP, "*"]).check().unwrap();
    assert_eq!(redundant.iter().next().unwrap().rule(), "covered-by-any");
}

#[tokio::test]
async fn a_misspelt_origin_is_never_matched_and_a_violation() {
    for misspelt in [
        "https://app.example.com/",
        "https://App.example.com",
        "app.example.com",
    ] {
        let layer = TowerHttp::new().allow_origin([HeaderValue::from_static(misspelt)]);
        let old = through!(layer, actual(APP));
        assert!(!old.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
        assert!(Config::new().origins([misspelt]).check().is_err());
    }
}

#[tokio::test]
async fn no_origin_is_allowed_by_default() {
    let old = through!(TowerHttp::new(), actual(APP));
    assert!(!old.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    // `policy!` has no default: without `origins` it doesn't compile.
    let new = through!(
        CorsLayer::new(Config::new().check().unwrap().0),
        actual(APP)
    );
    assert!(!new.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
}

#[tokio::test]
async fn a_handlers_own_origin_is_overwritten() {
    let name = ACCESS_CONTROL_ALLOW_ORIGIN;
    let old = through!(theirs(), wanting(name.clone(), "*"));
    assert_eq!(entries(old.headers(), &name), [APP]);
    let new = through!(ours(), wanting(name.clone(), "*"));
    assert_eq!(entries(new.headers(), &name), [APP]);
}

#[tokio::test]
async fn of_two_layers_the_outer_and_the_inner_one_wins() {
    let inner = theirs().layer(service_fn(handler));
    let old = TowerHttp::permissive().layer(inner);
    let old = old.oneshot(actual(APP)).await.unwrap();
    assert_eq!(one(old.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    let inner = ours().layer(service_fn(handler));
    let new = permissive().layer(inner);
    let new = new.oneshot(actual(APP)).await.unwrap();
    assert_eq!(entries(new.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), [APP]);

    // Both in one program.
    let inner = ours().layer(service_fn(handler));
    let both = TowerHttp::permissive().layer(inner);
    let both = both.oneshot(actual(APP)).await.unwrap();
    assert_eq!(entries(both.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), ["*"]);
}

#[tokio::test]
async fn vary_is_added_to_and_said_twice_and_once() {
    let old = through!(theirs(), wanting(VARY, "accept-encoding"));
    let new = through!(ours(), wanting(VARY, "accept-encoding"));
    for headers in [old.headers(), new.headers()] {
        assert_eq!(
            entries(headers, &VARY),
            [ACCEPT_ENCODING.as_str(), "origin"]
        );
    }
    let old = through!(theirs(), wanting(VARY, "origin"));
    assert_eq!(entries(old.headers(), &VARY), ["origin", "origin"]);
    let new = through!(ours(), wanting(VARY, "origin"));
    assert_eq!(entries(new.headers(), &VARY), ["origin"]);
}

#[tokio::test]
async fn of_two_origin_lines_the_first_and_none_counts() {
    let two = || {
        let mut request = actual(APP);
        let headers = request.headers_mut();
        headers.append(ORIGIN, HeaderValue::from_static(OTHER));
        request
    };
    let (old, new) = (through!(theirs(), two()), through!(ours(), two()));
    assert_eq!(one(old.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), Some(APP));
    assert_eq!(one(new.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), None);
}

#[tokio::test]
async fn origins_are_compared_byte_for_byte() {
    for near in [
        "https://APP.example.com",
        "https://app.example.com:443",
        "http://app.example.com",
    ] {
        let (old, new) = (
            through!(theirs(), actual(near)),
            through!(ours(), actual(near)),
        );
        assert_eq!(one(old.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), None);
        assert_eq!(one(new.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), None);
    }
}

#[tokio::test]
async fn errors_have_the_headers_under_a_layer() {
    for (method, path, status) in [
        (Method::GET, "/", 500),
        (Method::POST, "/", 415),
        (Method::PUT, "/", 405),
        (Method::GET, "/nowhere", 404),
    ] {
        for router in [router().layer(theirs()), router().layer(ours())] {
            let response = ask(router, method.clone(), path).await;
            assert_eq!(response.status(), status);
            assert_eq!(
                one(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN),
                Some(APP)
            );
        }
    }
}

#[tokio::test]
async fn an_error_that_is_not_a_response_goes_through() {
    async fn failing(_: Request<String>) -> Result<Response<String>, &'static str> {
        Err("broken")
    }
    let old = theirs()
        .layer(service_fn(failing))
        .oneshot(actual(APP))
        .await;
    assert_eq!(old.unwrap_err(), "broken");
    let new = ours().layer(service_fn(failing)).oneshot(actual(APP)).await;
    assert_eq!(new.unwrap_err(), "broken");
}

#[tokio::test]
async fn with_attributes_in_axums_router_the_404_belongs_to_no_policy() {
    #[cors::axum::cors(policy = API)]
    async fn list() {}
    let annotated = || Router::new().route("/", cors::axum::get(list).into());
    for (method, path, status, own, layered) in [
        (Method::POST, "/", 405, Some(APP), APP),
        (Method::GET, "/nowhere", 404, None, "*"),
    ] {
        let response = ask(annotated(), method.clone(), path).await;
        assert_eq!(response.status(), status);
        assert_eq!(one(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), own);
        // A layer around the router covers them, and the attribute wins over it.
        let response = ask(annotated().layer(permissive()), method, path).await;
        assert_eq!(
            one(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN),
            Some(layered)
        );
    }
    let response = ask(annotated().layer(permissive()), Method::GET, "/").await;
    assert_eq!(
        one(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN),
        Some(APP)
    );
}

#[tokio::test]
async fn a_pattern_replaces_the_predicate_and_is_stricter() {
    let predicate = || {
        TowerHttp::new().allow_origin(AllowOrigin::predicate(|origin, _| {
            origin == "https://example.com" || origin.as_bytes().ends_with(b".example.com")
        }))
    };
    static PATTERNS: Policy =
        cors::policy! { origins = ["https://example.com", "https://*.example.com"] };
    for (origin, old_allows, new_allows) in [
        ("https://example.com", true, true),
        ("https://a.b.example.com", true, true),
        ("https://example.org", false, false),
        // What the predicate forgot.
        ("http://shop.example.com", true, false),
    ] {
        let old = through!(predicate(), actual(origin));
        assert_eq!(
            old.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN),
            old_allows
        );
        let new = through!(CorsLayer::new(&PATTERNS), actual(origin));
        assert_eq!(
            new.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN),
            new_allows
        );
    }
}
