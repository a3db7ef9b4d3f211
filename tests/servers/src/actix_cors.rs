//! A server on actix-web and actix-cors, with one mistake on each path.

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpServer, web};

use crate::server::in_thread;

const APP: &str = "https://app.example.com";

/// Starts it, and says where it is.
pub(crate) fn start() -> String {
    in_thread(|listener| async {
        HttpServer::new(|| App::new().configure(routes))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run()
            .await
    })
}

fn routes(config: &mut web::ServiceConfig) {
    let notes = |path: &'static str| web::resource(path).to(answer);
    let app = || Cors::default().allowed_origin(APP);
    config
        // Right, for comparison.
        .service(
            notes("/right").wrap(
                app()
                    .allowed_methods(["PUT"])
                    .allowed_header("content-type")
                    .supports_credentials(),
            ),
        )
        // `*`, and the page sends a cookie.
        .service(notes("/wildcard").wrap(Cors::default().allow_any_origin().send_wildcard()))
        // Nobody said that there are cookies.
        .service(notes("/no-credentials").wrap(app()))
        // What somebody copies out of the address bar. It compares by itself, and then says nothing.
        .service(notes("/slash").wrap(Cors::default().allowed_origin("https://app.example.com/")))
        // PUT isn't thought of. It refuses that without a word to the browser.
        .service(notes("/methods").wrap(app().allowed_methods(["GET"])))
        // JSON isn't thought of. It refuses that in the same way.
        .service(notes("/headers").wrap(app().allow_any_method().allowed_header("authorization")))
        // By default there are no methods.
        .service(notes("/no-methods").wrap(app()))
        // Neither is thought of: PUT, nor cookies.
        .service(notes("/methods-and-credentials").wrap(app().allowed_methods(["GET"])))
        // The middleware on the route alone: actix-web answers OPTIONS by itself.
        .service(
            web::resource("/route").route(web::put().to(answer).wrap(app().allow_any_method())),
        )
        // Authentication comes first: what is wrapped last is outermost.
        .service(
            notes("/authentication")
                .wrap(app().allow_any_method())
                .wrap(from_fn(authenticate)),
        );
}

async fn answer() -> &'static str {
    "buy milk"
}

async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match request.headers().contains_key(AUTHORIZATION) {
        true => next.call(request).await,
        false => Err(ErrorUnauthorized("who are you?")),
    }
}
