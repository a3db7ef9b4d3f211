//! What Chromium makes of handlers with `#[cors]`, held against the text of their policies.

mod browser;
mod call;
mod certificate;
mod handler;
mod matrix;
mod model;
mod origins;
mod policies;
mod policy_text;
mod server;
