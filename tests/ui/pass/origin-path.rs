// Without a path.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com",
        "https://example.com:8443",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://example.com:8443"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://example.com/"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
