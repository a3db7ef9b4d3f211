//! CORS policies in one attribute on the handler, checked at compile time.
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
//! [`#[cors]`](macro@cors) checks the policy and wraps the handler: it answers the browser's preflight
//! and sets the right headers on every other response that the handler returns. That is the whole CORS
//! configuration of this handler; there is no second place that can drift from it.
//!
//! A policy that is wrong or dangerous doesn't compile, and the error points at the offending literal:
//!
//! ```compile_fail
//! # use cors::cors;
//! # use http::{Request, Response};
//! #[cors(
//!     origins = ["*"],
//! //             ^^^ `*` can't be combined with `credentials`: any website could then
//! //                 act as the signed-in user [credentials-any-origin]
//!     credentials,
//! )]
//! # fn hello(req: Request<String>) -> Response<String> { Response::new(String::new()) }
//! ```
//!
//! # Where to look
//!
//! - [`#[cors]`](macro@cors): the attribute, its arguments, and the functions it goes on.
//! - [`policy!`]: one policy for several handlers, or for code without handlers.
//! - [`Policy`] and [`Decision`]: what both of them make, and what it says of a request.
//! - [`LiveOrigins`] (feature `config`): origins that are known at deployment, in policies that are checked at compile
//!   time. [`guide::origins`] has the ways to set them.
//! - [`Config`] (feature `config`): policies from configuration at run time. The feature `serde` reads it and
//!   [`Origins`] out of any format.
//! - [`rules`]: every rule that a policy has to keep, with its reason.
//! - [`PolicyBy`]: the policy is chosen by the head of the request, for tenants.
//! - [`cors::actix_web`](crate::actix_web) (feature `actix-web`): actix-web's handlers, and a middleware.
//! - [`cors::axum`](crate::axum) (feature `axum`): handlers with extractors, and a router with their policies in front.
//!   The feature `utoipa` adds `cors::axum::routes!`, for handlers that utoipa documents.
//! - [`cors::poem`](crate::poem) (feature `poem`): poem's handlers, routing for them, and a middleware.
//! - [`cors::rocket`](crate::rocket) (feature `rocket`): routes of Rocket, and the fairing for them.
//! - [`cors::salvo`](crate::salvo) (feature `salvo`): salvo's handlers, a service with their policies in front, and a hoop.
//! - [`cors::tower`](crate::tower) (feature `tower`): a layer for whole routers, and for any other tower service.
//! - [`Policy::explain`] (feature `explain`): why a request is allowed or not. With the feature `tracing`, each refusal is
//!   an event. [`guide::cors_error`] leads from the message in a browser's console to the line to change.
//! - [`guide`]: CORS errors, origins per environment, and from tower-http, a framework's own CORS or the Serverless
//!   Framework.
//!
//! # Your framework
//!
#![doc = include_str!("../docs/frameworks.md")]
//!
//! # What goes over the wire
//!
#![doc = include_str!("../docs/wire.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "actix-web")]
#[doc(inline)]
pub use cors_actix_web as actix_web;
#[cfg(all(feature = "axum", doc))]
#[doc(inline)]
pub use cors_axum as axum;
pub use cors_core::{
    ChosenHead, CorsHeaders, CorsResponse, Decision, EmptyBody, HandlerResponse, Policy, PolicyBy,
    PolicyChoice, SharedPolicy, head, method, methods, routes,
};
#[cfg(feature = "config")]
pub use cors_core::{Config, EntryViolation, LiveOrigins, Origins, OriginsError};
#[cfg(feature = "explain")]
pub use cors_core::{Difference, Effect, Explanation, Nearest, Reason};
#[cfg(all(feature = "poem", doc))]
#[doc(inline)]
pub use cors_poem as poem;
#[cfg(all(feature = "rocket", doc))]
#[doc(inline)]
pub use cors_rocket as rocket;
#[cfg(all(feature = "salvo", doc))]
#[doc(inline)]
pub use cors_salvo as salvo;
#[cfg(feature = "tower")]
#[doc(inline)]
pub use cors_tower as tower;

// A module, because rustc prints the items of a renamed crate as `cors::cors_axum::…`. The docs have the crate itself,
// because a module would be without the crate's own page.
#[cfg(all(feature = "axum", not(doc)))]
#[expect(missing_docs, reason = "the crate's own docs are in its place")]
pub mod axum {
    pub use cors_axum::*;
}

#[cfg(all(feature = "rocket", not(doc)))]
#[expect(missing_docs, reason = "the crate's own docs are in its place")]
pub mod rocket {
    pub use cors_rocket::*;
}

#[cfg(all(feature = "salvo", not(doc)))]
#[expect(missing_docs, reason = "the crate's own docs are in its place")]
pub mod salvo {
    pub use cors_salvo::*;
}

#[cfg(all(feature = "poem", not(doc)))]
#[expect(missing_docs, reason = "the crate's own docs are in its place")]
pub mod poem {
    pub use cors_poem::*;
}

/// Gives a handler a CORS policy, which is checked at compile time.
///
/// # Arguments
///
#[doc = include_str!("../docs/arguments.md")]
///
/// Each argument has to keep the [rules].
///
/// # Origins
///
#[doc = include_str!("../docs/origins.md")]
///
/// An entry that exists in debug builds only:
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
/// - It returns an [`http::Response<B>`](https://docs.rs/http/1/http/struct.Response.html) or a [`Result`] of one,
///   where `B` implements [`Default`], which makes the empty body of a preflight response. An `Err` is passed on
///   unchanged, since it carries no response; if its type is written `Response<…>`, it gets the headers too.
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
/// # A policy defined elsewhere
///
/// `policy = …` takes a place of type [`Policy`], such as a `static` or a [`LazyLock`](std::sync::LazyLock), or a
/// reference to one that is `'static`. The expression can't name the handler's parameters, and it may be evaluated
/// any number of times, so it should be cheap. It means the same on every kind of handler.
///
/// ```
/// use std::sync::LazyLock;
///
/// use cors::{Config, Policy, cors};
/// use http::{Request, Response};
///
/// static API: LazyLock<Policy> = LazyLock::new(|| {
///     let origin = std::env::var("APP_ORIGIN").unwrap_or("https://app.example.com".to_owned());
///     Policy::try_from(Config::new().origins([origin])).expect("APP_ORIGIN should be an origin")
/// });
///
/// #[cors(policy = API)]
/// async fn handler(req: Request<()>) -> Response<String> {
///     Response::new("Hello World!".to_owned())
/// }
/// ```
///
/// # A policy chosen by the request
///
/// `policy_by = …` takes a [`PolicyBy`] in the same way: a function from the head of a request to a policy, with the
/// headers that it reads, which are in `Vary` on every response. They are named beside the function, and not at each
/// handler, where one could be forgotten.
///
/// ```
/// use std::sync::LazyLock;
///
/// use cors::{Policy, PolicyBy, cors};
/// use http::{Request, Response, header};
///
/// static SHOP: Policy = cors::policy! { origins = ["https://shop.example"], credentials };
///
/// static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
///     PolicyBy::new([header::HOST], |head| match head.host()? {
///         "shop.example.net" => Some(&SHOP),
///         _ => None,
///     })
/// });
///
/// #[cors(policy_by = TENANTS)]
/// fn handler(req: Request<()>) -> Response<()> {
///     Response::new(())
/// }
/// # let request = Request::builder().header("host", "shop.example.net").header("origin", "https://shop.example");
/// # let response = handler(request.body(()).unwrap());
/// # assert_eq!(response.headers()["access-control-allow-origin"], "https://shop.example");
/// # assert!(response.headers().get_all("vary").iter().eq(["Origin", "host"]));
/// ```
///
/// # What it doesn't do
///
/// It doesn't route: a server that sends `OPTIONS` requests elsewhere, or answers them itself, has to send
/// them to the handler. For the same reason it covers nothing but the handler's own responses: neither the
/// router's 404 and 405, nor a response that middleware in front of the handler makes. A layer around the
/// router, such as [`CorsLayer`](crate::tower::CorsLayer), covers those. The frameworks with a feature have an attribute
/// of their own, and can put the policies in front of all that.
///
/// It isn't access control: CORS is about what pages may read, and only `enforce` keeps a handler from running.
/// That isn't authentication either, as only browsers send an honest `Origin`.
pub use cors_macro::cors;

/// Makes a [`Policy`] at compile time, from the arguments of [`#[cors]`](macro@cors) other than
/// `policy`, `policy_by`, `none` and `request`.
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
/// //                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
/// // an origin has no path, not even a trailing `/`, so this would never match [origin-path]
/// ```
pub use cors_macro::policy;

#[doc = include_str!("../docs/rules.md")]
pub mod rules {
    pub use cors_core::{Hazard, UnknownHazard};
    #[cfg(feature = "config")]
    pub use cors_core::{List, Violation, Violations};
}

/// Guides: what to do about a CORS error, origins per environment, and from other CORS configurations to this one.
pub mod guide {
    // Its examples are tests of the package of actix-web.
    #[cfg(all(feature = "actix-web", not(doctest)))]
    #[doc = include_str!("../docs/guide-actix-cors.md")]
    pub mod actix_cors {}

    #[doc = include_str!("../docs/guide-cors-error.md")]
    pub mod cors_error {}

    #[doc = include_str!("../docs/guide-origins.md")]
    pub mod origins {}

    // Its examples are tests in `frameworks/rocket`.
    #[cfg_attr(not(doctest), doc = include_str!("../docs/guide-rocket.md"))]
    pub mod rocket {}

    // Its examples are tested where poem is.
    #[cfg(not(doctest))]
    #[doc = include_str!("../docs/guide-poem.md")]
    pub mod poem {}

    // Its examples are tested where salvo is.
    #[cfg(not(doctest))]
    #[doc = include_str!("../docs/guide-salvo.md")]
    pub mod salvo {}

    #[doc = include_str!("../docs/guide-serverless.md")]
    pub mod serverless {}

    #[doc = include_str!("../docs/guide-tower-http.md")]
    pub mod tower_http {}

    // Its examples are tested in `tests/frameworks`.
    #[cfg(not(doctest))]
    #[doc = include_str!("../docs/guide-warp.md")]
    pub mod warp {}
}

/// What the macros' expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "actix-web")]
    pub use cors_actix_web::__private as actix_web;
    #[cfg(feature = "axum")]
    pub use cors_axum::__private::{self as axum, OtherRequest, check_request, request_of};
    pub use cors_core::__private::{Box, NamedSlot, Pattern, PolicyLiteral, call, slot};
    #[cfg(not(feature = "axum"))]
    pub use cors_core::__private::{OtherRequest, check_request, request_of};
    pub use cors_core::Hazard;
    #[cfg(feature = "actix-web")]
    pub use cors_macro::actix_web_inner;
    #[cfg(feature = "axum")]
    pub use cors_macro::axum_inner;
    #[cfg(feature = "poem")]
    pub use cors_poem::__private as poem;
    #[cfg(feature = "rocket")]
    pub use cors_rocket::__private as rocket;
    #[cfg(feature = "salvo")]
    pub use cors_salvo::__private as salvo;
}

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
