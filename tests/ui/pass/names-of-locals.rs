// Names that what is generated has, too.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

static __CORS_POLICY: u8 = 1;
const ORIGINS: u8 = 2;

#[cors(origins = ["https://example.com"], request = policy)]
fn sync(policy: Request<()>, headers: u8, answer: u8, returned: u8, error: u8) -> Response<String> {
    let sum = headers + answer + returned + error + __CORS_POLICY + ORIGINS;
    let policy = policy.uri().to_string();
    Response::new(format!("{policy}{sum}"))
}

#[cors(origins = ["https://example.com"], request = returned)]
async fn asynchronous(returned: Request<()>, policy: u8, headers: u8) -> Result<Response<String>, Response<String>> {
    let error = policy + headers;
    let _ = returned;
    Err(Response::new(error.to_string()))
}

#[cors(origins = ["https://example.com"], request = __cors_request)]
fn underscored(__cors_request: Request<()>) -> Response<String> {
    Response::new(__cors_request.uri().to_string())
}

/// Lower-case constants and statics, as macros of databases make them: a `let` of such a name would be a comparison.
#[allow(non_upper_case_globals, non_camel_case_types, dead_code)]
mod dsl {
    pub const policy: u8 = 1;
    pub static headers: u8 = 2;
    pub static returned: u8 = 3;
    pub struct response;
    pub struct request;
    pub const error: u8 = 4;
    pub struct argument0;
    pub struct place;
}

mod beside_constants {
    #[allow(unused_imports)]
    use super::dsl::*;

    static API: cors::Policy = cors::policy! { origins = ["https://example.com"] };

    #[cors::cors(policy = API)]
    pub fn sync(_: http::Request<()>) -> Result<http::Response<String>, http::Response<String>> {
        Ok(http::Response::new(String::new()))
    }

    #[cors::axum::cors(origins = ["https://example.com"])]
    pub async fn of_axum(_: u8, (_, _): (u8, u8)) {}
}

pub fn main() {
    drop(beside_constants::sync(Request::new(())));
    drop(beside_constants::of_axum(1, (2, 3)));
    assert_eq!(sync(Request::new(()), 1, 1, 1, 1).body(), "/7");
    drop(asynchronous(Request::new(()), 1, 1));
    assert_eq!(underscored(Request::new(())).body(), "/");
}
