//! What the router says of a request. axum's own routing finds whose it is: in place of each path there is a service that
//! explains, and nothing else.

use std::convert::Infallible;
use std::future::{Future as _, Ready, ready};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ::axum::Router as AxumRouter;
use ::axum::body::Body;
use ::axum::extract::Request;
use ::axum::response::Response;
use ::axum::routing::Route;
use cors_core::Explanation;
use cors_core::routes::{PathFront, PathPolicies};
use tower_layer::Layer;
use tower_service::Service;

use super::Router;
use super::build::{Fronts, build};
use super::not_found::NotFound;

impl Router {
    /// Says what a browser does with the answer to this request, and why: by the policy that decides, with the methods of
    /// its path. None: an `axum::Router` that is merged or nested [decides](Router#not-in-front).
    ///
    /// No handler, no fallback and no layer runs. Don't send it to a page: it tells what the policy lists.
    ///
    /// ```
    /// use axum::http::Request;
    /// use cors::axum::{Router, cors, get};
    /// use cors::{Effect, Reason};
    ///
    /// #[cors(origins = ["https://app.example.com"])]
    /// async fn list() {}
    /// # async fn remove() {}
    ///
    /// let app: Router = Router::new().route("/notes/{id}", get(list).delete(remove));
    /// let preflight = Request::options("/notes/1")
    ///     .header("origin", "https://app.example.com")
    ///     .header("access-control-request-method", "DELETE");
    /// let explanation = app.explain(&preflight.body(()).unwrap()).unwrap();
    /// assert_eq!(explanation.effect, Effect::NotSent);
    /// assert_eq!(explanation.reasons, [Reason::NoPolicy], "`remove` has no attribute");
    /// ```
    #[must_use]
    pub fn explain<B>(&self, request: &http::Request<B>) -> Option<Explanation> {
        let mut head = Request::new(Body::empty());
        *head.method_mut() = request.method().clone();
        *head.uri_mut() = request.uri().clone();
        *head.headers_mut() = request.headers().clone();
        *head.extensions_mut() = request.extensions().clone();
        let mut explaining = self
            .explaining
            .get_or_init(|| build::<_, Explanations>(self.parts.clone()))
            .clone();
        // Nothing of it waits.
        let response = pin!(explaining.call(head));
        match response.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => {
                response.into_parts().0.extensions.remove::<Explained>()?.0
            }
            Poll::Pending => None,
        }
    }
}

/// An entry in the extensions of the response of [`Explain`].
#[derive(Clone)]
struct Explained(Option<Explanation>);

/// What explains, in place of what decides.
enum Explanations {}

impl Fronts for Explanations {
    fn path<S>(router: AxumRouter<S>, policies: PathPolicies) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let front: PathFront = policies.into_front();
        router.layer(Explain::new(move |request| front.explain(request)))
    }

    fn not_found<S>(base: AxumRouter<S>, not_found: Option<NotFound>) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        match not_found {
            Some(not_found) => base.layer(Explain::new(move |request| {
                not_found.of(request)?.explain(request)
            })),
            None => Self::path(base, PathPolicies::new()),
        }
    }
}

/// A layer in place of all that is inside of it.
#[derive(Clone)]
struct Explain(Arc<Explainer>);

type Explainer = dyn Fn(&Request) -> Option<Explanation> + Send + Sync;

impl Explain {
    fn new(explain: impl Fn(&Request) -> Option<Explanation> + Send + Sync + 'static) -> Self {
        Self(Arc::new(explain))
    }
}

impl Layer<Route> for Explain {
    type Service = Self;

    fn layer(&self, _: Route) -> Self {
        self.clone()
    }
}

impl Service<Request> for Explain {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let mut response = Response::new(Body::empty());
        let explained = Explained((self.0)(&request));
        response.extensions_mut().insert(explained);
        ready(Ok(response))
    }
}
