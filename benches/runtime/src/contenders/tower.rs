//! Tower services: a function as a service, and layers around it.

use std::convert::Infallible;
use std::future::{Ready, ready};

use http::{Request, Response};
use tower::util::{ServiceFn, service_fn};
use tower_layer::Layer as _;
use tower_service::Service;

use super::plain::{handler_by_hand, without_policy};
use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::{InMemory, Server, Summary, run_ready};

type Outcome = Result<Response<&'static str>, Infallible>;

pub(crate) fn plain() -> ServiceFn<impl Fn(Request<()>) -> Ready<Outcome> + Clone> {
    service_fn(|request| ready(Ok(without_policy(request))))
}

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(plain(), template)
}

pub(crate) fn by_hand(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let handler = handler_by_hand(policy)?;
    server(
        service_fn(move |request| ready(Outcome::Ok(handler(request)))),
        template,
    )
}

pub(crate) fn layer(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(
        cors::tower::CorsLayer::new(policy.policy).layer(plain()),
        template,
    )
}

pub(crate) fn server<S>(mut service: S, template: &BenchRequest) -> Option<Box<dyn Server>>
where
    S: Service<Request<()>, Response = Response<&'static str>, Error = Infallible> + 'static,
{
    let template = template.clone();
    InMemory::boxed(
        move || template.to_http(()),
        move |request| run_ready(service.call(request)).map(|Ok(response)| response),
        |response| response.as_ref().map(Summary::of).unwrap_or_default(),
    )
}
