// What stands where a fragment, a query, white space or a capital letter would be wrong: nothing.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    assert!(crate::is_allowed(hello, "https://example.com"));
    for origin in ["https://example.com#", "https://example.com?", "https://Example.com", "HTTPS://example.com"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
