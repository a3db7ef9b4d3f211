//! A handler with a policy in axum's own routing functions, which leave its preflights unanswered.

use axum::Router;
use axum::extract::Path;
use cors::axum::cors;

#[cors(origins = ["https://app.example.com"])]
async fn read(_: Path<u8>) {}

fn main() {
    let _: Router = Router::new()
        .route("/", axum::routing::get(read))
        .fallback(read);
}
