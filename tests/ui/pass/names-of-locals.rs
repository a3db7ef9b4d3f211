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

pub fn main() {
    assert_eq!(sync(Request::new(()), 1, 1, 1, 1).body(), "/7");
    drop(asynchronous(Request::new(()), 1, 1));
    assert_eq!(underscored(Request::new(())).body(), "/");
}
