//! The crate `cors-core` of crates.io, which decides on bytes and leaves the rest to whoever calls it. Here that is
//! a handler on the types of `http`.

use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use their_cors_core::{AllowHeaders, AllowOrigin, Cors, CorsDecision, HeaderList};

use super::plain::hello;
use super::{InMemory, Server, Shown};
use crate::policies::Subject;
use crate::requests::Asked;

pub(crate) fn by_its_decision(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let cors = cors(subject)?;
    let asked = asked.clone();
    InMemory::boxed(
        move || asked.request(()),
        move |request| answer(&cors, &request),
        Shown::of_http,
    )
}

/// It has lists of origins and lists of ends of them, which it goes through.
fn cors(subject: &Subject) -> Option<Cors> {
    let ends = subject
        .origins
        .iter()
        .filter_map(|origin| origin.strip_prefix("https://*"));
    let exact = subject
        .origins
        .iter()
        .filter(|origin| !origin.contains('*'));
    let origins = if subject.is_any() {
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
    let terms = subject.terms;
    let mut cors = Cors::builder()
        .allow_origin(origins)
        .allow_methods_str(terms.method)
        .allow_headers(AllowHeaders::from_str(terms.header_list))
        .allow_credentials(terms.credentials);
    if let Some(name) = terms.expose {
        cors = cors.expose_headers([name]);
    }
    if let Some(age) = terms.max_age() {
        cors = cors.max_age(age);
    }
    cors.build().ok()
}

fn answer(cors: &Cors, request: &Request<()>) -> Response<&'static str> {
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
            put(response.headers_mut(), list);
            response
        }
        CorsDecision::Preflight(list) => {
            let mut response = Response::new("");
            *response.status_mut() = StatusCode::NO_CONTENT;
            put(response.headers_mut(), list);
            response
        }
    }
}

fn put(headers: &mut HeaderMap, list: HeaderList) {
    for (name, value) in list {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(&name),
            HeaderValue::from_maybe_shared(value),
        ) {
            headers.insert(name, value);
        }
    }
}
