// A static, a constant, a path, a field, a call, a block, something that dereferences to one.
#![deny(warnings)]

use std::sync::LazyLock;

use cors::{Policy, cors, policy};
use http::{Request, Response};

static STATIC: Policy = policy! { origins = ["https://example.com"] };
const CONST: Policy = policy! { origins = ["https://example.com"] };
static LAZY: LazyLock<Policy> = LazyLock::new(|| CONST);

mod policies {
    pub mod inner {
        pub static API: cors::Policy = cors::policy! { origins = ["https://example.com"] };
    }
}

struct Server {
    policy: Policy,
}

fn shared() -> &'static Policy {
    &STATIC
}

#[cors(policy = STATIC)]
fn of_static(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = CONST)]
fn of_const(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = LAZY)]
fn of_lazy(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = crate::policy_of_every_kind::policies::inner::API)]
fn of_path(_: Request<()>) -> Response<String> {
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

#[cors(policy = if cfg!(debug_assertions) { CONST } else { STATIC.clone() })]
fn of_expression(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = {
    #[cfg(any())]
    compile_error!("not in this build");
    CONST
})]
fn of_block(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = cors::policy! { origins = ["https://example.com"] })]
fn of_macro(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

impl Server {
    #[cors(policy = self.policy)]
    fn of_field(&self, _: Request<()>) -> Response<String> {
        Response::new(String::new())
    }
}

#[cors(policy = policy)]
fn of_parameter(policy: &Policy, _: Request<()>) -> Response<String> {
    Response::new(String::new())
}

pub fn main() {
    let server = Server { policy: CONST };
    let request = || Request::builder().header("origin", "https://example.com").body(()).unwrap();
    for response in [
        of_static(request()),
        of_const(request()),
        of_lazy(request()),
        of_path(request()),
        of_call(request()),
        of_dereference(request()),
        of_expression(request()),
        of_block(request()),
        of_macro(request()),
        server.of_field(request()),
        of_parameter(&CONST, request()),
    ] {
        assert!(response.headers().contains_key("access-control-allow-origin"));
    }
}
