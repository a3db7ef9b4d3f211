// Raw identifiers, for functions, parameters, policies and paths.
#![deny(warnings)]
#![allow(non_upper_case_globals)]

use http::{Request, Response};

mod r#mod {
    pub use ::cors as r#use;
}

static r#static: cors::Policy = cors::policy! { origins = ["https://example.com"] };

#[cors::cors(policy = r#static, request = r#type)]
fn r#fn(r#type: Request<()>) -> Response<String> {
    Response::new(r#type.uri().to_string())
}

#[cors::cors(crate = r#mod::r#use, origins = ["https://example.com"])]
async fn r#async(r#loop: Request<()>) -> Response<String> {
    Response::new(r#loop.uri().to_string())
}

pub fn main() {
    assert_eq!(r#fn(Request::new(())).body(), "/");
    drop(r#async(Request::new(())));
}
