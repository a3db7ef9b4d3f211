use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com"],
    headers = ["", "content type", "x-api-key:", " authorization", "x-clé", "content-type, accept", "<name>", "Bearer token"],
    expose = ["etag ", "x/y"],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
