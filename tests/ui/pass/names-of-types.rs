// The user's own types under the names that what is generated has, too.
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

mod shadows {
    pub struct Response;
    pub enum Option<T> {
        Some(T),
        None,
    }
    pub enum Result<T, E> {
        Ok(T),
        Err(E),
    }
    pub use Option::*;
    pub use self::Result::*;
    pub struct Policy;
    pub struct Decision;
    pub struct CorsResponse;
    pub struct PolicyLiteral;
    pub struct Pattern;
    pub struct CorsHeaders;
    pub trait HandlerResponse {}
    pub trait Clone {}
    pub mod core {}
    pub mod std {}
    pub mod http {}
}

mod handlers {
    use super::shadows::*;

    static API: ::cors::Policy = ::cors::policy! { origins = ["https://example.com", #[cfg(all())] "https://example.org"] };

    #[::cors::cors(origins = ["https://example.com", "https://*.example.com", "http://localhost:*"], credentials, max_age = 1)]
    pub fn sync(_: ::http::Request<()>) -> ::http::Response<String> {
        let _ = (Policy, Decision, CorsResponse, PolicyLiteral, Pattern, CorsHeaders, Response);
        let _: Option<u8> = Some(1);
        let _: Result<u8, u8> = Ok(1);
        ::http::Response::new(String::new())
    }

    #[::cors::cors(policy = API)]
    pub async fn asynchronous(_: ::http::Request<()>) -> ::core::result::Result<::http::Response<String>, ::http::Response<String>> {
        ::core::result::Result::Ok(::http::Response::new(String::new()))
    }
}

pub fn main() {
    drop(handlers::sync(http::Request::new(())));
    drop(handlers::asynchronous(http::Request::new(())));
}
