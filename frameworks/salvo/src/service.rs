//! A service with the policies in front: its first hoop.

use std::sync::Arc;

use cors_core::head::mark_extensions_behind_preflights;
use cors_core::methods::STANDARD;
use cors_core::routes::{PathPolicies, Scope};
use cors_core::{Decision, SharedPolicy};
use http::Method;
use salvo_core::routing::{FilterInfo, PathState};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, Router, Service, async_trait};

use crate::known::{ask, mark_decided_in_front};
use crate::respond::{head_of, respond};

/// salvo's [`Service`] of this router, with the policies in front: outside of every hoop and every handler in it.
///
/// ```
/// use cors::salvo::{cors, service};
/// use salvo_core::prelude::*;
///
/// #[cors(origins = ["https://app.example.com"])]
/// #[handler]
/// async fn list() -> &'static str { "a note" }
///
/// let service = service(Router::with_path("notes").get(list));
/// # let _ = service;
/// # async fn serve(acceptor: impl salvo_core::conn::Acceptor + Send, service: Service) {
/// Server::new(acceptor).serve(service).await;
/// # }
/// ```
///
/// - A preflight is answered by the policy of the handler that the requested method would reach, before anything else
///   runs.
/// - Every other response has the headers of the policy of what the request would have reached: the response of the
///   handler, of an extractor, of a hoop, of a catcher.
/// - A [`Cors`](crate::Cors) on a router governs all in it that has no nearer policy. On the router that is given to this
///   function, it governs the 404 and 405 as well.
/// - A handler without any policy stays closed: if another of the same path has one, its preflights are rejected.
///
/// salvo's own routing finds the policy, and no handler and no hoop runs for that. Filters do: for a preflight once for
/// each method that the router names. A filter of your own sees the request then with that method, and without a body.
///
/// A handler that has hoops of its own (`list.hoop(…)`) is opaque to salvo's routing, and counts as one without a policy.
/// Give the hoops to its router.
///
/// # Panics
///
/// If the router has a handler for a method that is missing from the `methods` of its policy. A page couldn't use the
/// method that the handler is for.
#[track_caller]
pub fn service(router: impl Into<Arc<Router>>) -> Service {
    let router = router.into();
    let mut methods = vec![];
    collect_methods(&router, &mut methods);
    Service::new(Arc::clone(&router)).hoop(Front {
        router,
        methods,
        any: Method::from_bytes(b"CORS-ANY").ok(),
    })
}

/// The methods that the filters of the router name; all that are standard, where a filter doesn't tell.
#[track_caller]
fn collect_methods(router: &Router, methods: &mut Vec<Method>) {
    for filter in router.filters() {
        let named = match filter.info() {
            FilterInfo::Method(method) => {
                check_registration(router, &method);
                vec![method]
            }
            FilterInfo::Other(_) => STANDARD.to_vec(),
            _ => vec![],
        };
        for method in named {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
    }
    for router in router.routers() {
        collect_methods(router, methods);
    }
}

#[track_caller]
fn check_registration(router: &Router, method: &Method) {
    let handler = router.goal.as_ref().and_then(|goal| ask(&**goal));
    let policy = handler.map(|(policy, _)| policy);
    #[expect(clippy::panic, reason = "when the service is made, before any request")]
    if let Err(unlisted) = PathPolicies::new().register(method.clone(), policy) {
        panic!("{unlisted}");
    }
}

/// The first hoop of a service.
struct Front {
    router: Arc<Router>,
    /// Those that have a handler of their own somewhere.
    methods: Vec<Method>,
    /// One that no filter names: it reaches only what takes every method.
    any: Option<Method>,
}

/// What a request would reach, and the policy that governs it.
struct Reached {
    goal: Arc<dyn Handler>,
    policy: Option<(SharedPolicy, Scope)>,
}

impl Front {
    /// What the request would reach with this method.
    async fn reached(&self, method: &Method, request: &mut Request) -> Option<Reached> {
        let path = request.uri().path().to_owned();
        let own = std::mem::replace(request.method_mut(), method.clone());
        let matched = self
            .router
            .detect(request, &mut PathState::from_owned_path(path))
            .await;
        *request.method_mut() = own;
        let matched = matched?;
        let hoops = matched.hoops.iter().rev();
        let policy = ask(&*matched.goal).or_else(|| hoops.clone().find_map(|hoop| ask(&**hoop)));
        Some(Reached {
            goal: matched.goal,
            policy,
        })
    }

    /// All that is registered for the path of the request.
    async fn path_policies(&self, request: &mut Request) -> PathPolicies {
        let mut policies = PathPolicies::new();
        let any = match &self.any {
            Some(any) => self.reached(any, request).await,
            None => None,
        };
        for method in &self.methods {
            let Some(Reached { goal, policy }) = self.reached(method, request).await else {
                continue;
            };
            let is_any = any
                .as_ref()
                .is_some_and(|any| Arc::ptr_eq(&any.goal, &goal));
            let policy = policy.map(|(policy, _)| policy);
            if !is_any && policies.register(method.clone(), policy).is_err() {
                // Its policy doesn't list the method, so no page may use it.
                let _ = policies.register(method.clone(), None::<SharedPolicy>);
            }
        }
        if let Some(any) = any {
            policies.register_any(any.policy.map(|(policy, _)| policy));
        }
        let mut root = self.router.hoops().iter().rev();
        policies.register_fallback(root.find_map(|hoop| ask(&**hoop)).map(|(policy, _)| policy));
        policies
    }

    /// By what is registered for the path of the request. None: no policy governs it.
    async fn decide_by_path(&self, request: &mut Request) -> Option<(Decision<'static>, Scope)> {
        let policies = self.path_policies(request).await;
        if policies.is_without_policies() {
            return None;
        }
        let front = policies.into_front();
        front.decide_head(request.method().as_str(), &head_of(request))
    }

    /// None: no policy governs it.
    async fn decide(&self, request: &mut Request) -> Option<(Decision<'static>, Scope)> {
        let method = request.method().clone();
        if method == Method::OPTIONS {
            let decided = self.decide_by_path(request).await;
            if matches!(decided, Some((Decision::Respond(_), _))) {
                return decided;
            }
        }
        match self.reached(&method, request).await {
            Some(reached) => {
                let (policy, scope) = reached.policy?;
                Some((policy.decide_head(&head_of(request)), scope))
            }
            None => self.decide_by_path(request).await,
        }
    }
}

#[async_trait]
impl Handler for Front {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        next: &mut FlowCtrl,
    ) {
        let Some((decision, scope)) = self.decide(request).await else {
            next.call_next(request, depot, response).await;
            return;
        };
        mark_decided_in_front(depot, scope);
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
        if matches!(decision, Decision::Proceed(_)) && scope == Scope::Group && !is_safe {
            mark_extensions_behind_preflights(request.extensions_mut());
        }
        respond(decision, request, depot, response, next).await;
    }
}
