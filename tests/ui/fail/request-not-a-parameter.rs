use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], request = request)]
async fn hello(req: Request<String>) -> Response<String> {
    Response::new(req.into_body())
}

#[cors(origins = ["https://example.com"], request = Request)]
async fn other(req: Request<String>) -> Response<String> {
    Response::new(req.into_body())
}

#[cors(origins = ["https://example.com"], request = "req")]
async fn quoted(req: Request<String>) -> Response<String> {
    Response::new(req.into_body())
}

#[cors(origins = ["https://example.com"], request)]
async fn bare(req: Request<String>) -> Response<String> {
    Response::new(req.into_body())
}

struct Server;

impl Server {
    #[cors(origins = ["https://example.com"], request = request)]
    fn method(&self, req: Request<String>) -> Response<String> {
        Response::new(req.into_body())
    }
}

fn main() {
    drop(Server.method(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
    drop(other(Request::new(String::new())));
    drop(quoted(Request::new(String::new())));
    drop(bare(Request::new(String::new())));
}
