// `origins` alone is a whole policy, and one string a whole list.
use cors::cors;
use http::{Request, Response};

#[cors(origins = "https://example.com")]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://example.org"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
