//! Not a function.

use cors::axum::cors;

#[cors(origins = ["https://app.example.com"])]
struct Read;

fn main() {
    let _ = Read;
}
