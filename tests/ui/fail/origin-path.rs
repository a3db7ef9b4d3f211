use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com/",
        "https://example.org/app/index.html",
        "https://example.net:8443/*",
        "https://*.example.edu/",
        "https://example.info\\",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
