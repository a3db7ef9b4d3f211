// `*` without credentials.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    assert_eq!(crate::exposed(hello), "*");
}
