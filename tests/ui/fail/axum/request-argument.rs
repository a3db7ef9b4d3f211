//! `request = …`, for which there is no need: axum's extractors are told apart by their types.

use cors::axum::cors;

#[cors(origins = ["https://app.example.com"], request = req)]
async fn read(req: axum::extract::Request) {
    let _ = req;
}

fn main() {}
