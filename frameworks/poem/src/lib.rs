//! poem.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod front;
mod handler;
mod method;
mod middleware;

/// Gives a poem handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::poem as cors;
pub use handler::{CorsHandler, Routable};
pub use method::{
    CorsRouteMethod, PathEndpoint, any, connect, delete, get, head, options, patch, post, put,
    trace,
};
pub use middleware::{Cors, CorsEndpoint};

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::handler::{CorsHandler, Inner};
}
