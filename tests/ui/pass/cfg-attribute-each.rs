// One attribute for each case, of which one holds: that is one policy.
use cors::cors;
use http::{Request, Response};

#[cfg_attr(debug_assertions, cors(origins = ["https://example.com", "http://localhost:*"]))]
#[cfg_attr(not(debug_assertions), cors(origins = ["https://example.com"]))]
fn hello(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cfg_attr(not(debug_assertions), ::cors::cors(origins = [#[cfg(all())] "https://example.com"]))]
#[cfg_attr(debug_assertions, ::cors::cors(origins = [#[cfg(all())] "https://example.com"]))]
fn bye(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let request = || Request::builder().header("origin", "https://example.com").body(()).unwrap();
    assert!(hello(request()).headers().contains_key("access-control-allow-origin"));
    assert!(bye(request()).headers().contains_key("access-control-allow-origin"));
}
