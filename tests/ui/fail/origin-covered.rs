use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://app.example.com",
        "https://*.example.com",
        "https://*.eu.example.com",
        "http://localhost:3000",
        "http://localhost:*",
        "https://a.example.org:8443",
        "https://*.example.org:*",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
