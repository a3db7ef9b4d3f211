//! What Chromium makes of handlers with `#[cors]`, held against the text of their policies.

mod browser;
mod call;
mod certificate;
mod console;
mod differences;
mod handler;
mod matrix;
mod model;
mod origins;
mod policies;
mod policy_text;
mod preflight_cache;
mod redirects;
mod server;
