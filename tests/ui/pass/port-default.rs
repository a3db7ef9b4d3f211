// The default port of another scheme, and of none.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com:80",
        "http://example.com:443",
        "tauri://localhost:443",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com:80", "http://example.com:443", "tauri://localhost:443"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
