// What both requests and responses have.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["accept", "content-type", "date", "link", "location"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    assert_eq!(crate::exposed(hello), "accept, content-type, date, link, location");
}
