//! A handler that is registered by `web::get().to(…)`.

use actix_web::{App, HttpResponse, web};
use cors::actix_web::cors;

#[cors(origins = ["https://app.example.com"])]
async fn list() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = App::new().route("/notes", web::get().to(list));
}
