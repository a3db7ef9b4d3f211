//! What a CORS policy is: its rules, its matching, its decisions. Pure, on `http` alone.
//!
//! This is the engine of the crate `cors`, which is what most programs should depend on. The way of a
//! request through it is one straight line, and the modules are named after it: `policy` (the data) →
//! `decide` (the head of a request → a [`Decision`]) → `respond` (a [`Decision`] → the head of a response). What a
//! framework needs beside that is `head` (the seams, for types that aren't `http`'s) and `routes` (which policy
//! governs which method of a path).
//!
//! With the feature `rules` it also holds the rule book ([`Violation`]), by which the macros judge a policy at compile
//! time, and [`Config`], by which a running program does. The feature `config` adds what a running program alone needs:
//! [`Origins`] and [`LiveOrigins`], and `serde` reads them out of any format. With `explain` a [`Policy`] says why a
//! request is allowed or not, and with `tracing` each refusal is an event.
//!
//! The terms are those of the [Fetch standard](https://fetch.spec.whatwg.org/#http-cors-protocol).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod by;
#[cfg(feature = "rules")]
mod config;
#[cfg(feature = "serde")]
mod config_serde;
mod decide;
#[cfg(feature = "explain")]
mod explain;
mod hazard;
pub mod head;
mod heard;
pub mod methods;
#[cfg(feature = "explain")]
mod nearest;
mod origins;
mod policy;
mod preflight;
#[cfg(feature = "explain")]
mod reason;
#[cfg(feature = "tracing")]
mod refusal;
mod respond;
pub mod routes;
#[cfg(feature = "rules")]
mod rules;
mod same_origin;
mod shared;

pub use by::{ChosenHead, PolicyBy, PolicyChoice};
#[cfg(feature = "rules")]
pub use config::Config;
pub use decide::Decision;
#[cfg(feature = "explain")]
pub use explain::{Effect, Explanation};
pub use hazard::{Hazard, UnknownHazard};
pub use methods::method;
#[cfg(feature = "explain")]
pub use nearest::{Difference, Nearest};
#[cfg(feature = "config")]
pub use origins::{EntryViolation, LiveOrigins, Origins, OriginsError};
pub use policy::Policy;
#[cfg(feature = "explain")]
pub use reason::Reason;
pub use respond::{CorsHeaders, CorsResponse, EmptyBody, HandlerResponse};
#[cfg(feature = "rules")]
pub use rules::{List, Violation, Violations};
pub use shared::SharedPolicy;

/// For `http_response_head`.
#[doc(hidden)]
pub use http as __http;

/// What the macros and their expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use std::boxed::Box;

    pub use crate::origins::{NamedSlot, Pattern, Seed, Slot, slot};
    pub use crate::policy::PolicyLiteral;
    #[cfg(feature = "rules")]
    pub use crate::rules::{Checked, Location, check};

    /// The request of a handler, as far as its type goes.
    #[derive(Debug)]
    pub struct RequestOf;

    /// Without the feature `axum` every request is like any other.
    pub fn request_of<T>(_: &T) -> RequestOf {
        RequestOf
    }

    /// What kind of request it is.
    pub trait OtherRequest: Sized {
        fn kind(self) {}
    }

    impl OtherRequest for RequestOf {}

    pub fn check_request((): ()) {}

    /// Calls the body of a handler. That it is called once lets it give away what it borrows.
    pub fn call<R>(body: impl FnOnce() -> R) -> R {
        body()
    }
}
