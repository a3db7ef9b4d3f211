use cors::cors;
use http::{Request, Response};

#[cors(methods = [PUT])]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

#[cors]
async fn bare(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors()]
async fn empty(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(bare(Request::new(String::new())));
    drop(empty(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
}
