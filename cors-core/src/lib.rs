//! What a CORS policy is: its rules, its matching, its responses.
//!
//! This is the engine of the crate `cors`, which is what most programs should depend on. The way of a
//! request through it is one straight line, and the modules are named after it: `policy` (the data) →
//! `decide` (a request → a [`Decision`]) → `respond` (a [`Decision`] → response headers).
//!
//! With the feature `builder` it also holds the rule book ([`rules`]), by which the attribute judges a
//! policy while the program compiles, and [`Policy::builder`], by which a running program does.
//!
//! The terms are those of the [Fetch standard](https://fetch.spec.whatwg.org/#http-cors-protocol).

#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "builder")]
mod builder;
mod decide;
mod hazard;
#[allow(dead_code, reason = "for routing, which doesn't use it yet")]
mod methods;
mod origins;
mod policy;
mod respond;
#[cfg(feature = "builder")]
pub mod rules;
#[cfg(feature = "tower")]
pub mod tower;

#[cfg(feature = "builder")]
pub use builder::PolicyBuilder;
pub use decide::Decision;
pub use policy::Policy;
pub use respond::{Answer, EmptyBody, Respond, ResponseHeaders};

/// What the macros' expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::hazard::{Hazard, UnknownHazard};
    pub use crate::origins::{Index, Pattern};
    pub use crate::policy::Checked;

    /// Calls the body of a handler. That it is called once lets it give away what it borrows.
    pub fn call<R>(body: impl FnOnce() -> R) -> R {
        body()
    }
}
