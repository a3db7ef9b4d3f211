// With credentials, what was asked for stands for `*`.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = ["*"], headers = ["*"], credentials)]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-methods"], "PUT");
    assert_eq!(headers["access-control-allow-headers"], "x-asked");
}
