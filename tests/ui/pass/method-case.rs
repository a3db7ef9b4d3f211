// The standard ones as they are spelt, and others in any case.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = [PATCH, QUERY, "purge", Brew])]
fn hello(_: Request<()>) -> Response<String> {
    unreachable!("a preflight is answered in front of the handler")
}

pub fn main() {
    let response = hello(crate::preflight());
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-methods"], "PATCH, QUERY, purge, Brew");
}
