// Patterns that meet and don't cover each other.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com",
        "https://*.example.com",
        "https://*.example.com:8443",
        "http://*.example.com",
        "http://localhost:*",
        "http://*.localhost:*",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://a.example.com", "https://a.example.com:8443", "http://a.example.com", "http://localhost:1", "http://a.localhost:1"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["http://example.com"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
