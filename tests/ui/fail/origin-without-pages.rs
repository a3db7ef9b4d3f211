use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "ws://localhost:3000",
        "wss://example.com",
        "ftp://example.com",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
