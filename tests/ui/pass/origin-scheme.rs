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

pub fn main() {
    for origin in ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "moz-extension://0c1f0a5c-8f3b-4e0a-9d1c-2b9f5ad3f1c1", "com.example.app+2://host", "capacitor://localhost", "tauri://localhost", "ionic://localhost"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
