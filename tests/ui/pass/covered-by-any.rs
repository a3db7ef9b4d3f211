// Without credentials a browser takes `*` for every header but one.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"], methods = ["*"], headers = ["*", "Authorization"], expose = ["*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
