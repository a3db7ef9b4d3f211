// Compressed, in brackets.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://[::1]",
        "http://[::1]:3000",
        "http://[2001:db8::1]",
        "http://[::ffff:c000:201]",
        "http://[::]",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["http://[::1]", "http://[::1]:3000", "http://[2001:db8::1]", "http://[::ffff:c000:201]", "http://[::]"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["http://[0:0:0:0:0:0:0:1]"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
