// What a page may send.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = [PUT, DELETE, OPTIONS, GET, HEAD, POST])]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-methods"], "PUT, DELETE, OPTIONS, GET, HEAD, POST");
}
