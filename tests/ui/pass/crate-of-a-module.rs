// `crate = …` with a module that re-exports the crate.
use http::{Request, Response};

#[facade::cors(crate = facade, origins = ["https://example.com"])]
fn hello(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

mod facade {
    pub use cors::*;
}

pub fn main() {
    for origin in ["https://example.com"] {
        assert!(crate::is_allowed(hello, origin), "{origin}");
    }
}
