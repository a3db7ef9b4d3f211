use cors::cors;
use http::{Request, Response};

#[cors(origins = ["file://", "file:///index.html", "data:text/html,x", "blob:https://example.com/1"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
