//! The router: axum's own, with the policies in front of all that is in it.

mod build;
#[cfg(feature = "explain")]
mod explain;
mod item;
mod listing;
mod not_found;
mod service;

use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, OnceLock};

use ::axum::routing::{self, MethodRouter};
use cors_core::routes::PathPolicies;
use cors_core::{PolicyChoice, SharedPolicy};

use crate::bounds::{RouteLayer, RoutedService};
use crate::{CorsHandler, CorsMethodRouter};
use item::{Item, Kind, Parts};

/// axum's [`Router`](::axum::Router) with the policies in front: outside of every layer, every extractor and every
/// fallback in it.
///
/// It has the methods of axum's, and is served like it. A service changes `use axum::Router` to `use cors::axum::Router`.
///
/// ```
/// use axum::http::StatusCode;
/// use axum::middleware::from_fn;
/// use cors::Policy;
/// use cors::axum::{Router, cors, get};
/// # use axum::{extract::Request, middleware::Next, response::{IntoResponse, Response}};
/// # async fn authenticate(request: Request, next: Next) -> Response { StatusCode::UNAUTHORIZED.into_response() }
///
/// static APP: Policy = cors::policy! {
///     origins = ["https://app.example.com"],
///     headers = ["content-type"],
///     credentials,
/// };
///
/// #[cors(origins = ["*"])]
/// async fn status() -> &'static str { "well" }
///
/// async fn list() -> &'static str { "a note" }
/// async fn create() -> StatusCode { StatusCode::CREATED }
///
/// let app: Router = Router::new()
///     .route("/notes", get(list).post(create)) // by APP
///     .route("/status", get(status)) // by its own policy
///     .layer(from_fn(authenticate)) // answers no preflight, and pages of APP can read its 401
///     .policy(&APP);
/// # let _ = app;
/// # async fn serve(app: Router, listener: tokio::net::TcpListener) -> std::io::Result<()> {
/// axum::serve(listener, app).await
/// # }
/// ```
///
/// - A preflight is answered by the policy of the handler that the requested method would reach, before anything else
///   runs. Finding the policy runs no handler, no fallback and no layer.
/// - Every other response has the headers of the policy of the handler that the request would have reached: the
///   response of the handler, of an extractor, or of a layer, such as a 401, 413, 429, the 503 of a timeout, a redirect,
///   or the 500 of a caught panic. (Not a 408 that comes after a second: Firefox then sends the request again, and its page
///   reads nothing.)
/// - [`policy`](Self::policy) makes the router a group. Its policy governs all in it that has no nearer one: handlers
///   without the attribute, and the 404 and 405 of the router. The nearest policy wins: that of a handler, then that of
///   the innermost router.
/// - A handler without any policy stays closed: its preflights are rejected, and no policy adds headers to its responses.
///   Those that it sets itself stay, also those of an upstream server. `.policy(Policy::NOBODY)` removes them.
/// - With the feature `tracing`, set the subscriber up before the router is first served or converted: where there is no
///   policy, it asks only then whether anybody listens to refusals.
///
/// Its [`Display`](#impl-Display-for-Router<S>) lists the routes with their policies: print it when the service starts, or
/// compare it in a test, so that a forgotten policy shows.
///
/// ```
/// # use cors::axum::{Router, cors, get};
/// # #[cors(origins = ["*"])] async fn status() {}
/// # async fn list() {}
/// # async fn remove() {}
/// let app: Router = Router::new()
///     .route("/status", get(status))
///     .route("/notes", get(list).delete(remove));
/// assert_eq!(app.to_string(), "\
/// GET     /status  origins = [\"*\"]
/// GET     /notes   no policy
/// DELETE  /notes   no policy
/// ");
/// ```
///
/// # Not in front
///
/// - A layer around the [converted](#impl-From<Router<S>>-for-Router<S>) router is outside of it.
/// - An `axum::Router` that is merged or nested is opaque: axum doesn't tell what is in it. Its preflights are left to
///   what is in it, behind the layers around it. In a group only policies of this crate allow them there: what else answers
///   loses its CORS headers, as an upstream server and another crate's layer, and an event of the feature `tracing` says so.
///   The policy of the group is on all other responses that have no nearer one.
/// - axum's own `MethodRouter` doesn't tell its methods, so on its path every method that isn't registered otherwise counts
///   as a handler without a policy. `cors::axum::get` and its like tell.
/// - An opaque router that has a route for a path of this one too gets the path's preflights, if it handles OPTIONS there or
///   has a fallback for methods. Beside `any(…)`, or a method router of axum's in a group, its handlers count as theirs, and
///   are opened by that policy. Give the path to one of the two.
/// - A handler that is added to a path of the converted router isn't known. A preflight for its method is answered as one
///   for a method that no handler takes: in a group, or with an annotated `method_not_allowed_fallback`, the pages of that
///   policy may then send the request. Add routes before the conversion.
/// - A layer that makes a new request, in place of passing on the one it got, drops the mark by which a policy inside of a
///   service knows that a group has answered its preflights. It then runs its handler for a page of the group that it
///   doesn't allow itself, without headers on the response. Keep the request's extensions, or give the policy `enforce`.
/// - Where a group answers the preflights for a policy inside of a service, that policy checks the origin of the request
///   itself, and not its method and headers: a server can't tell those that a page has set.
/// - The default 404 below a nested router has the policy of that router, whatever layer of an outer one responds there.
/// - Without a group, the router's own 404 has no policy. Its 405 has one of the policies of the path that allows the
///   origin, also where [`method_not_allowed_fallback`](Self::method_not_allowed_fallback) responds.
#[must_use]
pub struct Router<S = ()> {
    parts: Parts<S>,
    /// As it is served, once it or a clone is.
    served: Arc<OnceLock<::axum::Router<S>>>,
    /// As it explains, once it is asked to.
    #[cfg(feature = "explain")]
    explaining: Arc<OnceLock<::axum::Router<S>>>,
}

impl<S> Clone for Router<S> {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            served: Arc::clone(&self.served),
            #[cfg(feature = "explain")]
            explaining: Arc::clone(&self.explaining),
        }
    }
}

impl<S> Debug for Router<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Router<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> From<Parts<S>> for Router<S> {
    fn from(parts: Parts<S>) -> Self {
        Self {
            parts,
            served: Arc::default(),
            #[cfg(feature = "explain")]
            explaining: Arc::default(),
        }
    }
}

/// An axum router, of which nothing is known.
impl<S: Clone + Send + Sync + 'static> From<::axum::Router<S>> for Router<S> {
    fn from(router: ::axum::Router<S>) -> Self {
        let mut parts = Parts::new();
        let mut policies = PathPolicies::new();
        policies.register_router();
        parts.shadow = router.clone();
        parts.items.push(Item {
            kind: Kind::Router,
            path: "/…".to_owned(),
            router,
            policies,
            has_fallback: false,
        });
        parts.into()
    }
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// A router without routes, which responds with 404.
    pub fn new() -> Self {
        Parts::new().into()
    }

    /// Gives this policy to all in the router that has no nearer one: to the handlers without the attribute, also of
    /// nested and merged routers without a policy of their own, and to the 404 and 405 of the router. It doesn't matter
    /// whether they are added before or after.
    ///
    /// It takes a `&'static Policy`, an `Arc<Policy>` or a [`Policy`](cors_core::Policy). If the policy has no `methods`,
    /// they are inferred from the routes, as with the attribute. For tenants it takes a [`PolicyBy`](cors_core::PolicyBy),
    /// which chooses the policy by the head of each request, also for preflights.
    ///
    /// ```
    /// use cors::Policy;
    /// use cors::axum::{Router, get};
    ///
    /// static APP: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
    /// static PARTNER: Policy = cors::policy! { origins = ["https://partner.example.org"] };
    ///
    /// # async fn profile() {}
    /// # async fn report() {}
    /// let partner = Router::new().route("/report", get(report)).policy(&PARTNER);
    /// let app: Router = Router::new()
    ///     .route("/profile", get(profile))
    ///     .nest("/partner", partner)
    ///     .policy(&APP);
    /// # let _ = app;
    /// ```
    pub fn policy(mut self, policy: impl Into<PolicyChoice>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        self.parts.policy = Some(policy);
        self.parts.into()
    }

    /// Adds a path with its handlers: those of [`cors::axum::get`](crate::get) and its like, or axum's own
    /// [`MethodRouter`]. The same path may be added again with other methods, in another module too.
    ///
    /// # Panics
    ///
    /// As axum's does: if the path is malformed or overlaps with another, or a method has two handlers.
    #[track_caller]
    pub fn route<R: Routes<S>>(self, path: &str, routes: R) -> Self {
        let (routes, policies) = routes.into_routes();
        let mut parts = self.parts;
        parts.shadow = parts.shadow.route(path, routes.clone());
        let router = parts.router().route(path, routes);
        parts.add(Item {
            kind: Kind::Path,
            path: path.to_owned(),
            router,
            policies,
            has_fallback: false,
        });
        parts.into()
    }

    /// Adds a path with a service, as axum's does. Its policy is that of the group.
    #[track_caller]
    pub fn route_service<T: RoutedService>(self, path: &str, service: T) -> Self {
        let mut parts = self.parts;
        parts.shadow = parts.shadow.route_service(path, service.clone());
        let router = parts.router().route_service(path, service);
        parts.add(Item::service(path.to_owned(), router));
        parts.into()
    }

    /// Adds the routes of another router below this path: of one of these, or of axum's own, which is
    /// [opaque](Router#not-in-front).
    ///
    /// As with axum, a nested router's fallback goes with it, and its 404 is that of the outer router where it has none.
    /// Where that is the default 404, it has the policy of the nested router.
    #[track_caller]
    pub fn nest(self, path: &str, router: impl Into<Self>) -> Self {
        let mut parts = self.parts;
        parts.nest(path, router.into().parts);
        parts.into()
    }

    /// Adds a service below this path, as axum's does. Its policy is that of the group.
    #[track_caller]
    pub fn nest_service<T: RoutedService>(self, path: &str, service: T) -> Self {
        let mut parts = self.parts;
        parts.shadow = parts.shadow.nest_service(path, service.clone());
        let router = parts.router().nest_service(path, service);
        let below = format!("{}/…", path.trim_end_matches('/'));
        parts.add(Item::service(below, router));
        parts.into()
    }

    /// Adds the routes of another router: of one of these, or of axum's own, which is [opaque](Router#not-in-front). Both
    /// may have handlers for the same path, and each keeps the policy of its group.
    #[track_caller]
    pub fn merge(self, other: impl Into<Self>) -> Self {
        let mut parts = self.parts;
        parts.merge(other.into().parts);
        parts.into()
    }

    /// Puts a layer around all that is in the router so far, as axum's does, and inside of the policies.
    pub fn layer<L: RouteLayer>(self, layer: L) -> Self {
        let parts = self.parts.map(|router| router.layer(layer.clone()));
        parts.into()
    }

    /// Puts a layer around the routes so far, but not around a fallback, as axum's does, and inside of the policies.
    ///
    /// # Panics
    ///
    /// If there is no route yet.
    #[track_caller]
    pub fn route_layer<L: RouteLayer>(self, layer: L) -> Self {
        let mut parts = self.parts;
        // Panics where there is none.
        parts.shadow = parts.shadow.route_layer(layer.clone());
        let parts = parts.map(|router| {
            if router.has_routes() {
                router.route_layer(layer.clone())
            } else {
                router
            }
        });
        parts.into()
    }

    /// Whether there is a route.
    #[must_use]
    pub fn has_routes(&self) -> bool {
        self.parts.shadow.has_routes()
    }

    /// Responds to paths that have no route: a handler, with the attribute or without, or what
    /// [`any`](crate::any) and its like give.
    ///
    /// Its own policy governs it, or else that of the group.
    pub fn fallback<H: Fallback<T, S>, T>(self, fallback: H) -> Self {
        let (routes, policies) = fallback.into_fallback();
        let mut parts = self.parts;
        parts.shadow = parts.shadow.fallback(routes.clone());
        parts.set_fallback(|router| router.fallback(routes), policies);
        parts.into()
    }

    /// Responds to paths that have no route, as axum's does. Its policy is that of the group.
    pub fn fallback_service<T: RoutedService>(self, service: T) -> Self {
        let mut policies = PathPolicies::new();
        policies.register_any(None::<SharedPolicy>);
        let mut parts = self.parts;
        parts.shadow = parts.shadow.fallback_service(service.clone());
        parts.set_fallback(|router| router.fallback_service(service), policies);
        parts.into()
    }

    /// Goes back to the default 404, as axum's does.
    pub fn reset_fallback(self) -> Self {
        let mut parts = self.parts;
        parts.shadow = parts.shadow.reset_fallback();
        parts.reset_fallback();
        parts.into()
    }

    /// Responds to the methods that no handler of a path takes, for the routes so far: a handler, with the attribute or
    /// without, or what [`any`](crate::any) gives.
    ///
    /// Its own policy governs it, or else that of the group, or else one of the policies of the path that allows the
    /// origin. It opens no handler: one without a policy stays closed.
    pub fn method_not_allowed_fallback<H: Fallback<T, S>, T>(self, fallback: H) -> Self {
        let (routes, policies) = fallback.into_fallback();
        let mut parts = self.parts;
        parts.method_not_allowed_fallback(&routes, &policies);
        parts.into()
    }

    /// Gives the handlers their state, as axum's does.
    pub fn with_state<S2: Clone + Send + Sync + 'static>(self, state: S) -> Router<S2> {
        self.parts.with_state(state).into()
    }

    /// Takes `:` and `*` at the start of a path's segment literally, as axum's does.
    pub fn without_v07_checks(self) -> Self {
        let mut parts = self.parts;
        parts.checks_v07 = false;
        parts.shadow = parts.shadow.without_v07_checks();
        parts.into()
    }
}

/// What goes on a path: what the routing functions of `cors::axum` give, or axum's own. It is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be routed",
    label = "not a method router",
    note = "write `cors::axum::get(handler)` or its like, or give axum's own `MethodRouter`"
)]
pub trait Routes<S>: sealed::Routes<S> {}

/// What can be a fallback: a handler with `#[cors]` or without, or what `cors::axum::any` gives. It is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a fallback",
    label = "not a handler",
    note = "give a handler, with `#[cors]` or without, or what `cors::axum::any` gives"
)]
pub trait Fallback<T, S>: sealed::Fallback<T, S> {}

mod sealed {
    use super::{MethodRouter, PathPolicies};

    pub trait Routes<S> {
        /// Without any policy in front, and the policies.
        fn into_routes(self) -> (MethodRouter<S>, PathPolicies);
    }

    pub trait Fallback<T, S> {
        /// Without any policy in front, and the policies.
        fn into_fallback(self) -> (MethodRouter<S>, PathPolicies);
    }
}

impl<S> Routes<S> for CorsMethodRouter<S> {}

impl<S> sealed::Routes<S> for CorsMethodRouter<S> {
    fn into_routes(self) -> (MethodRouter<S>, PathPolicies) {
        (self.routes, self.policies)
    }
}

impl<S> Routes<S> for MethodRouter<S> {}

impl<S> sealed::Routes<S> for MethodRouter<S> {
    fn into_routes(self) -> (MethodRouter<S>, PathPolicies) {
        let mut policies = PathPolicies::new();
        policies.register_unknown();
        (self, policies)
    }
}

/// Marks fallbacks that are handlers.
#[derive(Debug)]
pub enum IsHandler {}

/// Marks fallbacks with a handler for each method.
#[derive(Debug)]
pub enum IsMethodRouter {}

#[diagnostic::do_not_recommend]
impl<H, T, S> Fallback<(IsHandler, T), S> for H
where
    H: CorsHandler<T, S>,
    S: Clone + Send + Sync + 'static,
{
}

impl<H, T, S> sealed::Fallback<(IsHandler, T), S> for H
where
    H: CorsHandler<T, S>,
    S: Clone + Send + Sync + 'static,
{
    fn into_fallback(self) -> (MethodRouter<S>, PathPolicies) {
        let mut policies = PathPolicies::new();
        policies.register_any(H::policy());
        (routing::any(self.into_axum()), policies)
    }
}

impl<S> Fallback<IsMethodRouter, S> for CorsMethodRouter<S> {}

impl<S> sealed::Fallback<IsMethodRouter, S> for CorsMethodRouter<S> {
    fn into_fallback(self) -> (MethodRouter<S>, PathPolicies) {
        (self.routes, self.policies)
    }
}
