// What doesn't cross a network is secure.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["capacitor://app", "app://obsidian.md", "vscode-webview://abc"], credentials)]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["capacitor://app", "app://obsidian.md"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["capacitor://other"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
