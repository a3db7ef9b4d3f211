use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], origins = ["https://example.org"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], credentials, max_age = 600, credentials, max_age = 60)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
}
