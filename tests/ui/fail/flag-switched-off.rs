use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://a.example"], credentials = "false")]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], credentials = 0)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], credentials = "omit")]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], no_credentials)]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], allowCredentials: false)]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], !credentials)]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], credentials = CONFIG.credentials)]
async fn hello_7(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], not(credentials))]
async fn hello_8(_: Request<String>) -> Response<String> {
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
}
