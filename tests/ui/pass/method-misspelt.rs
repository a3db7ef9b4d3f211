// Methods that are in use, near others, and of one's own.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = [DELETE, LIST, MOVE, UNLINK, UPDATE, "MY-METHOD", purge, "x!#$%"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    assert!(crate::is_allowed(hello, "https://example.com"));
}
