// What a page may read.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], expose = ["etag", "x-set-cookie"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = Request::builder().header("origin", "https://example.com").body(()).unwrap();
    let response = hello(request);
    let headers = response.headers();
    assert_eq!(headers["access-control-expose-headers"], "etag, x-set-cookie");
}
