use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com:",
        "https://example.com:0",
        "https://example.org:65536",
        "https://example.net:https",
        "https://example.edu:08443",
        "https://example.info:+443",
        "http://localhost:-1",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
