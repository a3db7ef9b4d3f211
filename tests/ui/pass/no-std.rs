// What is generated needs nothing of the prelude.
#![no_implicit_prelude]
#![deny(warnings)]

use ::cors::cors;
use ::http::{Request, Response};

static API: ::cors::Policy = ::cors::policy! {
    origins = ["https://example.com", "https://*.example.com", "http://localhost:*", "https://*.example.org:*"],
    headers = ["x-a"],
};

#[cors(origins = ["https://example.com"], credentials, enforce)]
fn sync(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy = API)]
async fn asynchronous(_: Request<()>) -> ::core::result::Result<Response<()>, Response<()>> {
    ::core::result::Result::Err(Response::new(()))
}

pub fn main() {
    ::core::mem::drop(sync(Request::new(())));
    ::core::mem::drop(asynchronous(Request::new(())));
}
