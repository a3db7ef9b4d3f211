use cors::cors;
use http::{Request, Response};

// A mistake in the handler itself is reported as it would be without the attribute.
#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) -> Response<String> {
    "Hello World!"
}

#[cors(origins = ["https://example.com"])]
fn other(req: Request<String>) -> Response<String> {
    if req.body().is_empty() {
        return 1;
    }
    Response::new(undefined)
}

#[cors(origins = ["https://example.com"])]
async fn empty(_: Request<String>) -> Response<String> {}

#[cors(origins = ["https://example.com"])]
async fn fallible(req: Request<String>) -> Result<Response<String>, std::fmt::Error> {
    let _: u32 = req.body().parse()?;
    Ok(Response::new(String::new()))
}

fn main() {
    drop(hello(Request::new(String::new())));
    drop(other(Request::new(String::new())));
    drop(empty(Request::new(String::new())));
    drop(fallible(Request::new(String::new())));
}
