// Entries for some builds, and a list that only other builds have.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", #[cfg(all())] "https://example.org", #[cfg(any())] "NEVER JUDGED"],
    methods = [#[cfg(any())] patch],
    headers = [#[cfg(any())] "cookie",],
    expose = [#[cfg(any())] "set-cookie", #[cfg(any())] "x"],
    dangerously_allow = [#[cfg(any())] null_origin],
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
    for origin in ["https://example.com", "https://example.org"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
