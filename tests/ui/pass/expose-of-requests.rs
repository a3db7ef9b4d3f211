// What both requests and responses have.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["accept", "content-type", "date", "link", "location"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = Request::builder().header("origin", "https://example.com").body(()).unwrap();
    let response = hello(request);
    let headers = response.headers();
    assert_eq!(headers["access-control-expose-headers"], "accept, content-type, date, link, location");
}
