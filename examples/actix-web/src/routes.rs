//! What is where, for pages of which origins.

use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, Responder, get, web};
use cors::Policy;
use cors::actix_web::{Cors, cors};

use crate::notes::{self, Notes};
use crate::origins::CONFIGURED;
use crate::session;

/// Our own app, whose pages send the token of whoever is signed in.
static OUR_APP: Policy = cors::policy! {
    origins = [
        "https://app.example.com",
        // And where it is known only at deployment, see `origins.rs`.
        CONFIGURED,
        // A build for development lets the app run on a developer's machine. A release doesn't have this entry.
        #[cfg(debug_assertions)]
        "http://localhost:*",
    ],
    methods = [PUT, DELETE],
    headers = ["authorization", "content-type"],
    max_age = 600,
};

/// In bytes. More is a 413, which the app can read as well.
pub(crate) const MAX_NOTE: usize = 4096;

/// All of the service: everything is for our own app, unless a handler says something else. The policy is outside of the
/// authentication, so no preflight needs a token, and the app can read every 401, 404 and 405.
pub(crate) fn all(notes: &Notes) -> impl HttpServiceFactory + use<> {
    web::scope("")
        .app_data(web::Data::new(notes.clone()))
        .app_data(web::JsonConfig::default().limit(MAX_NOTE))
        .service(status)
        .service(notes::count)
        .service(notes::live)
        .service(
            web::resource("/notes")
                .get(notes::list)
                .put(notes::add)
                .delete(notes::clear),
        )
        .default_service(web::to(nowhere))
        .wrap(from_fn(session::require))
        .wrap(Cors::new(&OUR_APP))
}

/// Whether the service runs, for pages of anybody's.
#[cors(origins = ["*"])]
#[get("/status")]
async fn status() -> impl Responder {
    "It runs.\n"
}

async fn nowhere() -> impl Responder {
    HttpResponse::NotFound().body("There is nothing here.\n")
}
