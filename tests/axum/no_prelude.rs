//! Everything that a user's file needs is in the paths that the attribute writes: no import, no prelude.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

mod handlers {
    #[::cors::axum::cors(origins = ["https://app.example.com"], methods = [PUT], credentials)]
    pub async fn replace(
        _: ::axum::extract::Path<u8>,
        body: ::std::string::String,
    ) -> ::std::string::String {
        body
    }

    #[::cors::axum::cors(policy = super::API)]
    pub async fn remove() {}
}

static API: ::cors::Policy = ::cors::policy! { origins = ["https://app.example.com"] };

// Names that the expansion might have taken for its own.
#[allow(dead_code)]
mod std {}
#[allow(dead_code)]
mod core {}
#[allow(dead_code)]
mod axum {}
#[allow(dead_code)]
mod http {}

#[::core::prelude::v1::test]
fn what_is_written_is_found_by_its_path_alone() {
    let path = ::cors::axum::put(handlers::replace).delete(handlers::remove);
    let _: ::axum::Router =
        ::axum::Router::new().route("/{number}", ::std::convert::Into::into(path));
}
