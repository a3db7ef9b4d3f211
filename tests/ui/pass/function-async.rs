// Async, sync, unsafe, and what is called later.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
async fn asynchronous(_: Request<String>) -> Response<String> {
    std::future::ready(()).await;
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn sync(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

/// # Safety
///
/// None is needed.
#[cors(origins = ["https://example.com"])]
unsafe fn dangerous(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn is_send<T: Send>(_: &T) {}

pub fn main() {
    let future = asynchronous(Request::default());
    is_send(&future);
    drop(future);
    let handler: fn(Request<String>) -> Response<String> = sync;
    drop(handler(Request::default()));
    let _: unsafe fn(Request<String>) -> Response<String> = dangerous;
}
