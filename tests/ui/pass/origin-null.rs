// `null`, where the risk is taken.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["null", "https://example.com"], dangerously_allow = [null_origin])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["null", "https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
