// Every token is a header.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], headers = ["x-api-key", "X_Custom", "x!"])]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-headers"], "x-api-key, X_Custom, x!");
}
