//! What OPTIONS requests reach on a path with policies: the preflights of its handlers, or whatever else takes OPTIONS.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::axum::extract::Request;
use ::axum::handler::Handler;
use ::axum::response::Response;
use ::axum::routing::MethodRouter;
use cors_core::routes::Preflights;

/// The handler of OPTIONS. axum clones it for each request.
pub(crate) struct OptionsHandler<S>(Arc<Routes<S>>);

struct Routes<S> {
    preflights: Preflights,
    /// Where requests go that aren't preflights.
    fallback: MethodRouter<S, Infallible>,
}

impl<S> OptionsHandler<S> {
    pub(crate) fn new(preflights: Preflights, fallback: MethodRouter<S, Infallible>) -> Self {
        Self(Arc::new(Routes {
            preflights,
            fallback,
        }))
    }
}

impl<S> Clone for OptionsHandler<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Clone + Send + Sync + 'static> Handler<(), S> for OptionsHandler<S> {
    type Future = OptionsFuture;

    fn call(self, request: Request, state: S) -> OptionsFuture {
        let Routes {
            preflights,
            fallback,
        } = &*self.0;
        match preflights.respond(&request) {
            Some(response) => OptionsFuture::Preflight(ready(response.into_response())),
            None => OptionsFuture::Fallback(Box::pin(fallback.clone().call(request, state))),
        }
    }
}

/// The response to an OPTIONS request.
pub(crate) enum OptionsFuture {
    // Panics if it is polled after completion, as std's futures do. No request can cause that.
    Preflight(Ready<Response>),
    Fallback(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl Future for OptionsFuture {
    type Output = Response;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        match self.get_mut() {
            Self::Preflight(response) => Pin::new(response).poll(context),
            Self::Fallback(response) => response.as_mut().poll(context),
        }
    }
}
