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

fn is_allowed(origin: &str) -> bool {
    let request = Request::builder().header("origin", origin).body(()).unwrap();
    let response = hello(request);
    assert_eq!(response.body(), "Hello World!");
    response.headers().contains_key("access-control-allow-origin")
}

pub fn main() {
    for origin in ["https://example.com", "https://a.example.com", "https://a.example.com:8443", "http://a.example.com", "http://localhost:1", "http://a.localhost:1"] {
        assert!(is_allowed(origin), "{origin}");
    }
    for origin in ["http://example.com"] {
        assert!(!is_allowed(origin), "{origin}");
    }
}
