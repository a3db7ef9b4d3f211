use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://example.com",
        "http://*.example.com:8080",
        "http://192.168.0.1",
        "http://localhost.example.com",
        "http://[2001:db8::1]:3000",
    ],
    credentials,
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
