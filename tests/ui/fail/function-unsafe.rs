// A handler that is unsafe to call stays that.
use cors::cors;
use http::{Request, Response};

/// # Safety
///
/// None is needed.
#[cors(origins = ["https://example.com"])]
unsafe fn dangerous(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    dangerous(Request::default());
}
