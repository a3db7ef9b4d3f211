//! poem, with its own CORS middleware.

use http::{Method, StatusCode};
use poem::endpoint::{BoxEndpoint, EndpointExt as _, make_sync};
use poem::middleware::Cors;
use poem::{Endpoint, Request, Response, Route, get};

use crate::policies::BenchPolicy;
use crate::requests::{BenchRequest, HEADERS, HELLO};
use crate::server::{InMemory, Server, Summary, run_ready};

fn plain() -> Route {
    let no_content = || make_sync(|_| StatusCode::NO_CONTENT);
    let headers = make_sync(|_| {
        let mut response = Response::builder().body("Hello, World!");
        super::handlers::insert_twenty(response.headers_mut());
        response
    });
    Route::new()
        .at(
            HELLO,
            get(make_sync(|_| "Hello, World!")).options(no_content()),
        )
        .at(HEADERS, get(headers).options(no_content()))
}

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(plain().boxed(), template)
}

pub(crate) fn poem_cors(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(plain().with(cors(policy)).boxed(), template)
}

/// It has a hash set of origins, and a list of patterns with wildcards, which it searches linearly. Since 5,000 patterns
/// take seconds for one long `Origin`, more than ten become a function. An empty list allows every origin.
fn cors(policy: &BenchPolicy) -> Cors {
    let settings = policy.settings;
    let mut cors = Cors::new()
        .allow_method(Method::from_bytes(settings.method.as_bytes()).unwrap_or_default())
        .allow_headers(settings.headers.iter().copied())
        .allow_credentials(settings.credentials);
    if policy.has_wildcards() && policy.origins.len() > 10 {
        let allows = policy.allows;
        cors = cors.allow_origins_fn(move |origin| allows(origin.as_bytes()));
    } else if !policy.is_any() {
        for origin in policy.origins {
            cors = if origin.contains('*') {
                cors.allow_origin_regex(origin)
            } else {
                cors.allow_origin(*origin)
            };
        }
    }
    if let Some(name) = settings.expose {
        cors = cors.expose_header(name);
    }
    if let Some(seconds) = settings.max_age.and_then(|text| text.parse().ok()) {
        cors = cors.max_age(seconds);
    }
    cors
}

fn server(
    endpoint: BoxEndpoint<'static, Response>,
    template: &BenchRequest,
) -> Option<Box<dyn Server>> {
    let template = template.clone();
    let make = move || {
        let mut request = Request::default();
        request.set_method(template.method());
        *request.uri_mut() = http::Uri::from_static(template.path);
        *request.headers_mut() = template.headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| run_ready(endpoint.get_response(request)),
        |response| match response {
            Some(response) => Summary::new(response.status(), response.headers()),
            None => Summary::default(),
        },
    )
}
