//! Mistakes in the route macro: each is reported, and none twice.

use actix_web::{HttpResponse, Responder, get, put, route};
use cors::actix_web::cors;

mod mine {
    pub use actix_web::get;
}

#[cors(none)]
#[get]
async fn without_a_path() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/a", "/b")]
async fn two_paths() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/guarded", guard = is_admin)]
async fn guarded() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/guarded", gaurd = "is_admin")]
async fn misspelled() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/guarded", guard = "is_nothing")]
async fn unknown_guard() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/wrapped", wrap = "Nothing")]
async fn unknown_middleware() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[route("/a", method = "get")]
async fn in_lower_case() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/a")]
#[put("/a")]
async fn two_macros() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[actix_web::routes]
async fn no_macro() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[mine::get("/a")]
async fn of_another_crate() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(none)]
#[get("/a")]
async fn silent() {}

fn main() {
    let _ = actix_web::App::new()
        .service(without_a_path)
        .service(two_paths)
        .service(guarded)
        .service(misspelled)
        .service(unknown_guard)
        .service(unknown_middleware)
        .service(in_lower_case)
        .service(two_macros)
        .service(no_macro)
        .service(of_another_crate)
        .service(silent);
}
