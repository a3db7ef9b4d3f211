//! Tower services: a function as a service, and layers around it.

use std::convert::Infallible;
use std::future::{Ready, ready};

use http::{Request, Response};
use tower::util::{ServiceFn, service_fn};
use tower_layer::Layer as _;
use tower_service::Service;

use super::plain::without_a_policy;
use super::{InMemory, Server, Shown, ready_now};
use crate::policies::Subject;
use crate::requests::Asked;

type Answered = Result<Response<&'static str>, Infallible>;

pub(crate) fn plain() -> ServiceFn<impl Fn(Request<()>) -> Ready<Answered> + Clone> {
    service_fn(|request| ready(Ok(without_a_policy(request))))
}

pub(crate) fn bare(_: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(plain(), asked)
}

pub(crate) fn by_hand(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    let handler = subject.by_hand;
    server(
        service_fn(move |request| ready(Answered::Ok(handler(request)))),
        asked,
    )
}

pub(crate) fn layer(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    server(
        cors::tower::CorsLayer::new(subject.policy).layer(plain()),
        asked,
    )
}

pub(crate) fn server<S>(mut service: S, asked: &Asked) -> Option<Box<dyn Server>>
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
