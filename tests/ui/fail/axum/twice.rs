//! Two policies on one handler.

use cors::axum::cors;

#[cors(origins = ["https://app.example.com"])]
#[cors(origins = ["https://admin.example.com"])]
async fn read() {}

fn main() {}
