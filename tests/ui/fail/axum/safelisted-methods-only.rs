//! A registration for a method that `methods` leaves out, where those in it would have needed no listing.

use axum::Router;
use cors::axum::{cors, get, put};

#[cors(origins = ["https://app.example.com"], methods = [GET])]
async fn read() {}

fn main() {
    let _: Router = Router::new()
        .route("/right", get(read).into())
        .route("/wrong", put(read).into());
}
