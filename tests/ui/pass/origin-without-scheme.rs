// With a scheme; a host may be a single name.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com",
        "http://localhost:3000",
        "http://intranet",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "http://localhost:3000", "http://intranet"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
