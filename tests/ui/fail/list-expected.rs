use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], methods = PUT)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], methods = "PUT")]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers = "content-type")]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], expose = ("etag"))]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers = {"content-type"})]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], dangerously_allow = null_origin)]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ORIGINS)]
async fn hello_7(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = &["https://example.com"])]
async fn hello_8(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins("https://example.com"))]
async fn hello_9(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins)]
async fn hello_10(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins =)]
async fn hello_11(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers = vec!["content-type"])]
async fn hello_12(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], methods)]
async fn hello_13(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers: ["content-type"])]
async fn hello_14(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

// A `cfg` makes no list of what isn't one.
#[cors(origins = ["https://example.com", #[cfg(all())] "https://example.org"], expose = ("etag"))]
async fn hello_15(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], dangerously_allow)]
async fn hello_16(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], dangerously_allow = "null_origin")]
async fn hello_17(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"], headers = 5)]
async fn hello_18(_: Request<String>) -> Response<String> {
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
    drop(hello_13(Request::new(String::new())));
    drop(hello_14(Request::new(String::new())));
    drop(hello_15(Request::new(String::new())));
    drop(hello_16(Request::new(String::new())));
    drop(hello_17(Request::new(String::new())));
    drop(hello_18(Request::new(String::new())));
}
