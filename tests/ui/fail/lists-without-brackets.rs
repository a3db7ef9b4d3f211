use cors::cors;
use http::{Request, Response};

#[cors(origins = "https://a.example", "https://b.example")]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = "https://a.example, https://b.example")]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], methods = GET, PUT, headers = "Content-Type, Accept", expose = vec!["etag"])]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"].to_vec(), methods = [GET | PUT])]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], expose = Any, credentials)]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
    drop(hello_4(Request::new(String::new())));
    drop(hello_5(Request::new(String::new())));
}
