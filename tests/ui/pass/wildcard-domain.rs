// A `*` for a part of the first label.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://pr-*.example.com", "https://*--site.netlify.app", "https://a-*-b.example.org:*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://pr-1.example.com", "https://pr-a-b.example.com", "https://x--site.netlify.app", "https://a-1-b.example.org", "https://a-1-b.example.org:8443"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://pr-.example.com", "https://pr-1.evil.com", "https://pr-1.a.example.com", "https://xpr-1.example.com", "https://--site.netlify.app", "https://x.y--site.netlify.app", "https://a-b.example.org", "https://pr-1.example.com:8443"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
