// An entry is judged by itself in every build, and beside others where it exists.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com", #[cfg(all())] "https://Example.org", #[cfg(any())] "https://Example.net"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = [#[cfg(any())] "https://example.com"])]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
}
