//! salvo, with salvo-cors.

use http::uri::Scheme;
use http::{HeaderName, Method};
use salvo_core::conn::SocketAddr;
use salvo_core::http::StatusCode;
use salvo_core::{ConnCtrl, Request, Response, Router, Service, handler};
use salvo_cors::{AllowOrigin, Any, Cors};

use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::{Asked, HEADERS, HELLO};

#[handler]
async fn hello() -> &'static str {
    "Hello, World!"
}

#[handler]
async fn headers(response: &mut Response) -> &'static str {
    super::plain::twenty_headers(response.headers_mut());
    "Hello, World!"
}

#[handler]
async fn no_content() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn plain() -> Service {
    let path = |path: &str| Router::with_path(path.trim_start_matches('/')).options(no_content);
    let router = Router::new()
        .push(path(HELLO).get(hello))
        .push(path(HEADERS).get(headers));
    Service::new(router)
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(&plain(), asked)
}

pub(crate) fn salvo_cors(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(&plain().hoop(cors(subject).into_handler()), asked)
}

/// It has lists of origins, which it goes through; for wildcards its users write a function.
fn cors(subject: &Subject) -> Cors {
    let terms = subject.terms;
    let allows = subject.allows;
    let origins = if subject.is_any() {
        AllowOrigin::from(Any)
    } else if subject.has_wildcards() {
        AllowOrigin::dynamic(move |origin, _, _| {
            origin.filter(|origin| allows(origin.as_bytes())).cloned()
        })
    } else {
        AllowOrigin::list(subject.origin_values())
    };
    let names = terms.headers.iter().copied().map(HeaderName::from_static);
    let mut cors = Cors::new()
        .allow_origin(origins)
        .allow_methods(Method::from_bytes(terms.method.as_bytes()).unwrap_or_default())
        .allow_headers(names.collect::<Vec<_>>())
        .allow_credentials(terms.credentials);
    if let Some(name) = terms.expose {
        cors = cors.expose_headers(name);
    }
    if let Some(age) = terms.max_age() {
        cors = cors.max_age(age);
    }
    cors
}

fn server(service: &Service, asked: &Asked) -> Option<Box<dyn Server>> {
    // What its server makes of the service for each connection.
    let connection = service.hyper_handler(
        SocketAddr::Unknown,
        SocketAddr::Unknown,
        Scheme::HTTP,
        None,
        ConnCtrl::new(),
        None,
    );
    let asked = asked.clone();
    let make = move || {
        let mut request = Request::new();
        *request.method_mut() = asked.method();
        request.set_uri(http::Uri::from_static(asked.path));
        *request.headers_mut() = asked.headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| ready_now(connection.handle(request)),
        |response| match response {
            Some(response) => {
                let status = response.status_code.unwrap_or_default();
                Shown::of_parts(status, response.headers())
            }
            None => Shown::default(),
        },
    )
}
