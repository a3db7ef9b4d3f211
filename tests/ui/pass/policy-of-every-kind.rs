// A static, a path, an element, a call, a block, a policy on the spot, something that dereferences to one.
#![deny(warnings)]

use std::sync::{Arc, LazyLock};

use cors::{Policy, cors, policy};
use http::{Request, Response};

static STATIC: Policy = policy! { origins = ["https://example.com"] };
static LAZY: LazyLock<Policy> = LazyLock::new(|| STATIC.clone());
static SHARED: LazyLock<Arc<Policy>> = LazyLock::new(|| Arc::new(STATIC.clone()));
static SEVERAL: [Policy; 1] = [policy! { origins = ["https://example.com"] }];

mod policies {
    pub mod inner {
        pub static API: cors::Policy = cors::policy! { origins = ["https://example.com"] };
    }

    pub fn req() -> &'static cors::Policy {
        &inner::API
    }
}

struct Server {
    policy: Policy,
}

static SERVER: Server = Server { policy: policy! { origins = ["https://example.com"] } };

fn shared() -> &'static Policy {
    &STATIC
}

#[cors(policy = STATIC)]
fn of_static(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = LAZY)]
fn of_lazy(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = SHARED)]
fn of_arc(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = crate::policy_of_every_kind::policies::inner::API)]
fn of_path(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = &STATIC)]
fn of_reference(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = shared())]
fn of_call(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = *shared())]
fn of_dereference(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = SEVERAL[0])]
fn of_element(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = if cfg!(debug_assertions) { &STATIC } else { shared() })]
fn of_if(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = match policies::inner::API.location().line() {
    0 => &STATIC,
    _ => &*LAZY,
})]
fn of_match(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = {
    #[cfg(any())]
    compile_error!("not in this build");
    &STATIC
})]
fn of_block(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = cors::policy! { origins = ["https://example.com"] })]
fn of_macro(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

// Names that parameters have, too, but as a field and in paths.
#[cors(policy = SERVER.policy)]
fn of_field(policy: u8, _: Request<()>) -> Response<String> {
    Response::new(policy.to_string())
}

#[cors(policy = self::policies::req(), request = req)]
fn of_another_path(policies: u8, req: Request<()>) -> Response<String> {
    let _ = req;
    Response::new(policies.to_string())
}

impl Server {
    #[cors(policy = self::STATIC)]
    fn of_method(&self, _: Request<()>) -> Response<String> {
        Response::new(self.policy.to_string())
    }
}

pub fn main() {
    let request = || Request::builder().header("origin", "https://example.com").body(()).unwrap();
    for response in [
        of_static(request()),
        of_lazy(request()),
        of_arc(request()),
        of_path(request()),
        of_reference(request()),
        of_call(request()),
        of_dereference(request()),
        of_element(request()),
        of_if(request()),
        of_match(request()),
        of_block(request()),
        of_macro(request()),
        of_field(1, request()),
        of_another_path(1, request()),
        SERVER.of_method(request()),
    ] {
        assert!(response.headers().contains_key("access-control-allow-origin"));
    }
}
