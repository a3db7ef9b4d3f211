// Every token is a method.
use cors::cors;
use http::{Method, Request, Response};

#[cors(origins = ["https://example.com"], methods = ["PURGE", "M-SEARCH", "x!#$%", BREW])]
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
    assert_eq!(headers["access-control-allow-methods"], "PURGE, M-SEARCH, x!#$%, BREW");
}
