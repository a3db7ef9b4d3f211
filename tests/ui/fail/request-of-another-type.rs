// `request = …` names a parameter that isn't a request; a parameter is a `Request` of something else.
use cors::cors;
use http::Response;

struct Request<B>(B);

#[cors(origins = ["https://example.com"], request = body)]
async fn hello(body: String) -> Response<String> {
    Response::new(body)
}

#[cors(origins = ["https://example.com"])]
fn other(req: Request<String>) -> Response<String> {
    Response::new(req.0)
}

#[cors(origins = ["https://example.com"])]
async fn unnamed(_: &Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello(String::new()));
    drop(other(Request(String::new())));
    drop(unnamed(&Request(String::new())));
}
