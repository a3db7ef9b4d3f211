//! A policy that is wrong in two places. The function is there all the same, for all that uses it.

use axum::Router;
use axum::extract::Path;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com/"], headers = ["cookie"])]
async fn read(Path(number): Path<u8>) -> String {
    number.to_string()
}

async fn elsewhere() -> String {
    read(Path(1)).await
}

fn main() {
    let _: Router = Router::new()
        .route("/", get(read).into())
        .route("/elsewhere", get(elsewhere).into());
}
