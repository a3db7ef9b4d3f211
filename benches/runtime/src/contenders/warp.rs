//! warp, with its own filter for CORS.

use http::{Request, Response, StatusCode};
use tower_service::Service as _;
use warp::filters::cors::Builder;
use warp::{Filter, Rejection, Reply};

use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::Asked;

fn plain() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone + Send + Sync + 'static
{
    let hello = warp::path("hello").and(warp::get()).map(|| "Hello, World!");
    let headers = warp::path("headers").and(warp::get()).map(|| {
        let mut response = Response::new("Hello, World!");
        super::plain::twenty_headers(response.headers_mut());
        response
    });
    let no_content = warp::options().map(|| StatusCode::NO_CONTENT);
    hello.or(no_content).or(headers)
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain(), asked)
}

/// It has a hash set of origins, and nothing for wildcards.
pub(crate) fn warp_cors(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let cors = cors(subject)?;
    server(plain().with(cors), asked)
}

fn cors(subject: &Subject) -> Option<Builder> {
    let terms = subject.terms;
    let mut cors = warp::cors()
        .allow_method(terms.method)
        .allow_headers(terms.headers.iter().copied())
        .allow_credentials(terms.credentials);
    if subject.is_any() {
        cors = cors.allow_any_origin();
    } else if subject.has_wildcards() {
        return None;
    } else {
        cors = cors.allow_origins(subject.origins.iter().copied());
    }
    if let Some(name) = terms.expose {
        cors = cors.expose_header(name);
    }
    if let Some(age) = terms.max_age() {
        cors = cors.max_age(age);
    }
    Some(cors)
}

fn server<F>(filter: F, asked: &Asked) -> Option<Box<dyn Server>>
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
{
    let mut service = warp::service(filter);
    let asked = asked.clone();
    InMemory::boxed(
        move || asked.request(String::new()),
        move |request: Request<String>| ready_now(service.call(request)),
        |response| match response {
            Some(Ok(response)) => Shown::of_http(response),
            _ => Shown::default(),
        },
    )
}
