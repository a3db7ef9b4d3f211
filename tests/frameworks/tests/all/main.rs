//! What `docs/frameworks.md` says of each framework, in a browser's eyes.
//!
//! The frameworks with a package of their own, and Lambda, have their tests elsewhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod aide;
mod async_graphql;
mod axum_extra;
mod poem_openapi;
mod rocket_cors;
mod serve_dir;
mod tonic;
mod utoipa_axum;
mod warp;

use cors::Policy;
use cors_check::{Fetch, Page};

/// The policy that each gets.
static API: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["content-type"],
};

fn app() -> Page {
    Page::new("https://app.example.com")
}

fn evil() -> Page {
    Page::new("https://evil.example")
}

/// A request that needs a preflight.
fn put(path: &str) -> Fetch {
    Fetch::new("PUT", format!("https://api.example.com{path}"))
        .header("content-type", "application/json")
        .text(r#""a note""#)
}

fn get(path: &str) -> Fetch {
    Fetch::get(format!("https://api.example.com{path}"))
}
