use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://Example.com"])]
#[cors(origins = ["https://example.org/"])]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
