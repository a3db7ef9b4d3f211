//! The policy that each framework gets, and who asks for what.

use cors::Policy;
use cors_check::{Fetch, Page};

/// The policy that each gets.
pub(crate) static API: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["content-type"],
};

pub(crate) fn app() -> Page {
    Page::new("https://app.example.com")
}

pub(crate) fn evil() -> Page {
    Page::new("https://evil.example")
}

/// A request that needs a preflight.
pub(crate) fn put(path: &str) -> Fetch {
    Fetch::new("PUT", format!("https://api.example.com{path}"))
        .header("content-type", "application/json")
        .text(r#""a note""#)
}
