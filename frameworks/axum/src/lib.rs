//! Handlers with extractors, and their routing. The facade's module documents it.

mod annotated;
mod method_router;
mod preflights;

pub use annotated::{Annotation, Handler, RouteWithCors};
pub use method_router::{
    MethodRouter, any, delete, get, head, on, options, patch, post, put, trace,
};

/// What an annotated handler says of the methods that it may be registered for. Written by the attribute.
#[doc(hidden)]
pub mod methods {
    pub use super::annotated::{Accepts, AcceptsAny, FromRegistration, Written};
    pub use super::annotated::{Delete, Options, Patch, Put, Safelisted, Trace};
}
