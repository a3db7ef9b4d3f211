// Entries that look alike and differ: by scheme, by port, by a subdomain; methods by case.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", "http://example.com", "https://example.com:8443", "https://www.example.com"],
    methods = ["PURGE", "purge"],
    headers = ["x-a", "x_a"],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "http://example.com", "https://example.com:8443", "https://www.example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["http://example.com:8443"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
