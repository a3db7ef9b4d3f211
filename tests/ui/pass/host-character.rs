// All that a host may have.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "https://my-app_2.example.com",
        "https://-.example.com",
        "https://3d.example.com",
        "https://a--b.example.com",
    ],
)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["https://my-app_2.example.com", "https://-.example.com", "https://3d.example.com", "https://a--b.example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
