// A string literal of any form.
use cors::cors;
use http::{Request, Response};

#[cors(origins = [r"https://example.com", r#"https://example.org"#, "https://\x65xample.net", "https://\u{65}xample.edu"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com", "https://example.org", "https://example.net", "https://example.edu"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
