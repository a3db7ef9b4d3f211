// 0: nothing is cached.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], max_age = 0)]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-max-age"], "0");
}
