use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "://example.gov",
        "example.com",
        "example.org:8443",
        "localhost:3000",
        "127.0.0.1:8080",
        "//example.net",
        "https:example.edu",
        "https//example.info",
        "example",
        "",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
