// Under a domain of one's own; others where the risk is taken.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://*.example.com", "https://*.me.github.io", "https://*.vercel.app"],
    credentials,
    dangerously_allow = [public_suffixes],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://a.example.com", "https://a.me.github.io", "https://a.vercel.app"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
