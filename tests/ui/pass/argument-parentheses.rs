// Any delimiter, and a path for the attribute.
use http::{Request, Response};

#[::cors::cors {origins = ["https://example.com"]}]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
