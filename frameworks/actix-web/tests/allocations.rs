//! What a request allocates: with a policy no more than without. actix-web keeps the maps of responses, with room for
//! twelve headers, and uses them again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{HOST, HeaderValue, ORIGIN};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, Error, HttpResponse, Resource};
use allocation_counter::measure;
use cors::actix_web::{Cors, cors};
use cors::{Config, Policy};

static API: Policy = cors::policy! {
    origins = ["https://app.example.com", "https://*.example.org"],
    methods = [PUT],
    headers = ["content-type"],
    expose = ["etag"],
    credentials,
    max_age = 600,
};

#[cors(policy = API)]
#[actix_web::get("/annotated")]
async fn annotated() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// The allocations of a request, once all is warm.
async fn count<S, B>(app: &S, request: impl Fn() -> TestRequest) -> u64
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut count = 0;
    for _ in 0..4 {
        let request = request().to_request();
        let mut response = None;
        // It doesn't wait for anything.
        let allocated = measure(|| {
            let mut future = std::pin::pin!(app.call(request));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            if let std::task::Poll::Ready(ready) = future.as_mut().poll(&mut context) {
                response = Some(ready);
            }
        });
        assert!(response.unwrap().is_ok());
        count = allocated.count_total;
    }
    count
}

fn get(path: &str, origin: &str) -> TestRequest {
    // A slice of what was read from a connection, which is shared already. Else the first clone would make it so.
    let read = Bytes::copy_from_slice(origin.as_bytes());
    let _connection = read.clone();
    let origin = HeaderValue::from_maybe_shared(read).unwrap();
    TestRequest::with_uri(path).insert_header((ORIGIN, origin))
}

fn preflight(path: &str, origin: &str) -> TestRequest {
    get(path, origin)
        .method("OPTIONS".parse().unwrap())
        .insert_header(("access-control-request-method", "GET"))
}

fn routes(config: &mut web::ServiceConfig) {
    let handler = || async { HttpResponse::NoContent().finish() };
    config.route("/", web::to(handler));
    config.route("/annotated", web::to(handler));
}

const ORIGINS: [&str; 3] = [
    "https://app.example.com",
    "https://a.b.example.org",
    "https://evil.example",
];

// A test each: what else was put together on a thread may stand around a policy, as far as that knows.
#[actix_web::test]
async fn the_middleware_allocates_nothing() {
    let bare = init_service(App::new().configure(routes)).await;
    let ours = init_service(App::new().configure(routes).wrap(Cors::new(&API))).await;
    for origin in ORIGINS {
        let without = count(&bare, || get("/", origin)).await;
        let with = count(&ours, || get("/", origin)).await;
        assert_eq!(with, without, "{origin}");
        // One is actix-web's own for each request. No future of the router's follows, and no handler's.
        let with = count(&ours, || preflight("/", origin)).await;
        assert_eq!(with, 1, "a preflight from {origin}");
    }
}

/// A resource without the guard of a method: actix-web's allocates for each request.
fn plain() -> Resource {
    web::resource("/plain").to(async || HttpResponse::NoContent().finish())
}

#[actix_web::test]
async fn the_attribute_allocates_nothing() {
    let handlers = init_service(App::new().service(plain()).service(annotated)).await;
    for origin in ORIGINS {
        let without = count(&handlers, || get("/plain", origin)).await;
        let with = count(&handlers, || get("/annotated", origin)).await;
        assert_eq!(with, without, "{origin}");
    }
}

#[actix_web::test]
async fn one_policy_inside_of_another_allocates_its_mark_and_the_pattern_of_the_path() {
    let handlers = init_service(App::new().service(plain()).service(annotated)).await;
    let without = count(&handlers, || get("/plain", ORIGINS[0])).await;
    let both = App::new().service(plain()).service(annotated);
    let both = init_service(both.wrap(Cors::new(&API))).await;
    for origin in ORIGINS {
        let with = count(&both, || get("/annotated", origin)).await;
        assert_eq!(with, without + 2, "{origin}");
    }
}

#[actix_web::test]
async fn a_chosen_policy_is_not_copied() {
    let mut counts = vec![];
    for origins in [1, 10_000] {
        let origins = (0..origins).map(|n| format!("https://{n}.example.com"));
        let policy = Arc::new(Policy::try_from(Config::new().origins(origins)).unwrap());
        let by = Cors::by([HOST], move |_| Some(Arc::clone(&policy)));
        let app = init_service(App::new().configure(routes).wrap(by)).await;
        let actual = count(&app, || get("/", "https://0.example.com")).await;
        let asked = count(&app, || preflight("/", "https://0.example.com")).await;
        counts.push((actual, asked));
    }
    assert_eq!(counts[0], counts[1]);
}
