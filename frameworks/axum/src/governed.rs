//! Handlers with their policies, for axum's own router: cheaper than a layer, where there is none between the two.

use std::marker::PhantomData;
use std::sync::Arc;

use ::axum::extract::Request;
use ::axum::handler::Handler;
use ::axum::routing::{MethodFilter, MethodRouter};
use cors_core::Decision;
use cors_core::head::HttpHead;
use cors_core::routes::{PathPolicies, Preflights};
use http::Method;

use crate::front::{FrontFuture, FrontLayer};
use crate::policy::CorsPolicy;

/// A handler with its own policy in front. Nothing else is in it, so axum's box around a handler stays an empty one.
pub(crate) struct GovernedHandler<H, P> {
    handler: H,
    policy: PhantomData<fn() -> P>,
}

impl<H, P> GovernedHandler<H, P> {
    pub(crate) fn new(handler: H) -> Self {
        Self {
            handler,
            policy: PhantomData,
        }
    }
}

impl<H: Clone, P> Clone for GovernedHandler<H, P> {
    fn clone(&self) -> Self {
        Self::new(self.handler.clone())
    }
}

impl<H, P, T, S> Handler<T, S> for GovernedHandler<H, P>
where
    H: Handler<T, S>,
    P: CorsPolicy,
{
    type Future = FrontFuture<H::Future>;

    fn call(self, request: Request, state: S) -> Self::Future {
        let decision = match P::policy().decide_head(&HttpHead::from(&request)) {
            Decision::Proceed(headers) => Decision::Proceed(headers.overruling()),
            decision => decision,
        };
        FrontFuture::new(Some(decision), || self.handler.call(request, state))
    }
}

/// The handlers of a path, each with its policy.
#[derive(Clone)]
pub(crate) struct GovernedRoutes<S> {
    routes: MethodRouter<S>,
    /// That of OPTIONS. Preflights are OPTIONS requests, too, and none of them gets here.
    options: Option<MethodRouter<S>>,
}

impl<S: Clone + Send + Sync + 'static> GovernedRoutes<S> {
    pub(crate) fn new(routes: MethodRouter<S>) -> Self {
        Self {
            routes,
            options: None,
        }
    }

    pub(crate) fn on<T: 'static>(
        mut self,
        methods: &[(Method, MethodFilter)],
        handler: impl Handler<T, S>,
    ) -> Self {
        let (options, others): (Vec<_>, Vec<_>) = methods
            .iter()
            .partition(|(method, _)| *method == Method::OPTIONS);
        if let Some((_, filter)) = options.first() {
            let routes = self.options.unwrap_or_default();
            self.options = Some(routes.on(*filter, handler.clone()));
        }
        let others = others.iter().map(|(_, filter)| *filter);
        if let Some(filter) = others.reduce(MethodFilter::or) {
            self.routes = self.routes.on(filter, handler);
        }
        self
    }

    pub(crate) fn merge(self, other: Self) -> Self {
        Self {
            routes: self.routes.merge(other.routes),
            options: match (self.options, other.options) {
                (Some(one), Some(other)) => Some(one.merge(other)),
                (one, other) => one.or(other),
            },
        }
    }

    pub(crate) fn with_state<S2>(self, state: S) -> GovernedRoutes<S2> {
        GovernedRoutes {
            routes: self.routes.with_state(state.clone()),
            options: self.options.map(|options| options.with_state(state)),
        }
    }

    /// With what these policies say of preflights, and of the methods that reach no handler.
    pub(crate) fn into_axum(self, policies: PathPolicies) -> MethodRouter<S> {
        // Of two default 405 axum keeps the last.
        let wrong_method =
            MethodRouter::new().layer(FrontLayer::new(policies.clone().into_front()));
        let routes = self.routes.merge(wrong_method);
        let others = match self.options {
            Some(options) => routes.clone().merge(options),
            None => routes.clone(),
        };
        routes.options(PreflightHandler::new(policies.into_preflights(), others))
    }
}

/// The handler of OPTIONS: it answers preflights, and leaves everything else to the others. axum clones it for each
/// request.
pub(crate) struct PreflightHandler<S>(Arc<(Preflights, MethodRouter<S>)>);

impl<S> PreflightHandler<S> {
    pub(crate) fn new(preflights: Preflights, others: MethodRouter<S>) -> Self {
        Self(Arc::new((preflights, others)))
    }
}

impl<S> Clone for PreflightHandler<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Clone + Send + Sync + 'static> Handler<(), S> for PreflightHandler<S> {
    type Future = FrontFuture<<MethodRouter<S> as Handler<(), S>>::Future>;

    fn call(self, request: Request, state: S) -> Self::Future {
        let (preflights, others) = &*self.0;
        let response = preflights.respond_to(&request);
        FrontFuture::new(response.map(Decision::Respond), || {
            others.clone().call(request, state)
        })
    }
}
