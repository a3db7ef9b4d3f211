//! poem, with its own CORS middleware.

use http::{Method, StatusCode};
use poem::endpoint::{BoxEndpoint, EndpointExt as _, make_sync};
use poem::middleware::Cors;
use poem::{Endpoint, Request, Response, Route, get};

use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::{Asked, HEADERS, HELLO};

fn plain() -> Route {
    let no_content = || make_sync(|_| StatusCode::NO_CONTENT);
    let headers = make_sync(|_| {
        let mut response = Response::builder().body("Hello, World!");
        super::plain::twenty_headers(response.headers_mut());
        response
    });
    Route::new()
        .at(
            HELLO,
            get(make_sync(|_| "Hello, World!")).options(no_content()),
        )
        .at(HEADERS, get(headers).options(no_content()))
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain().boxed(), asked)
}

pub(crate) fn poem_cors(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain().with(cors(subject)).boxed(), asked)
}

/// It has a hash set of origins, and patterns with stars, which it goes through: five thousand of them take seconds for
/// one long `Origin`, so that many are a function. An empty list allows any.
fn cors(subject: &Subject) -> Cors {
    let terms = subject.terms;
    let mut cors = Cors::new()
        .allow_method(Method::from_bytes(terms.method.as_bytes()).unwrap_or_default())
        .allow_headers(terms.headers.iter().copied())
        .allow_credentials(terms.credentials);
    if subject.has_wildcards() && subject.origins.len() > 10 {
        let allows = subject.allows;
        cors = cors.allow_origins_fn(move |origin| allows(origin.as_bytes()));
    } else if !subject.is_any() {
        for origin in subject.origins {
            cors = if origin.contains('*') {
                cors.allow_origin_regex(origin)
            } else {
                cors.allow_origin(*origin)
            };
        }
    }
    if let Some(name) = terms.expose {
        cors = cors.expose_header(name);
    }
    if let Some(seconds) = terms.max_age.and_then(|text| text.parse().ok()) {
        cors = cors.max_age(seconds);
    }
    cors
}

fn server(endpoint: BoxEndpoint<'static, Response>, asked: &Asked) -> Option<Box<dyn Server>> {
    let asked = asked.clone();
    let make = move || {
        let mut request = Request::default();
        request.set_method(asked.method());
        *request.uri_mut() = http::Uri::from_static(asked.path);
        *request.headers_mut() = asked.headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| ready_now(endpoint.get_response(request)),
        |response| match response {
            Some(response) => Shown::of_parts(response.status(), response.headers()),
            None => Shown::default(),
        },
    )
}
