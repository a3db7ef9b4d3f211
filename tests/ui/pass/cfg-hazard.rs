// A hazard for the builds that have the origin that needs it.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", #[cfg(all())] "http://dev.example.com", #[cfg(any())] "null"],
    credentials,
    dangerously_allow = [#[cfg(all())] insecure_origins, #[cfg(any())] null_origin],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "http://dev.example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["null"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
