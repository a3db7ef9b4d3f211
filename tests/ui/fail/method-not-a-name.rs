use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = [Method::PUT, http::Method::DELETE])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], methods = [1, &PUT, PUT | DELETE, M-SEARCH, Method::from("PURGE")])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
}
