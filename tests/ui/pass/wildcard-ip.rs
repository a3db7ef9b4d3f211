// Any port of an address.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://127.0.0.1:*",
        "http://[::1]:*",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["http://127.0.0.1:3000", "http://[::1]"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["http://1.127.0.0.1"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
