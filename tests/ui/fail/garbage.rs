use cors::cors;
use http::{Request, Response};

#[cors("https://example.com")]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(["https://example.com"])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(*)]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], , credentials)]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(= 5, origins = ["https://example.com"])]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"]; credentials)]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(, origins = ["https://example.com"])]
async fn hello_7(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com",, "https://example.org"])]
async fn hello_8(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], ..)]
async fn hello_9(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], #[cfg(test)] credentials)]
async fn hello_10(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], r#enforce)]
async fn hello_11(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], 5)]
async fn hello_12(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
    drop(hello_4(Request::new(String::new())));
    drop(hello_5(Request::new(String::new())));
    drop(hello_6(Request::new(String::new())));
    drop(hello_7(Request::new(String::new())));
    drop(hello_8(Request::new(String::new())));
    drop(hello_9(Request::new(String::new())));
    drop(hello_10(Request::new(String::new())));
    drop(hello_11(Request::new(String::new())));
    drop(hello_12(Request::new(String::new())));
}
