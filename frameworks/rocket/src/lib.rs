//! Rocket.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod fairing;
mod front;
mod head;
mod route;

/// Gives a route a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::rocket as cors;
pub use fairing::CorsFairing;

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use rocket::Route;

    pub use crate::route::{Attached, with_policy};
}
