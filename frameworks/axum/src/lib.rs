//! Handlers with extractors, and their routing.
//!
//! [`#[cors::axum::cors]`](macro@cors) goes on an axum handler, with the arguments of
//! [`#[cors]`](macro@crate::cors) (but for `request`). The handler is then registered with the routing
//! functions of this module in place of axum's own, since axum's answer a preflight with 405.
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
//! - The headers are on every response of an annotated handler: its own, its `Err`s, and the rejections of
//!   its extractors.
//! - `methods` need not be written, because the registration says them. Where they are, a registration for
//!   another method does not compile; where they are in a `policy = …` from elsewhere, it panics when the
//!   route is made.
//! - An annotated handler does not compile with axum's own routing functions, with which its preflights would
//!   go unanswered. The compiler then names the type [`RouteWithCors`].
//! - It can be called and awaited like any async function, say from a unit test:
//!   `create(Json("a note".to_owned())).await`.
//!
//! # Routes
//!
//! What the routing functions make becomes axum's own `MethodRouter` by `.into()`, or by its `from` where a layer, a
//! service or a fallback is to follow:
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
//! - All annotated handlers of one path are registered together, in one chain: `get(list).post(create)`. In two
//!   calls of `route` for the same path, axum panics because both handle OPTIONS.
//! - A preflight for a handler without the attribute is refused. One for a method that nothing takes is answered
//!   without that method, as the browser's console then says. Where no handler of a path has the attribute,
//!   preflights are left to whatever takes OPTIONS there.
//! - OPTIONS requests that aren't preflights reach the handler of OPTIONS or of `any`. Where there is none they
//!   get axum's own 405, also with a `method_not_allowed_fallback`.
//! - A browser remembers the request headers that a preflight allows for the path, whatever the method. So where
//!   the handlers of one path don't all share a policy, one with `headers` answers preflights with
//!   `Access-Control-Max-Age: 0`, and nothing is remembered.
//!
//! # Layers
//!
//! A layer is around the policy. One that rejects requests by itself, as middleware for authentication does,
//! rejects preflights too, and no page can read why. Do that in an extractor: extractors run behind the policy, so
//! that preflights are answered before and rejections have the headers.
//!
//! A panic takes the headers with it. For a page to read the 500 that tower-http's `CatchPanic` makes of it, put a
//! [`CorsLayer`](crate::tower::CorsLayer) (feature `tower`) around that. The same layer is the way to have one
//! policy for a whole router. It answers all the preflights inside of it, so that routes with another policy are
//! added after it:
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
//! # Other attributes
//!
//! `#[tracing::instrument]`, `#[utoipa::path]` and those of the language may stand above or below: this attribute
//! puts itself behind all the others, so that they see the function as it was written. `#[axum::debug_handler]`
//! stands below, because it calls the function by its name.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod diagnostics;
mod handler;
pub mod methods;
mod options;
mod routing;

/// Gives an axum handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::axum as cors;
pub use handler::{CorsFuture, CorsHandler, CorsPolicy};
pub use routing::{CorsMethodRouter, any, delete, get, head, on, options, patch, post, put, trace};

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::handler::{CorsFuture, CorsPolicy};
    pub use crate::methods::{InferredMethods, ListedMethods};
}
