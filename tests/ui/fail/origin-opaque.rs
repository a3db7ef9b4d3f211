use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "file://",
        "file:///home/me/index.html",
        "data://text",
        "blob://example.com",
        "FILE://server",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
