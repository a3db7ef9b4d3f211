//! A handler that isn't async.

use axum::Router;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
fn read() -> &'static str {
    "read"
}

fn main() {
    let _: Router = Router::new().route("/", get(read).into());
}
