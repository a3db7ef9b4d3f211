// Every token is a header.
use cors::cors;
use http::{Method, Request, Response};

#[cors(origins = ["https://example.com"], headers = ["x-api-key", "X_Custom", "x!"])]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .header("origin", "https://example.com")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "x-asked")
        .body(())
        .unwrap();
    let response = hello(preflight);
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-headers"], "x-api-key, X_Custom, x!");
}
