// Nothing generated gives a warning, not even of the strictest lints.
#![deny(warnings, missing_docs, unused, unreachable_pub, nonstandard_style)]
#![deny(let_underscore, unused_qualifications, unused_results, trivial_casts, missing_debug_implementations)]
#![deny(clippy::used_underscore_binding, clippy::no_effect_underscore_binding)]
#![deny(single_use_lifetimes, unused_lifetimes, explicit_outlives_requirements, elided_lifetimes_in_paths)]
#![forbid(unsafe_code)]

//! Documented.

use cors::{Policy, cors};
use http::{Request, Response};

/// Documented.
pub static API: Policy = cors::policy! { origins = ["https://example.com"] };

/// Documented.
#[cors(origins = ["https://example.com"], methods = [PUT], headers = ["*"], credentials, enforce)]
pub async fn hello(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

/// Documented.
#[cors(policy = API)]
pub fn bye(req: &Request<String>) -> Result<Response<String>, Response<Vec<u8>>> {
    let number: u8 = req.body().parse().map_err(|_| Response::new(vec![]))?;
    Ok(Response::new(number.to_string()))
}

/// Documented.
#[cors(origins = ["https://example.com"])]
pub fn unused(_request: Request<String>, _other: u8) -> Response<String> {
    Response::new(String::new())
}

/// Documented.
#[cors::axum::cors(origins = ["https://example.com"])]
pub async fn of_axum(_path: axum::extract::Path<String>, (_first, second): (u8, u8)) -> String {
    second.to_string()
}

/// Documented.
pub fn main() {
    drop(hello(Request::default()));
    drop(bye(&Request::default()));
}
