//! salvo, with salvo-cors.

use http::uri::Scheme;
use http::{HeaderName, Method};
use salvo_core::conn::SocketAddr;
use salvo_core::http::StatusCode;
use salvo_core::{ConnCtrl, Request, Response, Router, Service, handler};
use salvo_cors::{AllowOrigin, Any, Cors};

use crate::policies::BenchPolicy;
use crate::requests::{BenchRequest, HEADERS, HELLO};
use crate::server::{InMemory, Server, Summary, run_ready};

#[handler]
async fn hello() -> &'static str {
    "Hello, World!"
}

#[handler]
async fn headers(response: &mut Response) -> &'static str {
    super::handlers::insert_twenty(response.headers_mut());
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

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(&plain(), template)
}

pub(crate) fn salvo_cors(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(&plain().hoop(cors(policy).into_handler()), template)
}

/// It searches a list of origins linearly; users write a function for wildcards.
fn cors(policy: &BenchPolicy) -> Cors {
    let settings = policy.settings;
    let allows = policy.allows;
    let origins = if policy.is_any() {
        AllowOrigin::from(Any)
    } else if policy.has_wildcards() {
        AllowOrigin::dynamic(move |origin, _, _| {
            origin.filter(|origin| allows(origin.as_bytes())).cloned()
        })
    } else {
        AllowOrigin::list(policy.origin_values())
    };
    let names = settings
        .headers
        .iter()
        .copied()
        .map(HeaderName::from_static);
    let mut cors = Cors::new()
        .allow_origin(origins)
        .allow_methods(Method::from_bytes(settings.method.as_bytes()).unwrap_or_default())
        .allow_headers(names.collect::<Vec<_>>())
        .allow_credentials(settings.credentials);
    if let Some(name) = settings.expose {
        cors = cors.expose_headers(name);
    }
    if let Some(age) = settings.max_age() {
        cors = cors.max_age(age);
    }
    cors
}

fn server(service: &Service, template: &BenchRequest) -> Option<Box<dyn Server>> {
    // Its server makes one for each connection.
    let connection = service.hyper_handler(
        SocketAddr::Unknown,
        SocketAddr::Unknown,
        Scheme::HTTP,
        None,
        ConnCtrl::new(),
        None,
    );
    let template = template.clone();
    let make = move || {
        let mut request = Request::new();
        *request.method_mut() = template.method();
        request.set_uri(http::Uri::from_static(template.path));
        *request.headers_mut() = template.headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| run_ready(connection.handle(request)),
        |response| match response {
            Some(response) => {
                let status = response.status_code.unwrap_or_default();
                Summary::new(status, response.headers())
            }
            None => Summary::default(),
        },
    )
}
