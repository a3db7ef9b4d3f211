// Each hazard has an origin that needs it.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["null", "http://example.com", "https://*.github.io"],
    credentials,
    dangerously_allow = [null_origin, insecure_origins, public_suffixes],
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
    for origin in ["null", "http://example.com", "https://me.github.io"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
