//! `methods` beside a filter, whose methods are only known at run time.

use axum::Router;
use axum::routing::MethodFilter;
use cors::axum::{cors, on};

#[cors(origins = ["https://app.example.com"], methods = [PUT])]
async fn replace() {}

fn main() {
    let _: Router = Router::new().route("/", on(MethodFilter::PUT, replace).into());
}
