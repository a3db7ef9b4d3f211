//! A policy that isn't one, and one that would need the request.

use actix_web::{Responder, get, put};
use cors::Policy;
use cors::actix_web::cors;

static ORIGIN: &str = "https://app.example.com";

#[cors(policy = ORIGIN)]
#[get("/text")]
async fn text() -> impl Responder {
    "text"
}

fn choose(_: &str) -> &'static Policy {
    Policy::NOBODY
}

#[cors(policy = choose(&body))]
#[put("/parameter")]
async fn parameter(body: String) -> impl Responder {
    body
}

fn main() {
    let _ = actix_web::App::new().service(text).service(parameter);
}
