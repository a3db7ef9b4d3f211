// Hosts in Punycode.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://xn--bcher-kva.example",
        "https://xn--e1afmkfd.xn--p1ai",
        "https://xn--r8jz45g.jp",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://xn--bcher-kva.example", "https://xn--e1afmkfd.xn--p1ai", "https://xn--r8jz45g.jp"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
