//! What a request allocates: with a policy no more than without, but for the map of headers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, web};
use allocation_counter::measure;
use cors::Policy;
use cors::actix_web::{Cors, cors};

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

#[actix_web::get("/plain")]
async fn plain() -> HttpResponse {
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
    TestRequest::with_uri(path).insert_header(("origin", origin))
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

#[actix_web::test]
async fn a_policy_allocates_no_more_than_the_map_of_headers() {
    let bare = init_service(App::new().configure(routes)).await;
    let ours = init_service(App::new().configure(routes).wrap(Cors::new(&API))).await;
    let handlers = init_service(App::new().service(annotated).service(plain)).await;
    for origin in [
        "https://app.example.com",
        "https://a.b.example.org",
        "https://evil.example",
    ] {
        let without = count(&bare, || get("/", origin)).await;
        let with = count(&ours, || get("/", origin)).await;
        assert!(with <= without + 1, "{with} and {without} without a policy");
        let without = count(&handlers, || get("/plain", origin)).await;
        let with = count(&handlers, || get("/annotated", origin)).await;
        assert!(with <= without + 1, "{with} and {without} without a policy");
        // One is actix-web's own for each request. No future of the router's follows, and no handler's.
        let with = count(&ours, || preflight("/", origin)).await;
        assert!(with <= 2, "{with} for a preflight");
    }
}
