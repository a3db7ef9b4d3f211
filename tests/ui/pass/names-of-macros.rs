// Handlers that a macro of the user's makes, with pieces of each kind.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

macro_rules! handler {
    ($name:ident, $origin:literal, $req:ident: $request:ty => $response:ty, $body:block) => {
        #[cors(origins = [$origin], methods = [PUT], request = $req)]
        fn $name($req: $request) -> $response $body
    };
}

handler!(hello, "https://example.com", req: Request<()> => Response<String>, {
    Response::new(req.uri().to_string())
});

macro_rules! handler_of {
    ($request:ty) => {
        #[cors(origins = ["https://example.com"])]
        fn by_its_type(req: $request) -> Response<String> {
            Response::new(req.uri().to_string())
        }
    };
}

handler_of!(Request<()>);

macro_rules! policies {
    ($($name:ident: [$($origin:literal),*]),* $(,)?) => {
        $(static $name: cors::Policy = cors::policy! { origins = [$($origin),*] };)*
    };
}

policies! {
    ONE: ["https://example.com"],
    TWO: ["https://example.com", "https://example.org"],
}

macro_rules! with_policy {
    ($policy:expr, $($function:item)*) => {
        $(#[cors(policy = $policy)] $function)*
    };
}

with_policy! { ONE,
    fn one(_: Request<()>) -> Response<String> {
        Response::new(String::new())
    }
}

macro_rules! result_of {
    ($response:ty) => {
        #[cors(policy = TWO)]
        async fn fallible(_: Request<()>) -> Result<$response, $response> {
            Ok(<$response>::new(String::new()))
        }
    };
}

result_of!(Response<String>);

pub fn main() {
    let request = || Request::builder().header("origin", "https://example.com").body(()).unwrap();
    assert!(hello(request()).headers().contains_key("access-control-allow-origin"));
    assert!(by_its_type(request()).headers().contains_key("access-control-allow-origin"));
    assert!(one(request()).headers().contains_key("access-control-allow-origin"));
    drop(fallible(request()));
}
