use cors::cors;
use http::{Request, Response};

#[cors(origins = Any, methods = Any, headers = AllowHeaders::any(), expose = *)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = [null, None, self, "https://a.example".parse().unwrap()])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = Any, credentials)]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], methods = [Method::PUT, RequestMethod.DELETE, *], headers = [CONTENT_TYPE, http::header::ACCEPT, X-Requested-With])]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
    drop(hello_4(Request::new(String::new())));
}
