// Listed one by one.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["etag", "x-total"], credentials)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
