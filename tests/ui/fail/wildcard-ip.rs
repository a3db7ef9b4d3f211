use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://*.127.0.0.1",
        "http://*.[::1]:3000",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
