use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://0x7f.1",
        "http://127.1:3000",
        "http://2130706433",
        "http://0177.0.0.1",
        "http://127.0.0.1.",
        "http://192.168.0.256",
        "http://1.2.3.4.5",
        "http://example.123",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
