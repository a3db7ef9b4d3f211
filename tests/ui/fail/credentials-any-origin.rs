use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"], credentials)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

#[cors(origins = "*", headers = ["*"], credentials)]
async fn others(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(others(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
}
