//! Policies that are chosen by the request: their functions read the head of a request of `http`.

use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use cors_core::head::{RequestHeader, mark_behind_preflights};
use cors_core::{Decision, Policy, PolicyBy, SharedPolicy};
use http::{HeaderName, HeaderValue, Method, Request};

use crate::head::BehindPreflights;

/// The decision about a request by the policy that is chosen for it.
pub(crate) fn decide(by: &PolicyBy, request: &ServiceRequest) -> Decision<'static> {
    let mut head = Request::new(());
    let method = Method::from_bytes(request.method().as_str().as_bytes());
    let target = request.uri().to_string().parse();
    let read = RequestHeader::ALL.map(|header| HeaderName::from_static(header.as_str()));
    for name in read.iter().chain(by.reads()) {
        if head.headers().contains_key(name) {
            continue;
        }
        for line in request.headers().get_all(name.as_str()) {
            // Both crates take the same. If they ever differ, an empty value is no origin that a policy lists.
            let line = HeaderValue::from_bytes(line.as_bytes());
            let line = line.unwrap_or(HeaderValue::from_static(""));
            head.headers_mut().append(name, line);
        }
    }
    if request.extensions().contains::<BehindPreflights>() {
        mark_behind_preflights(&mut head);
    }
    match (method, target) {
        (Ok(method), Ok(target)) => {
            *head.method_mut() = method;
            *head.uri_mut() = target;
            by.decide(&head)
        }
        (method, _) => {
            *head.method_mut() = method.unwrap_or(Method::OPTIONS);
            SharedPolicy::from(Policy::NOBODY).decide(&head)
        }
    }
}
