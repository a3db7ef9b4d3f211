use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        " https://example.com",
        "https://example.org\n",
        "https:// example.net",
        "https://exa mple.edu",
        "\u{a0}https://example.com",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
