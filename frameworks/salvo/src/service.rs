//! A service with the policies in front: its first hoop.

use std::sync::Arc;

use cors_core::head::{is_safe, mark_extensions_behind_preflights};
use cors_core::methods::STANDARD;
use cors_core::routes::{PathPolicies, Scope};
use cors_core::{Decision, Policy, PolicyChoice};
use http::Method;
use salvo_core::routing::{FilterInfo, PathState};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, Router, Service, async_trait};

use crate::known::{Decider, Known, ask, mark_decided_in_front};
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
/// salvo's own routing finds the policy, and no handler and no hoop runs for that. Filters do: once more for every request,
/// and for each OPTIONS request, 404 and 405 once for each method that the router names. A filter of your own sees the
/// request then with that method, and without a body. With handlers that do nothing this doubles what a request costs in
/// salvo; where all of a service has one policy, a [`Cors`](crate::Cors) on salvo's own `Service` adds a fourth.
///
/// A filter of your own (`filter_fn`), or one that combines others (`and`, `or`), may look at headers that a preflight
/// doesn't have, so the request may reach another handler than the one whose policy has answered the preflight. With such
/// a filter anywhere in the router, every request but GET and HEAD is rejected with 403 if the policy of its handler
/// doesn't allow its origin, as with `enforce`. If any policy is in the router, a handler without one allows no other
/// origin then.
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
        is_closed: is_any(&router, &has_opaque_filter) && is_any(&router, &has_policy),
        router,
        methods,
        any: Method::from_bytes(b"CORS-ANY").ok(),
    })
}

fn is_any(router: &Router, is: &impl Fn(&Router) -> bool) -> bool {
    is(router) || router.routers().iter().any(|router| is_any(router, is))
}

/// Whether the router may look at more of a request than a preflight says of it.
fn has_opaque_filter(router: &Router) -> bool {
    let mut filters = router.filters().iter();
    filters.any(|filter| matches!(filter.info(), FilterInfo::Other(_)))
}

fn has_policy(router: &Router) -> bool {
    let mut all = router.hoops().iter().chain(&router.goal);
    all.any(|handler| ask(&**handler).is_some())
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
    let policy = handler.map(|handler| handler.policy);
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
    /// Whether a request may reach another handler than its preflight was about.
    is_closed: bool,
}

/// What a request would reach, and the policy that governs it.
struct Reached {
    goal: Arc<dyn Handler>,
    policy: Option<Known>,
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
            let policy = policy.map(|known| known.policy);
            if !is_any && policies.register(method.clone(), policy).is_err() {
                // Its policy doesn't list the method, so no page may use it.
                let _ = policies.register(method.clone(), None::<PolicyChoice>);
            }
        }
        if let Some(any) = any {
            policies.register_any(any.policy.map(|known| known.policy));
        }
        let mut root = self.router.hoops().iter().rev();
        policies.register_fallback(root.find_map(|hoop| ask(&**hoop)).map(|known| known.policy));
        policies
    }

    /// By what is registered for the path of the request. None: no policy governs it.
    async fn decide_by_path(&self, request: &mut Request) -> Option<(Decision<'static>, Decider)> {
        let policies = self.path_policies(request).await;
        if policies.is_without_policies() {
            return None;
        }
        let front = policies.into_front();
        let (decision, scope) = front.decide_head(&head_of(request))?;
        Some((decision, Decider::Path(scope)))
    }

    /// None: no policy governs it.
    async fn decide(&self, request: &mut Request) -> Option<(Decision<'static>, Decider)> {
        let method = request.method().clone();
        if method == Method::OPTIONS {
            let decided = self.decide_by_path(request).await;
            if matches!(decided, Some((Decision::Respond(_), _))) {
                return decided;
            }
        }
        match self.reached(&method, request).await {
            Some(reached) => {
                let is_closed = self.is_closed && !is_safe(method.as_str());
                if is_closed {
                    mark_extensions_behind_preflights(request.extensions_mut());
                }
                let nobody = || Known {
                    policy: Policy::NOBODY.into(),
                    by: Decider::Path(Scope::Group),
                };
                let known = reached.policy.or_else(|| is_closed.then(nobody))?;
                let decision = known.policy.decide_head(&head_of(request));
                Some((decision, known.by))
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
        let Some((decision, by)) = self.decide(request).await else {
            match Decision::without_policy(&head_of(request)) {
                Some(decision) => respond(decision, request, depot, response, next).await,
                None => {
                    next.call_next(request, depot, response).await;
                }
            }
            return;
        };
        mark_decided_in_front(depot, by);
        let is_group = by.scope() == Scope::Group;
        if matches!(decision, Decision::Proceed(_))
            && is_group
            && !is_safe(request.method().as_str())
        {
            mark_extensions_behind_preflights(request.extensions_mut());
        }
        respond(decision, request, depot, response, next).await;
    }
}
