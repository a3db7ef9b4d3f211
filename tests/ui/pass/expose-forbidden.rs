// What a page may read.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["etag", "x-set-cookie"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    assert_eq!(crate::exposed(hello), "etag, x-set-cookie");
}
