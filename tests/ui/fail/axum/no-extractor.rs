//! Arguments and results that axum knows nothing to do with, with and without a policy.

use axum::Router;
use cors::axum::{cors, get, post};

struct Unknown;

#[cors(origins = ["https://app.example.com"])]
async fn argument(_: Unknown) {}

#[cors(origins = ["https://app.example.com"])]
async fn result() -> Unknown {
    Unknown
}

async fn plain(_: Unknown) {}

fn main() {
    let _: Router = Router::new()
        .route("/argument", get(argument).into())
        .route("/result", post(result).into())
        .route("/plain", get(plain).into());
}
