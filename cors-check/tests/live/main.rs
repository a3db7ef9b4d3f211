//! The command and the client, at servers on loopback.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod command;
#[path = "../common/mod.rs"]
mod common;
mod misconfigured;
mod narrowing;
mod of_cors;
mod server;
mod transport;
mod use_of_command;
