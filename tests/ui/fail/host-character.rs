use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://exam^ple.com",
        "https://example.com%2f.example.org",
        "https://exam|ple.com",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
