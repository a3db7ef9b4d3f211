use cors::cors;
use http::Request;

#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) -> String {
    "Hello World!".to_owned()
}

#[cors(origins = ["https://example.com"])]
fn other(_: Request<String>) -> &'static str {
    "Hello World!"
}

#[cors(origins = ["https://example.com"])]
fn unit(_: Request<String>) -> () {}

fn main() {
    drop(hello(Request::new(String::new())));
    other(Request::new(String::new()));
    unit(Request::new(String::new()));
}
