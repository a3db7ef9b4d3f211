//! A handler that is called and not awaited, and a route that is not put anywhere.

#![deny(unused_must_use)]

use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
async fn read() {}

fn main() {
    read();
    get::<_, _, ()>(read);
}
