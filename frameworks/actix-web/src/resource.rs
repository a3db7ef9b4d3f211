//! The resource of a handler with the attribute: which requests it takes, and the policy around it.
//!
//! The guard of a method, as actix-web's own macros have it, keeps preflights away. This one also takes those that ask for
//! the method, and the policy answers them in front of all that the resource has.

use std::cell::OnceCell;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::ORIGIN;
use cors_core::head::is_safe;
use cors_core::{Decision, PolicyChoice};

use crate::handler::{RouteOf, requested_method};
use crate::head::{Asked, Line, mark_behind_preflights};
use crate::nesting::Place;
use crate::path::Path;
use crate::response::ResponseFuture;

/// A guard of the user's.
pub fn guard(guard: impl Fn(&GuardContext<'_>) -> bool + 'static) -> Box<dyn Guard> {
    Box::new(guard::fn_guard(guard))
}

/// Lets the requests of a route pass, and the preflights that ask for them, whatever guards the user gave it.
pub(crate) struct RouteGuard {
    route: RouteOf,
    /// As actix-web's macros have them. They allocate for each request, for what may respond 405 behind them.
    methods: Vec<Box<dyn Guard>>,
}

impl RouteGuard {
    pub(crate) fn new(route: RouteOf) -> Self {
        let methods = route.methods().iter();
        // Both crates have the same rules for methods.
        let methods = methods.flat_map(|method| Method::from_bytes(method.as_str().as_bytes()));
        let guards = methods.map(|method| -> Box<dyn Guard> { Box::new(guard::Method(method)) });
        Self {
            methods: guards.collect(),
            route,
        }
    }
}

impl Guard for RouteGuard {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        let head = context.head();
        let is_taken = match requested_method(head) {
            Some(method) => self.route.takes(method),
            None => self.route.takes(head.method.as_str()) && self.route.passes(context),
        };
        if !is_taken {
            // Each tells its method, for the header `Allow`.
            let _ = self.methods.iter().any(|method| method.check(context));
        }
        is_taken
    }
}

/// Puts the policy of a route around its resource.
pub(crate) struct PolicyAround(pub(crate) RouteOf);

impl<S, B> Transform<S, ServiceRequest> for PolicyAround
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = RouteService<S>;
    type InitError = ();
    type Future = Ready<Result<RouteService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(RouteService {
            inner,
            place: Place::of_handler(),
            policy: self.0.policy().convert(),
            route: self.0.clone(),
            path: OnceCell::new(),
        }))
    }
}

/// A resource with the policy of its route around it.
pub(crate) struct RouteService<S> {
    inner: S,
    place: Place,
    policy: PolicyChoice<Line>,
    route: RouteOf,
    path: OnceCell<Path>,
}

impl<S> RouteService<S> {
    /// Its path, known once the app is put together.
    fn path(&self, request: &ServiceRequest) -> &Path {
        self.path.get_or_init(|| Path::of(&self.route, request))
    }

    /// Whether the policy of another handler may have answered the preflight. For GET and HEAD that doesn't matter.
    fn has_rival(&self, request: &ServiceRequest) -> bool {
        !is_safe(request.method().as_str())
            && request.headers().contains_key(ORIGIN)
            && self.path(request).has_rival(request)
    }

    fn decide(&self, request: &ServiceRequest) -> Decision<'static, Line> {
        if request.method() == Method::OPTIONS
            && let Some(response) = self.path(request).respond(request)
        {
            return Decision::Respond(response);
        }
        if self.has_rival(request) {
            mark_behind_preflights(request);
        }
        self.policy.decide_head(&Asked(request))
    }
}

impl<S, B> Service<ServiceRequest> for RouteService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future, B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let decision = self.decide(&request);
        ResponseFuture::of(decision, request, &self.inner, self.place.may_be_inside())
    }
}
