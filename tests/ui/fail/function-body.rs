// What the compiler would say of a closure that the user didn't write.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
fn try_in_response(_: Request<String>) -> Response<String> {
    let number: u8 = "7".parse()?;
    Response::new(number.to_string())
}

#[cors(origins = ["https://example.com"])]
async fn try_in_async(_: Request<String>) -> Response<String> {
    let number: u8 = "7".parse()?;
    Response::new(number.to_string())
}

#[cors(origins = ["https://example.com"])]
fn awaits(_: Request<String>) -> Response<String> {
    Response::new(std::future::ready(String::new()).await)
}

#[cors(origins = ["https://example.com"])]
fn named_future(_: Request<String>) -> MyFuture {
    MyFuture
}

struct MyFuture;

fn main() {}
