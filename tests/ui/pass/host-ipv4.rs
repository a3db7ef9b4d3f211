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

pub fn main() {
    for origin in ["http://127.0.0.1", "http://192.168.0.1:8080", "https://1.2.3.4.example", "https://123a", "https://0x.example"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
