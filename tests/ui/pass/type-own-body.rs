// A body of one's own with a `Default`, and bodies of others.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

#[derive(Default)]
struct Body(Option<String>);

#[cors(origins = ["https://example.com"])]
fn own(_: Request<()>) -> Response<Body> {
    Response::new(Body(Some(String::new())))
}

#[cors(origins = ["https://example.com"])]
fn unit(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(origins = ["https://example.com"])]
fn bytes(_: Request<()>) -> Response<Vec<u8>> {
    Response::new(vec![])
}

#[cors(origins = ["https://example.com"])]
fn text(_: Request<()>) -> Response<&'static str> {
    Response::new("")
}

pub fn main() {
    let preflight = Request::builder()
        .method("OPTIONS")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "PUT");
    let response = own(preflight.body(()).unwrap());
    assert!(response.body().0.is_none());
    drop(unit(Request::new(())));
    drop(bytes(Request::new(())));
    drop(text(Request::new(())));
}
