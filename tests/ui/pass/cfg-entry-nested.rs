// Several predicates, also on one entry, and the same on several.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        #[cfg(all())] "https://example.com",
        #[cfg(all())] #[cfg(not(any()))] "https://example.org",
        #[cfg(all())] #[cfg(any())] "https://example.net",
        #[cfg(any(unix, windows, not(any(unix, windows))))] "https://example.edu",
    ],
    headers = [#[cfg(all())] "x-a", #[cfg(any())] "x-b"],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://example.org", "https://example.edu"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["https://example.net"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
