// Any order, a trailing comma.
use cors::cors;
use http::{Request, Response};

#[cors(
    max_age = 600,
    credentials,
    headers = ["x-a",],
    enforce,
    methods = [PUT,],
    origins = ["https://example.com",],
)]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-methods"], "PUT");
    assert_eq!(headers["access-control-allow-headers"], "x-a");
    assert_eq!(headers["access-control-max-age"], "600");
    assert_eq!(headers["access-control-allow-credentials"], "true");
}
