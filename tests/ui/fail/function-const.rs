use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
const fn hello(_: &Request<String>) -> Response<&'static str> {
    panic!()
}

fn main() {
    drop(hello(&Request::new(String::new())));
}
