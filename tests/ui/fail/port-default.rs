use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://example.com:443",
        "http://localhost:80",
        "https://*.example.org:443",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
