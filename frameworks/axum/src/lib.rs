//! Handlers with extractors, and their routing.
//!
//! [`#[cors::axum::cors]`](macro@cors) goes on an axum handler, with the arguments of `#[cors::cors]` except
//! `request`. The handler is then registered with the routing functions of
//! this module, because axum's own answer a preflight with 405.
//!
//! ```
//! use axum::extract::{Json, State};
//! use axum::http::StatusCode;
//! use axum::Router;
//! use cors::axum::{cors, get};
//!
//! #[cors(origins = ["https://*.example.com"])]
//! async fn list(State(notes): State<Vec<String>>) -> Json<Vec<String>> {
//!     Json(notes)
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! async fn create(Json(note): Json<String>) -> Result<StatusCode, StatusCode> {
//!     if note.is_empty() { Err(StatusCode::UNPROCESSABLE_ENTITY) } else { Ok(StatusCode::CREATED) }
//! }
//!
//! async fn remove() {} // no page of another origin may use this one
//!
//! let app = Router::new()
//!     .route("/notes", get(list).post(create).delete(remove).into())
//!     .route("/health", axum::routing::get(async || "well"))
//!     .with_state(vec!["a note".to_owned()]);
//! # let _: Router = app;
//! ```
//!
//! - Each preflight is answered by the policy of the handler that the requested method would reach. No
//!   handler and no extractor runs for it.
//! - The headers are on every response of a handler with the attribute: its own, its `Err`s, and the rejections
//!   of its extractors. They are not on what the router answers itself (404, 405) or what a layer around the
//!   handler answers: see [Layers](#layers).
//! - `methods` can be omitted: they are inferred from the route. If they are given, a registration for another
//!   method doesn't compile; if they are part of a `policy = …` from elsewhere, it panics when the route is made.
//! - A handler with the attribute doesn't compile with axum's own routing functions, which would leave its
//!   preflights unanswered. The compiler then names the type [`CorsFuture`].
//! - It can be called and awaited like any async function, for example in a unit test:
//!   `create(Json("a note".to_owned())).await`.
//!
//! # Routes
//!
//! The routing functions return a [`CorsMethodRouter`]. It becomes axum's own `MethodRouter` by `.into()`, or by
//! `MethodRouter::from` if a layer, a service or a fallback is to follow:
//!
//! ```
//! # use cors::axum::{any, cors, get};
//! # #[cors(origins = "*")] async fn read() {}
//! # #[cors(origins = "*")] async fn lost() {}
//! use axum::routing::MethodRouter;
//! # use tower_http::catch_panic::CatchPanicLayer as SomeLayer;
//!
//! let app = axum::Router::new()
//!     .route("/", MethodRouter::from(get(read)).layer(SomeLayer::new()))
//!     .fallback(MethodRouter::from(any(lost)));
//! # let _: axum::Router = app;
//! ```
//!
//! - Register all handlers with the attribute on one path together, in one chain: `get(list).post(create)`. In two
//!   calls of `route` for the same path, axum panics because both handle OPTIONS.
//! - A preflight for a handler without the attribute is rejected. The response to one for a method that no handler
//!   of the path takes doesn't list that method, as the browser's console then says. If no handler of a path has
//!   the attribute, preflights go to the handler of OPTIONS there, if there is one.
//! - OPTIONS requests that aren't preflights reach the handler of OPTIONS or of `any`. If there is none they
//!   get axum's own 405, even with a `method_not_allowed_fallback`.
//! - A browser caches the request headers that a preflight allows for the path, whatever the method. So if the
//!   handlers of one path don't all share a policy, one with `headers` answers preflights with
//!   `Access-Control-Max-Age: 0`, which disables the cache.
//!
//! # Layers
//!
//! A layer runs in front of the policy. One that rejects requests, as middleware for authentication does, rejects
//! preflights too, and no page can read its response. Reject in an extractor instead: extractors run behind the
//! policy, so preflights are answered before them and their rejections have the headers.
//!
//! A panic takes the headers with it. For a page to read the 500 that tower-http's `CatchPanic` makes of it, put a
//! `cors::tower::CorsLayer` (feature `tower`) around that layer. With a `CorsLayer`, one policy can
//! also cover a whole router, its 404 and 405 included. It answers all the preflights behind it, so add routes with
//! another policy after it:
//!
//! ```
//! # use cors::axum::{cors, get};
//! use axum::Router;
//! use cors::Policy;
//! use cors::tower::CorsLayer;
//! use tower_http::catch_panic::CatchPanicLayer;
//!
//! static APP: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
//!
//! #[cors(origins = ["*"])]
//! async fn status() -> &'static str {
//!     "well"
//! }
//!
//! # async fn profile() {}
//! let app = Router::new()
//!     .route("/profile", axum::routing::get(profile)) // by APP
//!     .layer(CatchPanicLayer::new())
//!     .layer(CorsLayer::new(&APP))
//!     .route("/status", get(status).into()); // by its own alone
//! # let _: Router = app;
//! ```
//!
//! On a response that a handler's policy has decided, an outer `CorsLayer` changes nothing, whether the origin was
//! allowed or not. The decision is marked in the response's extensions, so a layer in between may rewrite any header,
//! change the status, or replace the body. It drops the mark if it clears the extensions or makes a new response: out of
//! the old one's status, headers and body, or of an error, as a layer that catches panics or times out does. The
//! mark doesn't cross a network either. The outer policy then decides.
//!
//! # Other attributes
//!
//! `#[tracing::instrument]`, `#[utoipa::path]` and the language's own may stand above or below: this attribute
//! expands after all the others, so they see the function as it was written. `#[axum::debug_handler]` has to stand
//! below, because it calls the function by its name.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod diagnostics;
mod front;
mod handler;
pub mod methods;
pub mod router;
mod routing;

/// Gives an axum handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::axum as cors;
#[doc(hidden)]
pub use diagnostics::{Awaited, UnawaitedHandler};
#[doc(hidden)]
pub use handler::CorsPolicy;
pub use handler::{CorsFuture, CorsHandler};
pub use router::Router;
pub use routing::{CorsMethodRouter, any, delete, get, head, on, options, patch, post, put, trace};

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::diagnostics::{OtherRequest, check_request, request_of};
    pub use crate::handler::{CorsFuture, CorsPolicy};
    pub use crate::methods::{InferredMethods, ListedMethods};
}
