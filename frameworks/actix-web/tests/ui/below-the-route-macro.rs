//! Below the macro of actix-web, which has registered the handler by then.

use actix_web::{HttpResponse, get};
use cors::actix_web::cors;

#[get("/notes")]
#[cors(origins = ["https://app.example.com"])]
async fn list() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = actix_web::App::new().service(list);
}
