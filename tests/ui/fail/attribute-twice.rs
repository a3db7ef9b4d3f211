use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
#[cors(origins = ["https://example.org"])]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
#[inline]
#[::cors::cors(origins = ["https://example.org"])]
async fn by_path(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello(Request::new(String::new())));
    drop(by_path(Request::new(String::new())));
}
