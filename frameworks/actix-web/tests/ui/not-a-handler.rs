//! On what isn't a handler.

use actix_web::{HttpResponse, get, scope};
use cors::actix_web::cors;

#[cors(origins = ["https://app.example.com"])]
struct Notes;

#[cors(origins = ["https://app.example.com"])]
#[scope("/notes")]
mod notes {}

#[cors(origins = ["https://app.example.com"])]
#[get("/notes")]
async fn nothing() {}

fn main() {
    let _ = (Notes, HttpResponse::Ok());
}
