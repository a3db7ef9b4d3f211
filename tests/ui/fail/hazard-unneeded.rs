use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com", "http://localhost:3000"],
    credentials,
    dangerously_allow = [insecure_origins, public_suffixes, null_origin],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

// Without credentials these origins aren't a hazard.
#[cors(origins = ["http://example.com"], dangerously_allow = [insecure_origins])]
async fn others(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(others(Request::new(String::new())));
    drop(hello(Request::new(String::new())));
}
