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

fn is_allowed(origin: &str) -> bool {
    let request = Request::builder().header("origin", origin).body(()).unwrap();
    let response = hello(request);
    assert_eq!(response.body(), "Hello World!");
    response.headers().contains_key("access-control-allow-origin")
}

pub fn main() {
    for origin in ["https://a.example.com", "https://a.me.github.io", "https://a.vercel.app"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
