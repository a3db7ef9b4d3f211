use cors::cors;
use http::{Request, Response};

#[cors(origins = "https://example.com, https://example.org")]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

#[cors(origins = ["https://example.com https://example.org", "https://a.example;https://b.example"])]
async fn others(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(others(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
}
