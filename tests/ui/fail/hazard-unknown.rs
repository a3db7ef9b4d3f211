use cors::cors;
use http::{Request, Response};

#[cors(origins = ["null"], dangerously_allow = [null])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["http://example.com"], credentials, dangerously_allow = [insecure_origin])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["http://example.com"], credentials, dangerously_allow = [InsecureOrigins, everything, "insecure_origins", Danger::InsecureOrigins])]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
}
