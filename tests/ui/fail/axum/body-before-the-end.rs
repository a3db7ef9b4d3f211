//! An extractor of the body that isn't the last one, as `debug_handler` explains it.

use axum::extract::Path;
use cors::axum::cors;

#[cors(origins = ["https://app.example.com"])]
#[axum::debug_handler]
async fn create(_body: String, _: Path<u8>) {}

fn main() {}
