// What a page reads of a response, tokens too.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["authorization", "access-control-allow-origin"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    assert_eq!(crate::exposed(hello), "authorization, access-control-allow-origin");
}
