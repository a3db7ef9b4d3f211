// Over https, on the machine itself, or from the browser's own disk; others where the risk is taken.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com",
        "http://localhost:3000",
        "http://*.localhost:*",
        "http://127.0.0.1:*",
        "http://127.1.2.3",
        "http://[::1]",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "http://old.example.com",
    ],
    credentials,
    dangerously_allow = [insecure_origins],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "http://localhost:3000", "http://old.example.com", "http://127.1.2.3"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
