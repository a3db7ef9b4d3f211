use cors::cors;
use http::{Request, Response};

struct Body(#[allow(dead_code)] String);

#[cors(origins = ["https://example.com"])]
async fn hello(_: Request<String>) -> Response<Body> {
    Response::new(Body("Hello World!".to_owned()))
}

#[cors(origins = ["https://example.com"])]
fn other(_: Request<String>) -> Result<Response<Body>, std::io::Error> {
    Ok(Response::new(Body("Hello World!".to_owned())))
}

#[cors(origins = ["https://example.com"])]
fn generic<B>(req: Request<B>) -> Response<B> {
    Response::new(req.into_body())
}

fn main() {
    drop(hello(Request::new(String::new())));
    drop(other(Request::new(String::new())));
    drop(generic(Request::new(String::new())));
}
