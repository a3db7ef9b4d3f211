use std::fmt::Display;

use cors::cors;
use http::Request;

#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) -> impl Display {
    "Hello World!".to_owned()
}

#[cors(origins = ["https://example.com"])]
fn other(_: Request<String>) -> impl Display {
    "Hello World!"
}

fn main() {
    drop(hello(Request::new(String::new())));
    println!("{}", other(Request::new(String::new())));
}
