use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
async fn hello(first: Request<String>, _: Request<()>, _: &Request<u8>) -> Response<String> {
    Response::new(first.into_body())
}

fn main() {
    drop(hello(Request::new(String::new()), Request::new(()), &Request::new(0)));
}
