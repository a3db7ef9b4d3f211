//! A route that isn't turned into axum's.

use axum::Router;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
async fn read() {}

fn main() {
    let _: Router = Router::new().route("/", get(read));
}
