// A scheme and a host.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com",
        "https://a",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://a"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
