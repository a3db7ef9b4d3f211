//! Policies for actix-web: a middleware for an `App`, a `Scope` or a `Resource`, [`Cors`].
//!
//! The crate `cors` has all of this as `cors::actix_web`, with its feature `actix-web`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod front;
mod group;
mod handler;
mod head;
mod mark;
mod middleware;
mod nesting;

/// Gives a handler of actix-web a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::actix_web as cors;
pub use middleware::{Cors, CorsService, ResponseFuture};

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use actix_web::dev::{AppService, HttpServiceFactory};
    pub use actix_web::guard::{Guard, GuardContext};

    pub use crate::Cors;
    pub use crate::handler::{Routes, guard, is_no_preflight};
}
