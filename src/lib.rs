//! CORS policies that are checked while the program compiles: one attribute on the handler.
//!
//! ```
//! use cors::cors;
//! use http::{Request, Response};
//!
//! #[cors(
//!     origins = ["https://example.com", "https://*.example.com", "http://localhost:3000"],
//!     headers = ["accesstoken", "content-type"],
//!     credentials,
//! )]
//! async fn hello(req: Request<String>) -> Response<String> {
//!     Response::new("Hello World!".to_owned())
//! }
//! ```
//!
//! [`#[cors]`](macro@cors) checks the policy, and wraps the handler: it answers the browser's preflight
//! itself, and puts the right headers on every other response. That is the whole CORS configuration of this
//! handler; there is no second place that can drift from it.
//!
//! A policy that is wrong or dangerous does not compile, and the error is on the very literal:
//!
//! ```compile_fail
//! # use cors::cors;
//! # use http::{Request, Response};
//! #[cors(
//!     origins = ["*"],
//! //             ^^^ `*` can't be combined with `credentials`:
//! //                 any website could then act as the signed-in user
//!     credentials,
//! )]
//! # fn hello(req: Request<String>) -> Response<String> { Response::new(String::new()) }
//! ```
//!
//! # Where to look
//!
//! - [`#[cors]`](macro@cors): the attribute, its arguments, and the functions it goes on.
//! - [`policy!`]: one policy for several handlers, or for code without handlers.
//! - [`Policy`] and [`Decision`]: what both of them make, for use by hand.
//! - [`Policy::builder`](Policy#method.builder) (feature `builder`): policies from configuration at run time.
//! - [`rules`]: every rule that a policy has to keep, with its reason.
//! - `cors::axum` (feature `axum`): handlers with extractors, and their routing.
//! - `cors::tower` (feature `tower`): a layer for whole routers.
//! - [`guide`]: from tower-http, and from the Serverless Framework.
//!
//! # What goes over the wire
//!
//! A preflight is an `OPTIONS` request with both `Origin` and `Access-Control-Request-Method`. Nothing else
//! is.
//!
//! | request | response | handler runs |
//! |---|---|---|
//! | preflight, origin allowed | 204 without a body, with `Access-Control-Allow-Origin` and, as the policy has them, `-Allow-Credentials`, `-Allow-Methods`, `-Allow-Headers`, `-Max-Age`; `Vary: Origin` | no |
//! | preflight, origin not allowed | 403 with `Vary: Origin` | no |
//! | any other, origin allowed | the handler's, on every status, with `Access-Control-Allow-Origin`, `-Allow-Credentials`, `-Expose-Headers`; `Vary: Origin` | yes |
//! | any other, origin not allowed | the handler's with `Vary: Origin`; with `enforce`: 403 | yes; with `enforce`: no |
//! | any other, no `Origin` | the handler's with `Vary: Origin` | yes |
//!
//! - The lists in the answer to a preflight are always whole. The browser compares, its cache covers every
//!   later request, and its console names what doesn't fit.
//! - With `origins = ["*"]` every response has `Access-Control-Allow-Origin: *`, and no `Vary`.
//! - `*` in `methods` or `headers` with `credentials` is answered with what was asked for, and `Vary` names
//!   that request header too, since browsers then take a `*` for a plain name.
//! - `*` in `headers` without `credentials` doesn't cover `Authorization`, by the standard; list it beside the `*` if
//!   pages should send it. Chromium lets it through all the same (as of version 156), so don't rely on that.
//! - `Vary` is added to, never replaced. A response that already has an `Access-Control-Allow-Origin` is left
//!   alone, so that the policy nearest to the handler wins.
//! - Origins are compared byte for byte. More than one `Origin` line, or one that is no origin, isn't allowed.

#[cfg(feature = "axum")]
pub use cors_axum as axum;
#[cfg(feature = "config")]
pub use cors_core::Config;
pub use cors_core::{
    CorsHeaders, CorsResponse, Decision, EmptyBody, HandlerResponse, Policy, SharedPolicy, head,
    methods, routes,
};
#[cfg(feature = "tower")]
pub use cors_tower as tower;

/// Gives a handler a CORS policy, which is checked while the program compiles.
///
/// # Arguments
///
/// | argument | value | meaning |
/// |---|---|---|
/// | `origins` | `["…", …]`, or one string | who may read. Required unless `policy` is given |
/// | `methods` | `[GET, PUT, "PURGE"]` | methods a page may use. GET, HEAD and POST need no listing |
/// | `headers` | `["…", …]` | request headers a page may send |
/// | `expose` | `["…", …]` | response headers a page may read |
/// | `credentials` | flag | cookies, client certificates, HTTP authentication |
/// | `max_age` | seconds, up to 86400 | how long a browser may remember the preflight |
/// | `enforce` | flag | a request from an unlisted origin gets 403 and the handler does not run |
/// | `dangerously_allow` | `[insecure_origins, public_suffixes, null_origin]` | opens one named hazard each |
/// | `policy` | a path or an expression | uses this [`Policy`]; then none of the above. An expression is evaluated for each request |
/// | `request` | a parameter's name | which parameter is the request, where its type doesn't tell |
/// | `crate` | a path | where this crate is, for crates that re-export it |
///
/// A flag is the bare word. The order is free, each argument stands at most once, and each has to keep the
/// [rules].
///
/// # Origins
///
/// | pattern | matches |
/// |---|---|
/// | `https://example.com` | exactly that origin |
/// | `https://*.example.com` | one or more labels before `.example.com`; not `https://example.com` itself |
/// | `http://localhost:*` | any port, or none |
/// | `https://*.example.com:*` | both |
/// | `*` | every origin; must stand alone |
///
/// An entry of any list may carry a `#[cfg(…)]`:
///
/// ```
/// # use cors::cors;
/// # use http::{Request, Response};
/// #[cors(origins = ["https://example.com", #[cfg(debug_assertions)] "http://localhost:*"])]
/// fn handler(req: Request<()>) -> Response<String> {
///     Response::new("Hello World!".to_owned())
/// }
/// # let request = Request::builder().header("origin", "http://localhost:3000").body(()).unwrap();
/// # let response = handler(request);
/// # assert_eq!(response.headers().get("access-control-allow-origin").is_some(), cfg!(debug_assertions));
/// ```
///
/// # The function
///
/// It keeps its signature. It may be `async` or not, a method, generic, and have other attributes, in any
/// order.
///
/// - It returns [`Response<B>`](https://docs.rs/http/1/http/struct.Response.html) or a [`Result`] of one, where `B` has a [`Default`]: the empty
///   body of the answer to a preflight. An `Err` goes through as it is, since it carries no response; where its
///   type is written `Response<…>`, it gets the headers too.
/// - One parameter is the request: the one whose type is called `Request`, or the one named by `request = …`.
///   Anything that dereferences to an [`http::Request`](https://docs.rs/http/1/http/struct.Request.html) will do.
///
/// ```
/// use cors::cors;
/// use http::{Method, Request, Response, StatusCode};
///
/// #[cors(origins = ["https://*.example.com"], methods = [PUT], max_age = 600)]
/// fn store(limit: usize, req: Request<String>) -> Result<Response<String>, std::num::ParseIntError> {
///     let number: usize = req.body().parse()?;
///     Ok(Response::new(number.min(limit).to_string()))
/// }
///
/// let preflight = Request::builder()
///     .method(Method::OPTIONS)
///     .header("origin", "https://app.example.com")
///     .header("access-control-request-method", "PUT")
///     .body(String::new())
///     .unwrap();
/// let response = store(7, preflight)?;
/// assert_eq!(response.status(), StatusCode::NO_CONTENT);
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// assert_eq!(response.headers()["access-control-allow-methods"], "PUT");
/// assert_eq!(response.headers()["access-control-max-age"], "600");
///
/// let request = Request::builder().header("origin", "https://evil.com");
/// let response = store(7, request.body("12".to_owned()).unwrap())?;
/// assert_eq!(response.body(), "7");
/// assert!(!response.headers().contains_key("access-control-allow-origin"));
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
///
/// With `policy = …` the policy is lent for the whole call. Where it is part of a parameter that the body takes,
/// share it first:
///
/// ```
/// # use cors::{Policy, cors};
/// # use http::{Request, Response};
/// # use std::sync::Arc;
/// struct State {
///     policy: Arc<Policy>, // from configuration, say
/// }
///
/// #[cors(policy = *Arc::clone(&state.policy))]
/// async fn handler(state: State, req: Request<()>) -> Response<String> {
///     drop(state);
///     Response::new("Hello World!".to_owned())
/// }
/// ```
///
/// # What it doesn't do
///
/// It doesn't route: a server that sends `OPTIONS` requests elsewhere, or answers them by itself, has to send
/// them to the handler. And it doesn't keep anybody out: CORS is about what pages may read, and only
/// `enforce` keeps a handler from running. That isn't authentication either, as only browsers send an honest
/// `Origin`.
pub use cors_macro::cors;

/// Makes a [`Policy`] while the program compiles, from the arguments of [`#[cors]`](macro@cors) other than
/// `policy` and `request`.
///
/// ```
/// use cors::{Policy, cors};
/// use http::{Request, Response};
///
/// static API: Policy = cors::policy! {
///     origins = ["https://app.example.com"],
///     headers = ["content-type"],
///     credentials,
/// };
///
/// #[cors(policy = API)]
/// fn hello(req: Request<()>) -> Response<String> {
///     Response::new("Hello World!".to_owned())
/// }
///
/// #[cors(policy = API)]
/// fn bye(req: Request<()>) -> Response<String> {
///     Response::new("Bye!".to_owned())
/// }
/// # let request = Request::builder().header("origin", "https://app.example.com");
/// # assert_eq!(bye(request.body(()).unwrap()).headers().len(), 3);
/// ```
///
/// It is an expression, and a constant one. A wrong policy doesn't compile:
///
/// ```compile_fail
/// let policy = cors::policy! { origins = ["https://app.example.com/"] };
/// //                                       ^ an origin ends before the path
/// ```
pub use cors_macro::policy;

#[doc = include_str!("rules.md")]
pub mod rules {
    #[cfg(feature = "config")]
    pub use cors_core::rules::{List, Violation, Violations};
    pub use cors_core::{Hazard, UnknownHazard};
}

/// Where people come from, and what replaces what they had.
pub mod guide {
    #[doc = include_str!("serverless.md")]
    pub mod serverless {}

    #[doc = include_str!("migration.md")]
    pub mod tower_http {}
}

/// What the macros' expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "axum")]
    pub use cors_axum::__private as axum;
    pub use cors_core::__private::{Pattern, PolicyLiteral, call};
    pub use cors_core::Hazard;
    #[cfg(feature = "axum")]
    pub use cors_macro::axum_inner;
}

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
