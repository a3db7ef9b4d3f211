//! A route for a method that its policy doesn't list.

use actix_web::{HttpResponse, Responder, delete, route};
use cors::actix_web::cors;

#[cors(origins = ["https://app.example.com"], methods = [PUT])]
#[delete("/notes")]
async fn remove() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(origins = ["https://app.example.com"], methods = [PUT])]
#[route("/notes", method = "GET", method = "PUT", method = "PURGE")]
async fn replace() -> impl Responder {
    HttpResponse::Ok()
}

fn main() {
    let _ = actix_web::App::new().service(remove).service(replace);
}
