// What `origins` was meant to be is not reported as missing, too.
use cors::cors;
use http::{Request, Response};

#[cors(origin = ["https://example.com"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(orgins = ["https://example.com"])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(allow_origin = "https://example.com")]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
}
