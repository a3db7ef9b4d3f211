// In modules, in functions, in blocks, one in the other.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

mod handlers {
    pub(crate) mod inner {
        use http::{Request, Response};

        #[cors::cors(origins = ["https://example.com"])]
        pub(in crate::function_nested::handlers) fn hello(_: Request<()>) -> Response<String> {
            Response::new(String::new())
        }
    }

    pub(crate) fn call() {
        drop(inner::hello(http::Request::new(())));
    }
}

#[cors(origins = ["https://example.com"])]
fn outer(req: Request<()>) -> Response<String> {
    #[cors(origins = ["https://example.org"])]
    fn inner(req: Request<()>) -> Response<String> {
        Response::new(req.uri().to_string())
    }
    inner(req)
}

pub fn main() {
    #[cors(origins = ["https://example.com"])]
    fn local(_: Request<()>) -> Response<String> {
        Response::new(String::new())
    }
    handlers::call();
    drop(local(Request::new(())));
    drop(outer(Request::new(())));
}
