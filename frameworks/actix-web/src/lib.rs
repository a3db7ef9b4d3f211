//! Policies for actix-web: a middleware for an `App`, a `Scope` or a `Resource`, [`Cors`].
//!
//! The crate `cors` has all of this as `cors::actix_web`, with its feature `actix-web`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod head;
mod middleware;
mod nesting;

pub use middleware::{Cors, CorsService, ResponseFuture};
