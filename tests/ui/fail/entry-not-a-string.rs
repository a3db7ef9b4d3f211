use cors::cors;
use http::{Request, Response};

#[cors(origins = [APP, crate::APP, &APP, concat!("https://", "example.com"), env!("ORIGIN")])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ['h', b"https://example.com", c"https://example.com", 1, 1.5, true])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers = [CONTENT_TYPE, header::ACCEPT, content-type, authorization])]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], expose = [ETAG, ["etag"], ("etag")])]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"suffix])]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = [std::env::var("ORIGIN").unwrap()], headers = [config.get("headers")])]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
    drop(hello_4(Request::new(String::new())));
    drop(hello_5(Request::new(String::new())));
    drop(hello_6(Request::new(String::new())));
}
