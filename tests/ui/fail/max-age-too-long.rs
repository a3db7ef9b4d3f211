use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], max_age = 86_401)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

#[cors(origins = ["https://example.com"], max_age = 99999999999999999999)]
async fn others(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(others(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
}
