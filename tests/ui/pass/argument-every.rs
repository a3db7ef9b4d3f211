// Every argument of a policy at once.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", "http://example.com", "https://*.github.io", "null"],
    methods = [PUT, "PURGE"],
    headers = ["content-type", "X-Api-Key"],
    expose = ["etag"],
    credentials,
    max_age = 600,
    enforce,
    dangerously_allow = [insecure_origins, public_suffixes, null_origin],
)]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-methods"], "PUT, PURGE");
    assert_eq!(headers["access-control-allow-headers"], "content-type, X-Api-Key");
    assert_eq!(headers["access-control-max-age"], "600");
}
