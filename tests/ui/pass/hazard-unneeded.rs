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

pub fn main() {
    for origin in ["null", "http://example.com", "https://me.github.io"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
