use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://*.com",
        "https://*.co.uk",
        "https://*.github.io",
        "https://*.vercel.app:*",
        "https://*.kawasaki.jp",
    ],
    credentials,
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
