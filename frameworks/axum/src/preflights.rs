//! What OPTIONS requests reach on a path with annotated handlers: the answer to a preflight, by the policy of the
//! handler that the requested method would reach.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::axum::extract::Request;
use ::axum::handler::Handler;
use ::axum::response::Response;
use ::axum::routing;
use http::Method;

use super::method_router::SAFELISTED;
use crate::Policy;
use crate::decide::Preflight;
use crate::respond::{Answer, FROM_FRAMEWORK};

/// The handler of OPTIONS. axum clones it for each request.
pub(super) struct SharedPreflights<S>(Arc<Preflights<S>>);

impl<S> SharedPreflights<S> {
    pub(super) fn new(preflights: Preflights<S>) -> Self {
        Self(Arc::new(preflights))
    }
}

impl<S> Clone for SharedPreflights<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

pub(super) struct Preflights<S> {
    pub(super) policies: Vec<(Method, Option<Prepared>)>,
    pub(super) others: Others,
    /// Where those go that aren't preflights.
    pub(super) otherwise: routing::MethodRouter<S, Infallible>,
}

/// What all those methods reach that are not among the policies.
pub(super) enum Others {
    NotTaken,
    WithoutPolicy,
    ByPolicy(Box<Prepared>),
}

/// A policy, with its answer to preflights: to copy that takes less than to make it anew for each.
pub(super) struct Prepared {
    answer: Answer,
    policy: Policy,
}

impl Prepared {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            answer: Answer::preflight(&policy, FROM_FRAMEWORK),
            policy,
        }
    }

    fn answer(&self, preflight: &Preflight<'_>) -> Option<Answer> {
        self.policy.answer(preflight, || self.answer.clone())
    }
}

impl<S> Preflights<S> {
    /// The answer to a preflight, by the policy of the handler that the requested method would reach, unless that
    /// refuses.
    fn answer(&self, preflight: &Preflight<'_>) -> Option<Answer> {
        let requested = preflight.method;
        let of = |name: &Method| self.policies.iter().find(|(method, _)| method == name);
        let reached = Method::from_bytes(requested.as_bytes())
            .ok()
            // axum sends a HEAD request to the handler of GET, where there is no other.
            .and_then(|name| {
                of(&name).or_else(|| of(&Method::GET).filter(|_| name == Method::HEAD))
            });
        let is_safelisted = || SAFELISTED.iter().any(|name| requested == name.as_str());
        match (reached, &self.others) {
            (Some((_, Some(policy))), _) => policy.answer(preflight),
            (Some((_, None)), _) | (None, Others::WithoutPolicy) => None,
            (None, Others::ByPolicy(policy)) => policy.answer(preflight),
            // A list without it would not keep the browser from sending it.
            (None, Others::NotTaken) if is_safelisted() => None,
            // Nothing takes this method. A list without it lets the browser's console say so.
            (None, Others::NotTaken) => {
                let mut policies = self.policies.iter().flat_map(|(_, policy)| policy);
                policies.find_map(|policy| policy.answer(preflight))
            }
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Handler<(), S> for SharedPreflights<S> {
    type Future = OptionsFuture;

    fn call(self, request: Request, state: S) -> OptionsFuture {
        match Preflight::of(request.method(), request.headers()) {
            Some(preflight) => {
                let answer = self.0.answer(&preflight).unwrap_or_else(Answer::refused);
                OptionsFuture::Answered(Some(answer.into_response()))
            }
            None => OptionsFuture::Running(Box::pin(self.0.otherwise.clone().call(request, state))),
        }
    }
}

/// The response to an OPTIONS request.
pub(super) enum OptionsFuture {
    /// Taken by the poll that is ready, which is the last.
    Answered(Option<Response>),
    Running(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl Future for OptionsFuture {
    type Output = Response;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        match self.get_mut() {
            Self::Answered(response) => response.take().map_or(Poll::Pending, Poll::Ready),
            Self::Running(future) => future.as_mut().poll(context),
        }
    }
}
