//! Handlers with the attribute: what they register beside their resource, and how they are found again.
//!
//! A resource with the guard of a method never sees a preflight. So each handler gets a second resource for the preflights
//! that ask for its methods. It also leaves a mark in actix-web's map of resources, by which the whole path is known once
//! the app is put together, and a policy in front can find it.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::fmt::{self, Debug, Formatter};
use std::future::ready;
use std::iter;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use actix_web::dev::{
    AppService, HttpServiceFactory, RequestHead, ResourceDef, ServiceRequest, fn_service,
};
use actix_web::guard::{Guard, GuardContext, fn_guard};
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use actix_web::{Error, HttpResponse};
use cors_core::routes::{PathPolicies, Preflights};
use cors_core::{Policy, SharedPolicy};

use crate::head::{Asked, Line, respond};
use crate::mark::Mark;

/// The routes of a handler, as the attribute reads them from the macros of actix-web.
#[derive(Debug)]
pub struct Routes {
    policy: SharedPolicy,
    routes: Vec<Route>,
}

/// One of a handler's routes.
pub(crate) struct Route {
    /// As it is written.
    path: &'static str,
    methods: Vec<http::Method>,
    guards: Vec<Box<dyn Guard>>,
}

impl Debug for Route {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("path", &self.path)
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

/// A handler as it is registered in an app.
#[derive(Debug)]
pub(crate) struct Handler {
    policy: SharedPolicy,
    routes: Vec<Route>,
    mark: Mark,
}

thread_local! {
    /// All handlers of the thread, in the order in which they were registered. An app is put together on the thread on
    /// which it runs.
    static HANDLERS: RefCell<Vec<Weak<Handler>>> = const { RefCell::new(vec![]) };
}

impl Routes {
    /// Those of a handler with this policy.
    pub fn new(policy: &'static Policy) -> Self {
        Self {
            policy: policy.into(),
            routes: vec![],
        }
    }

    /// Adds one.
    #[must_use]
    pub fn route(
        mut self,
        path: &'static str,
        methods: &[&str],
        guards: Vec<Box<dyn Guard>>,
    ) -> Self {
        // What isn't a method, actix-web rejects by itself.
        let methods = methods.iter().flat_map(|name| name.parse()).collect();
        self.routes.push(Route {
            path,
            methods,
            guards,
        });
        self
    }

    /// Registers the handler, and behind it what answers its preflights: the handler takes none of those, and its own
    /// requests then don't pass by there.
    pub fn register(self, handler: impl HttpServiceFactory, service: &mut AppService) {
        let Self { policy, routes } = self;
        for method in routes.iter().flat_map(|route| &route.methods) {
            let registered = PathPolicies::new().register(method.clone(), Some(policy.clone()));
            if let Err(error) = registered {
                reject(&error);
            }
        }
        handler.register(service);
        let registered = Rc::new(Handler {
            policy,
            routes,
            mark: Mark::register(service),
        });
        for at in 0..registered.routes.len() {
            registered.register_preflights(at, service);
        }
        HANDLERS.with_borrow_mut(|handlers| {
            handlers.retain(|handler| handler.strong_count() > 0);
            handlers.push(Rc::downgrade(&registered));
        });
    }
}

/// As on every framework where the routes aren't known at compile time.
#[expect(clippy::panic, reason = "a mistake of the program's, when it starts")]
fn reject(error: &cors_core::routes::UnlistedMethod) {
    panic!("{error}");
}

impl Handler {
    /// The resource for the preflights of one route.
    fn register_preflights(self: &Rc<Self>, at: usize, service: &mut AppService) {
        let Some(route) = self.routes.get(at) else {
            return;
        };
        let own = RouteOf {
            handler: Rc::clone(self),
            at,
        };
        let guard: Box<dyn Guard> = Box::new(PreflightsOf(own.clone()));
        let path: OnceCell<Path> = OnceCell::new();
        let path = Rc::new(path);
        let answer = fn_service(move |request: ServiceRequest| {
            let path = path.get_or_init(|| Path::of(&own, &request));
            let response = path.answer(&request);
            ready(Ok::<_, Error>(request.into_response(response)))
        });
        service.register_service(route.pattern(), Some(vec![guard]), answer, None);
    }
}

/// As `Resource` writes its path.
fn with_slash(path: &str) -> Cow<'_, str> {
    match path {
        "" => path.into(),
        _ if path.starts_with('/') => path.into(),
        _ => format!("/{path}").into(),
    }
}

/// One of a handler's routes.
#[derive(Clone)]
pub(crate) struct RouteOf {
    handler: Rc<Handler>,
    at: usize,
}

impl Deref for RouteOf {
    type Target = Route;

    fn deref(&self) -> &Route {
        &self.handler.routes[self.at]
    }
}

impl RouteOf {
    /// The routes of all handlers of the app that a request is in, in the order in which they were registered.
    pub(crate) fn of_app(request: &ServiceRequest) -> Vec<Self> {
        let handlers: Vec<_> = HANDLERS.with_borrow(|handlers| {
            let alive = handlers.iter().filter_map(Weak::upgrade);
            let is_of_app = |handler: &Rc<Handler>| handler.mark.is_in_app(request);
            alive.filter(is_of_app).collect()
        });
        let routes = handlers.iter().flat_map(|handler| {
            (0..handler.routes.len()).map(|at| Self {
                handler: Rc::clone(handler),
                at,
            })
        });
        routes.collect()
    }

    /// The patterns of the scopes that it is in, as one, if they can be known.
    pub(crate) fn scopes(&self) -> Option<String> {
        self.handler.mark.scopes()
    }

    /// The whole pattern of its path, if it can be known.
    pub(crate) fn whole_path(&self) -> Option<String> {
        let scopes = self.scopes()?;
        Some(format!("{scopes}{}", with_slash(self.path)))
    }

    pub(crate) fn has_policy_of(&self, other: &Self) -> bool {
        let (own, other): (&Policy, &Policy) = (&self.handler.policy, &other.handler.policy);
        std::ptr::eq(own, other) || own == other
    }

    /// Whether the guards that the user gave it let a request pass.
    pub(crate) fn passes(&self, request: &ServiceRequest) -> bool {
        let context = request.guard_ctx();
        self.guards.iter().all(|guard| guard.check(&context))
    }

    /// The policies of these routes, all of one path. This one's comes first, so it governs the methods that others have
    /// too, with other guards.
    pub(crate) fn policies(&self, path: &[Self]) -> PathPolicies {
        let mut policies = PathPolicies::new();
        let mut known: Vec<(&http::Method, &Policy)> = vec![];
        for route in iter::once(self).chain(path) {
            for method in &route.methods {
                let policy = &route.handler.policy;
                if !known.contains(&(method, policy)) {
                    known.push((method, policy));
                    // Whether the policy lists the method was checked when the handler was registered.
                    let _ = policies.register(method.clone(), Some(policy.clone()));
                }
            }
        }
        policies
    }
}

impl Route {
    /// That of its path in its scope, as `Resource` has it.
    pub(crate) fn pattern(&self) -> ResourceDef {
        ResourceDef::new(with_slash(self.path).into_owned())
    }

    /// Whether this is one of its methods.
    pub(crate) fn takes(&self, method: &str) -> bool {
        self.methods.iter().any(|own| own.as_str() == method)
    }
}

/// What answers the preflights for a path: one for each of its routes, as guards may decide between them.
struct Path {
    /// Its whole pattern, if it can be known.
    pattern: Option<String>,
    /// The own route comes first: where scopes have guards, those have led the preflight to it.
    routes: Vec<PathRoute>,
    /// Answers where it isn't clear which of them a preflight is for: no page may send the request.
    unclear: Preflights<Line>,
}

struct PathRoute {
    route: RouteOf,
    preflights: Preflights<Line>,
}

impl Path {
    /// The path of this route.
    fn of(own: &RouteOf, request: &ServiceRequest) -> Self {
        let pattern = own.whole_path();
        let mut routes = vec![own.clone()];
        let others = RouteOf::of_app(request).into_iter();
        routes.extend(others.filter(|route| {
            let is_own = std::ptr::eq(&**route, &**own);
            pattern.is_some() && !is_own && route.whole_path() == pattern
        }));
        let answers = routes.iter().map(|route| PathRoute {
            preflights: route.policies(&routes).into_preflights(),
            route: route.clone(),
        });
        let mut unclear = PathPolicies::new();
        unclear.register_unknown();
        Self {
            pattern,
            routes: answers.collect(),
            unclear: unclear.into_preflights(),
        }
    }

    fn answer(&self, request: &ServiceRequest) -> HttpResponse {
        let method = requested_method(request.head()).unwrap_or_default();
        let mut routes = self.routes.iter().filter(|one| one.route.takes(method));
        let is_clear = is_clear(routes.clone().map(|one| &one.route));
        let chosen = routes
            .find(|one| is_clear || one.route.passes(request))
            .filter(|_| self.is_first(request));
        let preflights = chosen.map_or(&self.unclear, |one| &one.preflights);
        match preflights.respond(&Asked(request)) {
            Some(response) => respond(response, true),
            // The guard lets nothing else through.
            None => HttpResponse::Forbidden().finish(),
        }
    }
}

impl Path {
    /// Whether this pattern is the first that matches the path. Else the preflight may be about a handler without the
    /// attribute, whose method kept it from there.
    fn is_first(&self, request: &ServiceRequest) -> bool {
        let Some(pattern) = &self.pattern else {
            return false;
        };
        match request
            .resource_map()
            .match_pattern(request.match_info().as_str())
        {
            Some(first) => first == *pattern,
            // The guards of scopes have led it here. A pattern without parameters doesn't overlap with one behind it.
            None => !pattern.contains(['{', '*']),
        }
    }
}

/// Whether these routes have one policy. Then their guards aren't asked about a preflight: they can't see the request that
/// it is about, not its body, and none of the page's own headers.
pub(crate) fn is_clear<'routes>(mut routes: impl Iterator<Item = &'routes RouteOf>) -> bool {
    let first = routes.next();
    routes.all(|route| first.is_some_and(|first| first.has_policy_of(route)))
}

/// What the policy of a handler knows of others around the same path, whose policies may have answered a preflight.
pub(crate) struct Rivals {
    /// The whole pattern of the path; none where no route is known there.
    pattern: Option<String>,
    /// The methods for which routes of the path have several policies, between which their guards decide.
    contested: Vec<http::Method>,
}

impl Rivals {
    /// Of the handler that a request has reached.
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        let pattern = request.match_pattern();
        let routes = RouteOf::of_app(request).into_iter();
        let routes: Vec<_> = routes
            .filter(|route| pattern.is_some() && route.whole_path() == pattern)
            .collect();
        let methods = routes.iter().flat_map(|route| &route.methods);
        let contested = methods.filter(|method| {
            let taking = routes.iter().filter(|route| route.takes(method.as_str()));
            !is_clear(taking)
        });
        Self {
            contested: contested.cloned().collect(),
            pattern: pattern.filter(|_| !routes.is_empty()),
        }
    }

    /// Whether another policy may have answered the preflight of a request. For GET and HEAD that doesn't matter.
    pub(crate) fn may_have_answered(&self, request: &ServiceRequest) -> bool {
        let method = request.method().as_str();
        let path = request.match_info().as_str();
        self.contested.iter().any(|one| one.as_str() == method)
            || request.resource_map().match_pattern(path) != self.pattern
    }
}

/// Lets the preflights pass that ask for a method of a route.
struct PreflightsOf(RouteOf);

impl Guard for PreflightsOf {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        requested_method(context.head()).is_some_and(|method| self.0.takes(method))
    }
}

/// The method that a preflight asks for, as far as it is text; none if the request isn't a preflight.
pub(crate) fn requested_method(head: &RequestHead) -> Option<&str> {
    let is_preflight = head.method == Method::OPTIONS && head.headers.contains_key(ORIGIN);
    let requested = head.headers.get(ACCESS_CONTROL_REQUEST_METHOD);
    requested
        .filter(|_| is_preflight)
        .map(|method| method.to_str().unwrap_or_default())
}

/// A guard of the user's.
pub fn guard(guard: impl Fn(&GuardContext<'_>) -> bool + 'static) -> Box<dyn Guard> {
    Box::new(fn_guard(guard))
}

/// Keeps preflights from a handler of OPTIONS: they are for the handlers of the methods that they ask for.
pub fn is_no_preflight(context: &GuardContext<'_>) -> bool {
    requested_method(context.head()).is_none()
}
