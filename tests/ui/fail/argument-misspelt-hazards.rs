// What `dangerously_allow` was meant to be is read no further, and what it may have allowed is not reported.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["http://example.com"], credentials, dangerously_alow = [insecure_origins])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

// Any other mistake says nothing about the hazard.
#[cors(origins = ["http://example.com"], credentials, maxage = 600)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
}
