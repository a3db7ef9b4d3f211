// Every way to write a whole number.
use cors::cors;
use http::{Method, Request, Response};

#[cors(origins = ["https://example.com"], max_age = 0x10)]
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
    assert_eq!(headers["access-control-max-age"], "16");
}
