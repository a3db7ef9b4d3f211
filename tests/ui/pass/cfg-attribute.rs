// The attribute for some builds, and one for each case.
use cors::cors;
use http::{Request, Response};

#[cfg_attr(all(), cors(origins = ["https://example.com"]))]
#[cfg_attr(any(), cors(origins = ["NEVER JUDGED"]))]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = Request::builder().header("origin", "https://example.com").body(()).unwrap();
    assert!(hello(request).headers().contains_key("access-control-allow-origin"));
}
