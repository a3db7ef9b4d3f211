use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://a.example", #[cfg(any())] "http://localhost:3000/"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example", #[cfg(any())] "http://b.example"], credentials)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
}
