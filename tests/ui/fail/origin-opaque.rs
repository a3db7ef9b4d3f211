use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "data:text/html,hello",
        "about:blank",
        "data://text",
        "blob://example.com",
        "JavaScript:void(0)",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
