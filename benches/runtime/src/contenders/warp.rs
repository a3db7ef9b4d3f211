//! warp, with its own filter for CORS.

use http::{Request, Response, StatusCode};
use tower_service::Service as _;
use warp::filters::cors::Builder;
use warp::{Filter, Rejection, Reply};

use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::{InMemory, Server, Summary, run_ready};

fn plain() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone + Send + Sync + 'static
{
    let hello = warp::path("hello").and(warp::get()).map(|| "Hello, World!");
    let headers = warp::path("headers").and(warp::get()).map(|| {
        let mut response = Response::new("Hello, World!");
        super::handlers::insert_twenty(response.headers_mut());
        response
    });
    let no_content = warp::options().map(|| StatusCode::NO_CONTENT);
    hello.or(no_content).or(headers)
}

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(plain(), template)
}

/// It has a hash set of origins, and doesn't support wildcards.
pub(crate) fn warp_cors(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let cors = cors(policy)?;
    server(plain().with(cors), template)
}

fn cors(policy: &BenchPolicy) -> Option<Builder> {
    let settings = policy.settings;
    let mut cors = warp::cors()
        .allow_method(settings.method)
        .allow_headers(settings.headers.iter().copied())
        .allow_credentials(settings.credentials);
    if policy.is_any() {
        cors = cors.allow_any_origin();
    } else if policy.has_wildcards() {
        return None;
    } else {
        cors = cors.allow_origins(policy.origins.iter().copied());
    }
    if let Some(name) = settings.expose {
        cors = cors.expose_header(name);
    }
    if let Some(age) = settings.max_age() {
        cors = cors.max_age(age);
    }
    Some(cors)
}

fn server<F>(filter: F, template: &BenchRequest) -> Option<Box<dyn Server>>
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
{
    let mut service = warp::service(filter);
    let template = template.clone();
    InMemory::boxed(
        move || template.to_http(String::new()),
        move |request: Request<String>| run_ready(service.call(request)),
        |response| match response {
            Some(Ok(response)) => Summary::of(response),
            _ => Summary::default(),
        },
    )
}
