// The page that opens the web socket.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://localhost:3000",
        "https://example.com",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["http://localhost:3000", "https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
