//! Arguments: each mistake is reported, and none twice.

use actix_web::{HttpResponse, Responder, delete, get, post, put, web};
use cors::PolicyBy;
use cors::actix_web::cors;

#[cors(origins = ["https://app.example.com/"], methods = [PUT])]
#[delete("/method")]
async fn method() -> impl Responder {
    HttpResponse::Ok()
}

#[cors(origins = ["https://app.example.com"], request = body)]
#[put("/request")]
async fn request(body: String) -> impl Responder {
    body
}

#[cors(policy_by = tenants)]
#[get("/tenants")]
async fn of_tenants(tenants: web::Data<PolicyBy>) -> impl Responder {
    HttpResponse::Ok()
}

#[cors(origins = ["https://app.example.com"])]
#[cors(origins = ["https://app.example.com"])]
#[post("/twice")]
async fn twice() -> impl Responder {
    HttpResponse::Ok()
}

fn main() {
    let _ = actix_web::App::new()
        .service(method)
        .service(request)
        .service(of_tenants)
        .service(twice);
}
