// The same entry under predicates that exclude each other isn't a duplicate.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [#[cfg(debug_assertions)] "https://example.com", #[cfg(not(debug_assertions))] "https://example.com"],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
