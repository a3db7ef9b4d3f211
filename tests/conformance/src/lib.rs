//! What `cors` claims about the wire.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod names;
mod server;

pub use names::*;
pub use server::{Body, Reply, Server};
