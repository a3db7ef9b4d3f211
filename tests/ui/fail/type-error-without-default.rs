use cors::cors;
use http::{Request, Response};

struct Body;

#[cors(origins = ["https://example.com"])]
fn hello(_: Request<String>) -> Result<Response<String>, Response<Body>> {
    Ok(Response::new(String::new()))
}

fn main() {
    drop(hello(Request::new(String::new())));
}
