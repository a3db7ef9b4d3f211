// A `*` for labels, for the port, and for both.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://*.example.com", "http://localhost:*", "https://*.example.org:*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://a.example.com", "https://a.b.example.com", "http://localhost", "http://localhost:3000", "https://a.example.org", "https://a.example.org:8443"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://example.com", "https://aexample.com", "https://.example.com", "https://a.example.com.evil.com", "https://a.example.com:8443", "http://localhost:0", "http://localhost:80"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
