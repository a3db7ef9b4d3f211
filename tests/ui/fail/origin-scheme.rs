use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "42-extension://example.com",
        "my_app://example.com",
        "htps://a.example.com",
        "hxxps://b.example.com",
        "https.://c.example.com",
        "http*://d.example.com",
        "chrome-extension:*",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
