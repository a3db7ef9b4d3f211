//! All claims about the wire, for the middleware around an app, a scope and a resource, and for handlers with the
//! attribute, in a server of actix-web's own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use cors_actix_web::Cors;
use cors_conformance::{Server, Subject, respond};
use cors_core::Policy;

/// What the suite's handler responds, with actix-web's types.
async fn handler(request: HttpRequest) -> HttpResponse {
    let target = request.uri().to_string().parse().unwrap();
    let (head, body) = respond(&target).into_parts();
    let status = StatusCode::from_u16(head.status.as_u16()).unwrap();
    let mut response = HttpResponse::build(status);
    for (name, value) in &head.headers {
        response.append_header((name.as_str(), value.as_bytes()));
    }
    response.body(body)
}

macro_rules! serve {
    ($app:expr) => {
        Server::on_listener(async move |listener| {
            let listener = listener.into_std().unwrap();
            let server = HttpServer::new($app).workers(1).disable_signals();
            server.listen_auto_h2c(listener).unwrap().run().await
        })
        .await
    };
}

/// Around an app.
struct Around;

impl Subject for Around {
    async fn serve(policy: &'static Policy) -> Server {
        serve!(move || {
            App::new()
                .default_service(web::to(handler))
                .wrap(Cors::new(policy))
        })
    }
}

cors_conformance::suite!(Around);
