// What is a hazard with credentials isn't one without.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["http://example.com", "https://*.com", "https://*.github.io", "http://192.168.0.1"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = Request::builder().header("origin", "http://example.com").body(()).unwrap();
    let response = hello(request);
    assert_eq!(response.headers()["access-control-allow-origin"], "http://example.com");
    assert!(!response.headers().contains_key("access-control-allow-credentials"));
}
