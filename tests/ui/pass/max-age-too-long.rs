// A day, the most for which any browser caches.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], max_age = 86_400)]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-max-age"], "86400");
}
