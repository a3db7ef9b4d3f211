use cors::cors;
use http::{Request, Response};

#[cors(origins = [
    r"https://.*\.example\.com",
    r"^https?://[^.]+\.example\.org$",
    "https://example.net$",
    r"https://(app|www)\.example\.com",
])]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
