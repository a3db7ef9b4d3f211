//! A mistake in the body is said once, and where it is.

use axum::Router;
use axum::extract::Path;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
async fn read(Path(number): Path<u8>) -> String {
    number
}

fn main() {
    let _: Router = Router::new().route("/{number}", get(read).into());
}
