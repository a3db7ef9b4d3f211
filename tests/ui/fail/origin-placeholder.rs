use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "${ORIGIN}",
        "https://{{ host }}",
        "https://<tenant>.a.example",
        "http://localhost:$PORT",
        "https://%s",
        "https://{a,b}.example.com",
        "https://YOUR_DOMAIN",
        "https://?.example.com",
    ],
)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
