// Other attributes, before and behind, and inside of the body.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

/// Documented.
#[must_use]
#[cors(origins = ["https://example.com"])]
#[inline]
#[doc(alias = "greet")]
pub fn hello(#[allow(unused_variables)] req: Request<()>) -> Response<String> {
    #![allow(clippy::needless_pass_by_value)]
    //! Documented inside.
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
#[expect(unused_variables)]
fn expecting(_: Request<()>) -> Response<String> {
    let unused = 1;
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
#[deprecated]
fn old(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    drop(hello(Request::new(())));
    drop(expecting(Request::new(())));
    #[allow(deprecated)]
    drop(old(Request::new(())));
}
