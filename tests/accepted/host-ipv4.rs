// Four plain numbers; and names that end in no number.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://127.0.0.1",
        "http://192.168.0.1:8080",
        "https://1.2.3.4.example",
        "https://123a",
        "https://0x.example",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn is_allowed(origin: &str) -> bool {
    let request = Request::builder().header("origin", origin).body(()).unwrap();
    let response = hello(request);
    assert_eq!(response.body(), "Hello World!");
    response.headers().contains_key("access-control-allow-origin")
}

pub fn main() {
    for origin in ["http://127.0.0.1", "http://192.168.0.1:8080", "https://1.2.3.4.example", "https://123a", "https://0x.example"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
