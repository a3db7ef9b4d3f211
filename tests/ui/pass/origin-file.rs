// `file://`, by its hazard.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["file://"], dangerously_allow = [file_origin])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["file://"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["null", "file:///"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
