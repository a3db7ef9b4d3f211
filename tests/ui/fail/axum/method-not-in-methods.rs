//! A registration for a method that `methods` leaves out.

use axum::Router;
use cors::axum::{cors, delete, get};

#[cors(origins = ["https://app.example.com"], methods = [PUT, PATCH])]
async fn replace() {}

fn main() {
    let _: Router = Router::new()
        .route("/", delete(replace).into())
        .route("/right", get(replace).put(replace).into())
        .route("/wrong", get(replace).delete(replace).into());
}
