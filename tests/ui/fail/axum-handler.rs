// The rules are the same for handlers with extractors, and each mistake is reported once.
use axum::extract::Json;
use cors::axum::{cors, get};

#[cors(origins = ["https://Example.com"], headers = ["cookie"], request = note)]
async fn wrong(Json(note): Json<String>) -> String {
    note
}

#[cors(methods = [PUT])]
async fn missing(Json(note): Json<String>) -> String {
    note
}

#[cors(origins = ["https://example.com"])]
fn sync(Json(note): Json<String>) -> String {
    note
}

#[cors(origins = ["https://example.com"])]
struct NoFunction;

#[cors(origins = ["https://example.com"])]
async fn mistaken(Json(note): Json<String>) -> String {
    note.len()
}

#[cors(policy = "https://example.com")]
async fn no_policy(Json(note): Json<String>) -> String {
    note
}

fn main() {
    let _: axum::Router = axum::Router::new()
        .route("/wrong", get(wrong).into())
        .route("/missing", get(missing).into())
        .route("/mistaken", get(mistaken).into())
        .route("/no_policy", get(no_policy).into());
    sync(Json(String::new()));
    let _ = NoFunction;
}
