// `crate = …` with a longer path, in the attribute and in the macro, with `cfg` on entries.
mod framework {
    pub mod prelude {
        pub use ::cors as web;
    }
}

/// So that nothing finds `cors` without being told.
#[allow(dead_code)]
mod cors {}

static API: framework::prelude::web::Policy = framework::prelude::web::policy! {
    crate = crate::crate_of_a_path::framework::prelude::web,
    origins = ["https://example.com", #[cfg(all())] "https://example.org"],
};

#[framework::prelude::web::cors(policy = API, crate = crate::crate_of_a_path::framework::prelude::web)]
fn hello(_: http::Request<()>) -> http::Response<String> {
    http::Response::new(String::new())
}

#[framework::prelude::web::cors(
    crate = crate::crate_of_a_path::framework::prelude::web,
    origins = ["https://example.com", #[cfg(all())] "https://example.org"],
)]
fn bye(_: http::Request<()>) -> Result<http::Response<String>, http::Response<String>> {
    Err(http::Response::new(String::new()))
}

pub fn main() {
    let request = || http::Request::builder().header("origin", "https://example.org").body(()).unwrap();
    assert!(hello(request()).headers().contains_key("access-control-allow-origin"));
    assert!(bye(request()).unwrap_err().headers().contains_key("access-control-allow-origin"));
}
