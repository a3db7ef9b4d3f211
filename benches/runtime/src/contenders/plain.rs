//! Functions from a request to a response, in the types of `http` and without a framework.

use http::{Method, Request, Response, StatusCode};

use super::by_hand;
use super::handlers::hello;
use crate::policies::{self, BenchPolicy, for_each_policy};
use crate::requests::BenchRequest;
use crate::server::{InMemory, Server, Summary};

pub(crate) type Handler = fn(Request<()>) -> Response<&'static str>;

macro_rules! handlers {
    ($($name:ident)*) => {
        /// For each policy the handler with the attribute, and the one by hand.
        const HANDLERS: &[(&str, Handler, Handler)] = &[$({
            #[cors::cors(policy = policies::$name::POLICY)]
            fn attribute(request: Request<()>) -> Response<&'static str> {
                hello(&request)
            }

            fn by_hand(request: Request<()>) -> Response<&'static str> {
                by_hand::http::<policies::$name::Constants>(&request)
            }

            (stringify!($name), attribute, by_hand)
        }),*];
    };
}
for_each_policy! { handlers }

/// The handler with the attribute.
pub(crate) fn attribute_handler(policy: &BenchPolicy) -> Option<Handler> {
    let mut handlers = HANDLERS.iter();
    handlers.find_map(|(name, attribute, _)| (*name == policy.name).then_some(*attribute))
}

/// The handler with the policy by hand.
pub(crate) fn handler_by_hand(policy: &BenchPolicy) -> Option<Handler> {
    let mut handlers = HANDLERS.iter();
    handlers.find_map(|(name, _, by_hand)| (*name == policy.name).then_some(*by_hand))
}

/// The handler without a policy. It responds to OPTIONS too, at the lowest cost that a response to a preflight can have.
pub(crate) fn without_policy(request: Request<()>) -> Response<&'static str> {
    if request.method() == Method::OPTIONS {
        let mut response = Response::new("");
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    hello(&request)
}

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(without_policy, template)
}

pub(crate) fn by_hand(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(handler_by_hand(policy)?, template)
}

pub(crate) fn attribute(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    server(attribute_handler(policy)?, template)
}

pub(crate) fn server(handler: Handler, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let template = template.clone();
    InMemory::boxed(move || template.to_http(()), handler, Summary::of)
}
