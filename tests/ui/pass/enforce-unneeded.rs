// There are origins to refuse.
use cors::cors;
use http::{Request, Response, StatusCode};

#[cors(origins = ["https://example.com"], enforce)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = |origin| Request::builder().header("origin", origin).body(()).unwrap();
    assert_eq!(hello(request("https://example.com")).status(), StatusCode::OK);
    assert_eq!(hello(request("https://evil.com")).status(), StatusCode::FORBIDDEN);
}
