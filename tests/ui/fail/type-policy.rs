use cors::cors;
use http::{Request, Response};

const ORIGINS: [&str; 1] = ["https://example.com"];

#[cors(policy = ORIGINS)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = "https://example.com")]
async fn string(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = MISSING)]
async fn undefined(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = )]
async fn nothing(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello(Request::new(String::new())));
    drop(string(Request::new(String::new())));
    drop(undefined(Request::new(String::new())));
    drop(nothing(Request::new(String::new())));
}
