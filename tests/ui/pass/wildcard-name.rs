// A `*` that is the whole of an entry.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = ["*"], headers = ["*"], expose = ["*"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    assert_eq!(crate::exposed(hello), "*");
}
