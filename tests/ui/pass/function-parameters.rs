// The request anywhere among the parameters, by value or by reference, under any pattern.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

use std::sync::Arc;

#[cors(origins = ["https://example.com"])]
fn last(_id: u32, _name: &str, req: Request<()>) -> Response<String> {
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"])]
fn by_reference(req: &Request<()>) -> Response<String> {
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"])]
fn by_unique_reference(req: &mut Request<()>) -> Response<String> {
    req.headers_mut().clear();
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"])]
fn unnamed(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn unused(_req: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn mutable(mut req: Request<()>) -> Response<String> {
    req.headers_mut().clear();
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
#[allow(unused_parens)]
fn in_parentheses(req: (Request<()>)) -> Response<String> {
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"])]
fn qualified(req: ::http::Request<()>) -> Response<String> {
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"], request = req)]
fn in_a_tuple((_, req): (u32, Request<()>)) -> Response<String> {
    Response::new(req.uri().to_string())
}

#[cors(origins = ["https://example.com"], request = second)]
fn of_two(_first: Request<()>, second: Request<()>) -> Response<String> {
    Response::new(second.uri().to_string())
}

#[cors(origins = ["https://example.com"], request = boxed)]
fn boxed(boxed: Box<Request<()>>) -> Response<String> {
    Response::new(boxed.uri().to_string())
}

#[cors(origins = ["https://example.com"], request = shared)]
fn shared(shared: Arc<Request<()>>) -> Response<String> {
    Response::new(shared.uri().to_string())
}

type Incoming = Request<()>;

#[cors(origins = ["https://example.com"], request = req)]
fn alias(req: Incoming) -> Response<String> {
    Response::new(req.uri().to_string())
}

pub fn main() {
    let request = || Request::builder().header("origin", "https://example.com").body(()).unwrap();
    for response in [
        last(1, "", request()),
        by_reference(&request()),
        by_unique_reference(&mut request()),
        unnamed(request()),
        unused(request()),
        mutable(request()),
        in_parentheses(request()),
        qualified(request()),
        in_a_tuple((1, request())),
        of_two(Request::default(), request()),
        boxed(Box::new(request())),
        shared(Arc::new(request())),
        alias(request()),
    ] {
        assert!(response.headers().contains_key("access-control-allow-origin"));
    }
}
