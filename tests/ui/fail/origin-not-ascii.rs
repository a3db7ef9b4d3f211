// The host in Punycode is what browsers send, and what the help gives.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://bücher.example",
        "https://*.résumé.com",
        "https://例え.jp",
        "https://ＥＸＡＭＰＬＥ.com",
        "https://１２７.0.0.1",
        "https://пример。рф",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
