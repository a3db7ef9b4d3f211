// `*` alone, for public data.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "http://evil.com", "null"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
