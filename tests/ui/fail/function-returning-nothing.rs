use cors::cors;
use http::Request;

#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) {}

#[cors(origins = ["https://example.com"])]
fn other(_: Request<String>) {
    println!("Hello World!");
}

fn main() {
    drop(hello(Request::new(String::new())));
    other(Request::new(String::new()));
}
