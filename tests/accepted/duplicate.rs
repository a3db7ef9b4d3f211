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

fn is_allowed(origin: &str) -> bool {
    let request = Request::builder().header("origin", origin).body(()).unwrap();
    let response = hello(request);
    assert_eq!(response.body(), "Hello World!");
    response.headers().contains_key("access-control-allow-origin")
}

pub fn main() {
    for origin in ["https://example.com", "http://example.com", "https://example.com:8443", "https://www.example.com"] {
        assert!(is_allowed(origin), "{origin}");
    }
    for origin in ["http://example.com:8443"] {
        assert!(!is_allowed(origin), "{origin}");
    }
}
