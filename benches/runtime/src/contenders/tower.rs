//! Tower services: a function as a service, and layers around it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, Request, Response};
use tower::util::{ServiceFn, service_fn};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use tower_layer::Layer as _;
use tower_service::Service;

use super::plain::without_a_policy;
use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::Asked;

type Answered = Result<Response<&'static str>, Infallible>;

fn plain() -> ServiceFn<impl Fn(Request<()>) -> Ready<Answered> + Clone> {
    service_fn(|request| ready(Ok(without_a_policy(request))))
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Box<dyn Server> {
    server(plain(), asked)
}

pub(crate) fn by_hand(subject: &Subject, asked: &Asked) -> Box<dyn Server> {
    let handler = subject.by_hand;
    server(service_fn(move |request| ready(Answered::Ok(handler(request)))), asked)
}

pub(crate) fn layer(subject: &Subject, asked: &Asked) -> Box<dyn Server> {
    server(cors::tower::CorsLayer::new(subject.policy).layer(plain()), asked)
}

pub(crate) fn tower_http(subject: &Subject, asked: &Asked) -> Box<dyn Server> {
    server(tower_http_layer(subject).layer(plain()), asked)
}

fn server<S>(mut service: S, asked: &Asked) -> Box<dyn Server>
where
    S: Service<Request<()>, Response = Response<&'static str>, Error = Infallible> + 'static,
{
    let asked = asked.clone();
    InMemory::boxed(
        move || asked.request(()),
        move |request| ready_now(service.call(request)).map(|Ok(response)| response),
        |response| response.as_ref().map(Shown::of_http).unwrap_or_default(),
    )
}

/// tower-http with the same policy. It has lists of origins, which it goes through; for wildcards its users write a
/// predicate.
pub(crate) fn tower_http_layer(subject: &Subject) -> CorsLayer {
    let terms = subject.terms;
    let allows = subject.allows;
    let origins = if subject.is_any() {
        AllowOrigin::from(Any)
    } else if subject.has_wildcards() {
        AllowOrigin::predicate(move |origin, _| allows(origin.as_bytes()))
    } else {
        AllowOrigin::list(subject.origins.iter().copied().map(HeaderValue::from_static))
    };
    let mut layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::from_bytes(terms.method.as_bytes()).unwrap_or_default()])
        .allow_headers(terms.headers.iter().copied().map(HeaderName::from_static).collect::<Vec<_>>())
        .allow_credentials(terms.credentials);
    if let Some(name) = terms.expose {
        layer = layer.expose_headers([HeaderName::from_static(name)]);
    }
    if let Some(seconds) = terms.max_age.and_then(|text| text.parse().ok()) {
        layer = layer.max_age(Duration::from_secs(seconds));
    }
    layer
}
