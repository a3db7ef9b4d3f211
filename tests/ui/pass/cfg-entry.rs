// Entries for some builds, and a list that only other builds have.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", #[cfg(all())] "https://example.org", #[cfg(any())] "https://example.net"],
    methods = [#[cfg(any())] PATCH],
    headers = [#[cfg(any())] "x-a",],
    expose = [#[cfg(any())] "etag", #[cfg(any())] "x"],
    dangerously_allow = [#[cfg(any())] null_origin],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://example.org"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
