use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) -> Result<String, std::io::Error> {
    Ok("Hello World!".to_owned())
}

#[cors(origins = ["https://example.com"])]
fn other(_: Request<String>) -> Result<(), Response<String>> {
    Ok(())
}

#[cors(origins = ["https://example.com"])]
fn optional(_: Request<String>) -> Option<Response<String>> {
    None
}

fn main() {
    drop(hello(Request::new(String::new())));
    drop(other(Request::new(String::new())));
    drop(optional(Request::new(String::new())));
}
