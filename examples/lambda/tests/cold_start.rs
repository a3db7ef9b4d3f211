//! The policy adds nothing to a cold start. One test in a program of its own, so that its first request is
//! the first one in this process.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use cors::{Decision, Policy, cors};
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};

static POLICY: Policy = cors::policy! {
    origins = ["https://*.example.com", "http://localhost:3000"],
    headers = ["accesstoken", "content-type"],
    credentials,
};

/// The compiler has the whole policy. What runs at start-up could not stand here.
const _: Policy = cors::policy! {
    origins = ["https://*.example.com", "http://localhost:3000"],
    headers = ["accesstoken", "content-type"],
    credentials,
};

#[cors(policy = POLICY)]
fn handler(_: &Request) -> Response<Body> {
    Response::default()
}

fn from_app(method: &str) -> Request {
    let mut request = Request::default();
    *request.method_mut() = method.parse().unwrap();
    let headers = request.headers_mut();
    headers.insert(
        header::ORIGIN,
        HeaderValue::from_static("https://app.example.com"),
    );
    headers.insert(
        header::ACCESS_CONTROL_REQUEST_METHOD,
        HeaderValue::from_static("POST"),
    );
    request
}

fn allocations(what: impl FnOnce()) -> u64 {
    let AllocationInfo { count_total, .. } = measure(what);
    count_total
}

#[test]
fn the_policy_adds_nothing_to_a_cold_start() {
    let (request, preflight) = (from_app("GET"), from_app("OPTIONS"));
    let (request, preflight) = (black_box(&request), black_box(&preflight));

    // The counter counts.
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    // The policy is there before anything has run.
    let there = allocations(|| {
        black_box(&POLICY);
    });
    assert_eq!(there, 0);
    // To decide about the very first request costs nothing: what it needs is there, not made and kept.
    assert_eq!(
        allocations(|| match POLICY.decide(request) {
            Decision::Proceed(headers) => drop(black_box(headers)),
            Decision::Respond(response) => panic!("{response:?}"),
        }),
        0
    );
    // The first responses cost what all later ones do: the map that the headers go into, and that of the extensions,
    // where the policy marks a handler's response as decided.
    for (request, most) in [(request, 4), (preflight, 2)] {
        let first = allocations(|| drop(black_box(handler(request))));
        let later = allocations(|| drop(black_box(handler(request))));
        assert_eq!(first, later);
        assert!(first <= most, "{first}");
    }
}
