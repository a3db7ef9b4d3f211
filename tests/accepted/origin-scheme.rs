// A scheme has letters, digits, `+`, `-` and `.`, and needn't be `https`.
use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://0c1f0a5c-8f3b-4e0a-9d1c-2b9f5ad3f1c1",
        "com.example.app+2://host",
        "capacitor://localhost",
        "tauri://localhost",
        "ionic://localhost",
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
    for origin in ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "moz-extension://0c1f0a5c-8f3b-4e0a-9d1c-2b9f5ad3f1c1", "com.example.app+2://host", "capacitor://localhost", "tauri://localhost", "ionic://localhost"] {
        assert!(is_allowed(origin), "{origin}");
    }
}
