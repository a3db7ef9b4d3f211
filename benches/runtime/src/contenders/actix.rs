//! actix-web, with actix-cors.

use actix_cors::Cors;
use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderMap, HeaderName, HeaderValue,
};
use actix_web::http::{Method, Uri};
use actix_web::{App, Error, HttpResponse, test, web};
use bytes::Bytes;

use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::{Asked, HEADERS, HELLO, Kind};

async fn hello() -> &'static str {
    "Hello, World!"
}

async fn headers() -> HttpResponse {
    let mut response = HttpResponse::Ok().body("Hello, World!");
    for name in super::plain::TWENTY {
        let name = HeaderName::from_static(name);
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("1"));
    }
    response
}

async fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(HELLO)
                .route(web::get().to(hello))
                .route(web::method(Method::OPTIONS).to(no_content)),
        )
        .service(
            web::resource(HEADERS)
                .route(web::get().to(headers))
                .route(web::method(Method::OPTIONS).to(no_content)),
        );
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let app = App::new().configure(routes);
    server(ready_now(test::init_service(app))?, asked)
}

pub(crate) fn actix_cors(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let app = App::new().wrap(cors(subject)).configure(routes);
    server(ready_now(test::init_service(app))?, asked)
}

/// It has a hash set of origins; for wildcards its users write a function.
fn cors(subject: &Subject) -> Cors {
    let terms = subject.terms;
    let allows = subject.allows;
    let mut cors = Cors::default()
        .allowed_methods([terms.method])
        .allowed_headers(terms.headers.iter().copied());
    if subject.is_any() {
        cors = cors.allow_any_origin().send_wildcard();
    } else if subject.has_wildcards() {
        cors = cors.allowed_origin_fn(move |origin, _| allows(origin.as_bytes()));
    } else {
        cors = subject
            .origins
            .iter()
            .fold(cors, |cors, origin| cors.allowed_origin(origin));
    }
    if let Some(name) = terms.expose {
        cors = cors.expose_headers([name]);
    }
    if let Some(age) = terms.max_age() {
        cors = cors.max_age(age.as_secs() as usize);
    }
    if terms.credentials {
        cors = cors.supports_credentials();
    }
    cors
}

fn server<S, B>(service: S, asked: &Asked) -> Option<Box<dyn Server>>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let method = match asked.kind {
        Kind::Actual => Method::GET,
        Kind::Preflight => Method::OPTIONS,
    };
    let uri = Uri::from_static(asked.path);
    // actix has the `http` of before 1.0.
    let mut headers = HeaderMap::new();
    for (name, value) in &asked.headers {
        let value = Bytes::copy_from_slice(value.as_bytes());
        // As a slice of what was read from a connection: a clone of it doesn't allocate.
        drop(value.clone());
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_maybe_shared(value).ok()?);
    }
    let make = move || {
        let mut request = Request::new();
        let head = request.head_mut();
        head.method = method.clone();
        head.uri = uri.clone();
        head.headers = headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| ready_now(service.call(request)),
        |response| match response {
            Some(Ok(response)) => shown(response.status().as_u16(), response.headers()),
            _ => Shown::default(),
        },
    )
}

fn shown(status: u16, headers: &HeaderMap) -> Shown {
    let allow_origin = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    Shown {
        status,
        allow_origin: allow_origin
            .map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned()),
        allow_methods: headers.contains_key(ACCESS_CONTROL_ALLOW_METHODS),
        headers: headers.len(),
    }
}
