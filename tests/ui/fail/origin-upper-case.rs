use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://Example.com",
        "HTTPS://example.org",
        "https://*.Example.NET:8443",
        "HTTP://LOCALHOST:3000",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
