// Any host of a scheme that no website has.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["moz-extension://*", "app://."], credentials, dangerously_allow = [any_host])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    for origin in ["moz-extension://e5a5b2d0-1c2b-4c3d-8e9f-0a1b2c3d4e5f", "moz-extension://ABC", "app://."] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
    for origin in ["moz-extension://", "moz-extension://a/b", "moz-extension://a:1", "chrome-extension://a", "app://a"] {
        assert!(!crate::is_allowed(hello, origin), "{origin}");
    }
}
