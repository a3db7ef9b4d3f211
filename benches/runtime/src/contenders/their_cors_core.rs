//! The crate `cors-core` of the public registry, which decides on bytes and leaves the rest to its caller:
//! here a handler on the types of `http`.

use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use their_cors_core::{AllowHeaders, AllowOrigin, Cors, CorsDecision, HeaderList};

use super::handlers::hello;
use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::{InMemory, Server, Summary};

pub(crate) fn by_its_decision(
    policy: &BenchPolicy,
    template: &BenchRequest,
) -> Option<Box<dyn Server>> {
    let cors = cors(policy)?;
    let template = template.clone();
    InMemory::boxed(
        move || template.to_http(()),
        move |request| respond(&cors, &request),
        Summary::of,
    )
}

/// It searches a list of origins and a list of suffixes linearly.
fn cors(policy: &BenchPolicy) -> Option<Cors> {
    let ends = policy
        .origins
        .iter()
        .filter_map(|origin| origin.strip_prefix("https://*"));
    let exact = policy.origins.iter().filter(|origin| !origin.contains('*'));
    let origins = if policy.is_any() {
        AllowOrigin::Any
    } else {
        match (AllowOrigin::exact(exact), AllowOrigin::suffix(ends)) {
            (AllowOrigin::Exact { flat_list }, AllowOrigin::Suffix { flat_suffixes }) => {
                AllowOrigin::ExactOrSuffix {
                    flat_list,
                    flat_suffixes,
                }
            }
            _ => return None,
        }
    };
    let settings = policy.settings;
    let mut cors = Cors::builder()
        .allow_origin(origins)
        .allow_methods_str(settings.method)
        .allow_headers(AllowHeaders::from_str(settings.header_list))
        .allow_credentials(settings.credentials);
    if let Some(name) = settings.expose {
        cors = cors.expose_headers([name]);
    }
    if let Some(age) = settings.max_age() {
        cors = cors.max_age(age);
    }
    cors.build().ok()
}

fn respond(cors: &Cors, request: &Request<()>) -> Response<&'static str> {
    let headers = request.headers();
    let value = |name| headers.get(name).map(HeaderValue::as_bytes);
    let decision = cors.evaluate(
        request.method().as_str().as_bytes(),
        value(ORIGIN),
        value(ACCESS_CONTROL_REQUEST_METHOD),
        value(ACCESS_CONTROL_REQUEST_HEADERS),
        false,
    );
    match decision {
        CorsDecision::NotCors | CorsDecision::Rejected => hello(request),
        CorsDecision::Simple(list) => {
            let mut response = hello(request);
            insert(response.headers_mut(), list);
            response
        }
        CorsDecision::Preflight(list) => {
            let mut response = Response::new("");
            *response.status_mut() = StatusCode::NO_CONTENT;
            insert(response.headers_mut(), list);
            response
        }
    }
}

fn insert(headers: &mut HeaderMap, list: HeaderList) {
    for (name, value) in list {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(&name),
            HeaderValue::from_maybe_shared(value),
        ) {
            headers.insert(name, value);
        }
    }
}
