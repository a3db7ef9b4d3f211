//! `debug_handler` above, where it wants a future.

use cors::axum::cors;

#[axum::debug_handler]
#[cors(origins = ["https://app.example.com"])]
async fn read() {}

fn main() {}
