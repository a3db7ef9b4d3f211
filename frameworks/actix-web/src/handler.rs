//! Handlers with the attribute, and how they are found again.
//!
//! Each leaves a mark in actix-web's map of resources, by which the whole path is known once the app is put together, and a
//! policy in front can find it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::iter;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use actix_web::dev::{AppService, RequestHead, ResourceDef, ServiceRequest};
use actix_web::guard::{Guard, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use cors_core::PolicyChoice;
use cors_core::routes::PathPolicies;

use crate::mark::Mark;

/// One of a handler's routes.
pub(crate) struct Route {
    /// As it is written.
    path: &'static str,
    methods: Vec<http::Method>,
    guards: Vec<Box<dyn Guard>>,
}

/// A handler as it is registered in an app.
pub(crate) struct Handler {
    policy: PolicyChoice,
    routes: Vec<Route>,
    mark: Mark,
}

thread_local! {
    /// All handlers of the thread, in the order in which they were registered. An app is put together on the thread on
    /// which it runs.
    static HANDLERS: RefCell<Vec<Weak<Handler>>> = const { RefCell::new(vec![]) };
}

impl Handler {
    pub(crate) fn new(policy: PolicyChoice, routes: Vec<Route>) -> Rc<Self> {
        let mark = Mark::new();
        Rc::new(Self {
            policy,
            routes,
            mark,
        })
    }

    pub(crate) fn routes(self: &Rc<Self>) -> impl Iterator<Item = RouteOf> {
        (0..self.routes.len()).map(|at| RouteOf {
            handler: Rc::clone(self),
            at,
        })
    }

    /// Has it found by what it leaves at this place.
    pub(crate) fn leave_mark(self: &Rc<Self>, service: &mut AppService) {
        self.mark.register(service);
        HANDLERS.with_borrow_mut(|handlers| {
            handlers.retain(|handler| handler.strong_count() > 0);
            handlers.push(Rc::downgrade(self));
        });
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

/// A route, with the handler that it is one of.
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
        handlers.iter().flat_map(Handler::routes).collect()
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

    pub(crate) fn policy(&self) -> &PolicyChoice {
        &self.handler.policy
    }

    pub(crate) fn has_policy_of(&self, other: &Self) -> bool {
        self.policy().is_same(other.policy())
    }

    /// The policies of these routes, all of one path. This one's comes first, so it governs the methods that others have
    /// too, with other guards.
    pub(crate) fn policies(&self, path: &[Self]) -> PathPolicies {
        let mut policies = PathPolicies::new();
        let mut known: Vec<(&http::Method, &PolicyChoice)> = vec![];
        for route in iter::once(self).chain(path) {
            for method in &route.methods {
                let policy = &route.handler.policy;
                let is_known = |(of, one): &(&http::Method, &PolicyChoice)| {
                    *of == method && one.is_same(policy)
                };
                if !known.iter().any(is_known) {
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
    pub(crate) fn new(path: &'static str, methods: &[&str], guards: Vec<Box<dyn Guard>>) -> Self {
        // actix-web's own macro rejects what isn't a method, and the attribute an empty one.
        let methods = methods.iter().flat_map(|name| name.parse()).collect();
        Self {
            path,
            methods,
            guards,
        }
    }

    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// That of its path in its scope, as `Resource` has it.
    pub(crate) fn pattern(&self) -> ResourceDef {
        ResourceDef::new(with_slash(self.path).into_owned())
    }

    pub(crate) fn methods(&self) -> &[http::Method] {
        &self.methods
    }

    /// Whether the guards that the user gave it let a request pass.
    pub(crate) fn passes(&self, context: &GuardContext<'_>) -> bool {
        self.guards.iter().all(|guard| guard.check(context))
    }

    /// Whether this is one of its methods.
    pub(crate) fn takes(&self, method: &str) -> bool {
        self.methods.iter().any(|own| own.as_str() == method)
    }
}

/// Whether these routes have one policy. Then their guards aren't asked about a preflight: they can't see the request that
/// it is about, not its body, and none of the page's own headers.
pub(crate) fn is_clear<'routes>(mut routes: impl Iterator<Item = &'routes RouteOf>) -> bool {
    let first = routes.next();
    routes.all(|route| first.is_some_and(|first| first.has_policy_of(route)))
}

/// The method that a preflight asks for, as far as it is text; none if the request isn't a preflight.
pub(crate) fn requested_method(head: &RequestHead) -> Option<&str> {
    if head.method != Method::OPTIONS || !head.headers.contains_key(ORIGIN) {
        return None;
    }
    let requested = head.headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    Some(requested.to_str().unwrap_or_default())
}
