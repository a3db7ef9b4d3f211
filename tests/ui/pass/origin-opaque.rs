// The page of a file, served while developing.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
