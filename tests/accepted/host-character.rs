// All that a host may have.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://my-app_2.example.com",
        "https://-.example.com",
        "https://3d.example.com",
        "https://a--b.example.com",
    ],
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
    for origin in ["https://my-app_2.example.com", "https://-.example.com", "https://3d.example.com", "https://a--b.example.com"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
