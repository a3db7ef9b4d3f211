// 1 to 65535.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com:1",
        "https://example.com:65535",
        "http://example.com:443",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com:1", "https://example.com:65535", "http://example.com:443"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://example.com:65536"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
