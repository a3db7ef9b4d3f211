use cors::cors;
use http::{Request, Response};

#[cors(
    origins = ["https://example.com"],
    origin = ["https://example.com"],
    allow_methods = [PUT],
    allowed_headers = ["content-type"],
    exposed_headers = ["etag"],
    supports_credentials,
    maxAge = 600,
    max_age_seconds = 600,
    enforced,
    dangerous_allow = [null_origin],
    send_wildcard = true,
    path = "/api/*",
    // As like `policy` as a word can be without being taken for it.
    xpol = API,
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
