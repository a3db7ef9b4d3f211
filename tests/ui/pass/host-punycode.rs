// The Punycode of a name, and names that only look like it.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://xn--bcher-kva.example",
        "https://xn.example",
        "https://a-xn--b.example",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://xn--bcher-kva.example", "https://xn.example", "https://a-xn--b.example"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
