// What the regular expression meant, as a pattern.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://*.example.com", "https://example.org"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://app.example.com", "https://example.org"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
