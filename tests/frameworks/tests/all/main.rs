//! What `docs/frameworks.md` says of each framework, in a browser's eyes.
//!
//! The frameworks with a package of their own, and Lambda, have their tests elsewhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod aide;
mod async_graphql;
mod axum_extra;
mod pages;
mod poem_openapi;
mod rocket_cors;
mod serve_dir;
mod tonic;
mod utoipa_axum;
mod warp;

use cors_check::Fetch;
pub(crate) use pages::{API, app, evil, put};

fn get(path: &str) -> Fetch {
    Fetch::get(format!("https://api.example.com{path}"))
}
