use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "42-extension://example.com",
        "my_app://example.com",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
