// What both requests and responses have.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], headers = ["cache-control", "content-type", "link", "x-request-id"])]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-headers"], "cache-control, content-type, link, x-request-id");
}
