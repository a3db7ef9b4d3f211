use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://*example.com",
        "https://app-*.example.com",
        "https://app.*.example.com",
        "https://**.example.com",
        "https://example.com:80*",
        "*://example.com",
        "http*://example.com",
        "*.example.com",
        "https://example.*",
        "https://*.*.example.com",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
