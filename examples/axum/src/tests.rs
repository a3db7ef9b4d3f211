//! The service over real sockets, as pages of several origins see it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod client;
mod database;
mod errors;
mod policies;
mod readme;
mod service;
