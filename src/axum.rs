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
//!   another method does not compile.
//! - An annotated handler does not compile with axum's own routing functions, with which its preflights would
//!   go unanswered.
//! - It can be called and awaited like any async function, say from a unit test:
//!   `create(Json("a note".to_owned())).await`.
//!
//! # Other attributes
//!
//! They may stand above or below: `#[axum::debug_handler]`, `#[tracing::instrument]` and `#[utoipa::path]` see
//! the function as it was written, because this attribute puts itself behind all the others.

pub use cors_core::axum::*;
/// Gives an axum handler a CORS policy, which is checked while the program compiles. See the
/// [module](self).
pub use cors_macro::axum as cors;
