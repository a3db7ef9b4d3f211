// Generics, lifetimes, `where`, `impl Trait`, constants.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

use std::fmt::Display;

#[cors(origins = ["https://example.com"])]
fn generic<'a, B: Default, T, const N: usize>(req: &'a Request<B>, by: T, _: [u8; N]) -> Response<String>
where
    T: Display + 'a,
{
    let _ = req;
    Response::new(format!("{by} {N}"))
}

#[cors(origins = ["https://example.com"])]
async fn echo<B: Default>(req: Request<B>) -> Response<B> {
    Response::new(req.into_body())
}

#[cors(origins = ["https://example.com"])]
fn opaque(req: Request<impl Display>) -> Response<impl Display + Default> {
    Response::new(req.body().to_string())
}

#[cors(origins = ["https://example.com"])]
fn borrowed<'a>(_: &Request<()>, text: &'a str) -> Response<&'a str> {
    Response::new(text)
}

pub fn main() {
    assert_eq!(generic(&Request::new(()), "a", [0; 3]).body(), "a 3");
    drop(echo(Request::new(String::new())));
    assert_eq!(opaque(Request::new(1)).body().to_string(), "1");
    assert_eq!(borrowed(&Request::new(()), "b").body(), &"b");
}
