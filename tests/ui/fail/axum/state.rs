//! A handler of a state that the router doesn't have.

use axum::Router;
use axum::extract::State;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
async fn read(_: State<String>) {}

fn main() {
    let _: Router = Router::new().route("/", get(read).into()).with_state(1u8);
}
