//! The command and the client, at servers on loopback.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod command;
mod misconfigured;
mod narrowing;
mod server;
mod transport;
mod use_of_command;
