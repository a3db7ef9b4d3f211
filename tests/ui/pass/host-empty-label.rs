// A label between any two dots.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://a.b.c.example.com",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://a.b.c.example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
