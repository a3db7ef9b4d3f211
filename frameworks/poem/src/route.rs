//! A route: poem's own, with the policies in front of all that is in it and of the middleware around that.
//!
//! poem doesn't tell which endpoint a request will reach. So there is a second route of poem's with the same paths, and
//! nothing but policies in it. A request is routed there first, by its path alone, and no handler and no middleware runs.

use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use cors_core::PolicyChoice;
use cors_core::routes::{PathFront, PathPolicies};
use poem::endpoint::BoxEndpoint;
use poem::error::NotFoundError;
use poem::{Endpoint, EndpointExt as _, IntoEndpoint, Middleware, Request, Response, Result};

use crate::CorsRouteMethod;
use crate::front::respond_by;

/// poem's [`Route`](poem::Route) with the policies in front: outside of every middleware, every extractor and every handler
/// in it.
///
/// ```
/// use cors::Policy;
/// use cors::poem::{Route, cors, get};
/// use poem::http::StatusCode;
/// use poem::{Endpoint, Error, Request, Response, Result, handler};
///
/// static APP: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
///
/// #[cors(origins = ["*"])]
/// #[handler]
/// fn status() -> &'static str { "well" }
///
/// #[handler]
/// fn list() -> &'static str { "a note" }
///
/// async fn authenticate<E: Endpoint>(_: E, _: Request) -> Result<Response> {
///     Err(Error::from_status(StatusCode::UNAUTHORIZED))
/// }
///
/// let app = Route::new()
///     .at("/notes", get(list)) // by APP
///     .at("/status", get(status)) // by its own policy
///     .around(authenticate) // answers no preflight, and pages of APP can read its 401
///     .policy(&APP);
/// # let _ = app;
/// ```
///
/// - A preflight is answered by the policy of the handler that the requested method would reach, before anything else
///   runs.
/// - Every other response has the headers of the policy of the handler that the request would have reached, whether the
///   handler, an extractor or a middleware made it.
/// - [`policy`](Self::policy) makes the route a group. Its policy governs all in it that has no nearer one: handlers
///   without the attribute, and the 404 and 405. The nearest policy wins.
/// - A handler without any policy stays closed: its preflights are rejected, and its responses have no headers.
///
/// What poem doesn't tell isn't known: the methods of poem's own `get(…)` on a path, where all count as handlers without a
/// policy, and what is in a nested route of poem's own, to which its preflights are left. Middleware that changes the path,
/// such as `NormalizePath`, goes around it all: `route.into_endpoint().with(…)`.
#[must_use = "serve it, or nest it into another"]
pub struct Route {
    route: poem::Route,
    policies: RoutePolicies,
}

/// What is known of a route.
#[derive(Clone, Debug, Default)]
struct RoutePolicies {
    items: Vec<Item>,
    policy: Option<PolicyChoice>,
}

#[derive(Clone, Debug)]
enum Item {
    Path(String, PathPolicies),
    Nested {
        path: String,
        is_stripped: bool,
        /// None for a route of poem's own.
        policies: Option<RoutePolicies>,
    },
}

impl Debug for Route {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

impl Default for Route {
    fn default() -> Self {
        Self::new()
    }
}

impl Route {
    /// A route without paths, which responds with 404.
    pub fn new() -> Self {
        Self {
            route: poem::Route::new(),
            policies: RoutePolicies::default(),
        }
    }

    /// Adds a path with its handlers: those of [`cors::poem::get`](crate::get) and its like, or any endpoint of poem's.
    ///
    /// # Panics
    ///
    /// As poem's does: if the path is malformed, or there already.
    #[track_caller]
    pub fn at<E>(mut self, path: impl AsRef<str>, endpoint: E) -> Self
    where
        E: IntoEndpoint<Endpoint: 'static> + 'static,
    {
        let path = path.as_ref();
        let (policies, endpoint) = match downcast::<CorsRouteMethod, E>(endpoint) {
            Ok(methods) => (methods.policies.clone(), methods.into_inner()),
            Err(endpoint) => {
                let mut policies = PathPolicies::new();
                policies.register_unknown();
                (policies, endpoint.map_to_response().boxed())
            }
        };
        self.route = self.route.at(path, endpoint);
        self.policies
            .items
            .push(Item::Path(path.to_owned(), policies));
        self
    }

    /// As [`at`](Self::at), for the path `/`.
    #[track_caller]
    pub fn just_at<E>(self, endpoint: E) -> Self
    where
        E: IntoEndpoint<Endpoint: 'static> + 'static,
    {
        self.at("/", endpoint)
    }

    /// Adds the paths of another route below this one, without the prefix: of one of these, or of poem's own, which is
    /// opaque.
    #[track_caller]
    pub fn nest<E>(mut self, path: impl AsRef<str>, endpoint: E) -> Self
    where
        E: IntoEndpoint<Endpoint: 'static> + 'static,
    {
        let endpoint = self.add_nested(path.as_ref(), true, endpoint);
        self.route = self.route.nest(path, endpoint);
        self
    }

    /// As [`nest`](Self::nest), with the prefix.
    #[track_caller]
    pub fn nest_no_strip<E>(mut self, path: impl AsRef<str>, endpoint: E) -> Self
    where
        E: IntoEndpoint<Endpoint: 'static> + 'static,
    {
        let endpoint = self.add_nested(path.as_ref(), false, endpoint);
        self.route = self.route.nest_no_strip(path, endpoint);
        self
    }

    /// Gives the endpoint without its policies.
    fn add_nested<E>(&mut self, path: &str, is_stripped: bool, endpoint: E) -> BoxEndpoint<'static>
    where
        E: IntoEndpoint<Endpoint: 'static> + 'static,
    {
        let nested = downcast::<Self, E>(endpoint)
            .map(RouteWith::from)
            .or_else(downcast::<RouteWith, E>);
        let (policies, endpoint) = match nested {
            Ok(RouteWith { inner, policies }) => (Some(policies), inner),
            Err(endpoint) => (None, endpoint.map_to_response().boxed()),
        };
        self.policies.items.push(Item::Nested {
            path: path.to_owned(),
            is_stripped,
            policies,
        });
        endpoint
    }

    /// Gives this policy to all in the route that has no nearer one: to the handlers without the attribute, also of nested
    /// routes without a policy of their own, and to the 404 and 405.
    ///
    /// It takes a `&'static Policy`, an `Arc<Policy>` or a [`Policy`](cors_core::Policy); or a
    /// [`PolicyBy`](cors_core::PolicyBy), which chooses one by the head of each request. If the policy has no `methods`,
    /// they are inferred from the paths, as with the attribute.
    pub fn policy(mut self, policy: impl Into<PolicyChoice>) -> Self {
        self.policies.set(policy.into());
        self
    }

    /// Puts a middleware around the route, behind the policies.
    pub fn with<T>(self, middleware: T) -> RouteWith
    where
        T: Middleware<BoxEndpoint<'static>, Output: 'static>,
    {
        RouteWith::from(self).with(middleware)
    }

    /// Puts a function around the route, as poem's method does, behind the policies.
    pub fn around<F, Fut, R>(self, function: F) -> RouteWith
    where
        F: Fn(Arc<BoxEndpoint<'static>>, Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
        R: poem::IntoResponse + 'static,
    {
        RouteWith::from(self).around(function)
    }

    /// Changes the endpoint behind the policies by any method of poem's, such as `catch_all_error`:
    ///
    /// ```
    /// # use cors::poem::Route;
    /// # use poem::EndpointExt;
    /// # use poem::http::StatusCode;
    /// let app = Route::new().map_inner(|app| app.catch_all_error(async |error: poem::Error| {
    ///     poem::Response::builder().status(error.status()).body(error.to_string())
    /// }));
    /// # let _ = app;
    /// ```
    pub fn map_inner<E: Endpoint + 'static>(
        self,
        change: impl FnOnce(BoxEndpoint<'static>) -> E,
    ) -> RouteWith {
        RouteWith::from(self).map_inner(change)
    }
}

impl IntoEndpoint for Route {
    type Endpoint = FrontEndpoint;

    fn into_endpoint(self) -> FrontEndpoint {
        RouteWith::from(self).into_endpoint()
    }
}

/// A [`Route`] with middleware around it, and the policies in front of both.
#[must_use = "serve it, or nest it into another"]
pub struct RouteWith {
    inner: BoxEndpoint<'static>,
    policies: RoutePolicies,
}

impl Debug for RouteWith {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteWith")
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

impl Default for RouteWith {
    fn default() -> Self {
        Route::new().into()
    }
}

impl From<Route> for RouteWith {
    fn from(route: Route) -> Self {
        Self {
            inner: route.route.boxed(),
            policies: route.policies,
        }
    }
}

impl RouteWith {
    /// As [`Route::policy`].
    pub fn policy(mut self, policy: impl Into<PolicyChoice>) -> Self {
        self.policies.set(policy.into());
        self
    }

    /// As [`Route::with`].
    pub fn with<T>(self, middleware: T) -> Self
    where
        T: Middleware<BoxEndpoint<'static>, Output: 'static>,
    {
        self.map_inner(|inner| middleware.transform(inner))
    }

    /// As [`Route::around`].
    pub fn around<F, Fut, R>(self, function: F) -> Self
    where
        F: Fn(Arc<BoxEndpoint<'static>>, Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
        R: poem::IntoResponse + 'static,
    {
        self.map_inner(|inner| inner.around(function))
    }

    /// As [`Route::map_inner`].
    pub fn map_inner<E: Endpoint + 'static>(
        self,
        change: impl FnOnce(BoxEndpoint<'static>) -> E,
    ) -> Self {
        Self {
            inner: change(self.inner).map_to_response().boxed(),
            policies: self.policies,
        }
    }
}

impl IntoEndpoint for RouteWith {
    type Endpoint = FrontEndpoint;

    fn into_endpoint(self) -> FrontEndpoint {
        FrontEndpoint {
            policies: self.policies.into_lookup(&[]),
            inner: self.inner,
        }
    }
}

impl RoutePolicies {
    fn set(&mut self, policy: PolicyChoice) {
        policy.warn_of_unset_origins();
        self.policy = Some(policy);
    }

    /// The route of the same paths with what decides about each, inside of these groups, the nearest first.
    fn into_lookup(self, outer: &[PolicyChoice]) -> Lookup {
        let own = self.policy.into_iter();
        let groups: Vec<_> = own.chain(outer.iter().cloned()).collect();
        let found = |mut policies: PathPolicies| {
            groups.iter().for_each(|group| policies.inherit(group));
            let has_policies = !policies.is_without_policies();
            Found(has_policies.then(|| Arc::new(policies.into_front())))
        };
        let mut route = poem::Route::new();
        for item in self.items {
            route = match item {
                Item::Path(path, policies) => route.at(path, found(policies)),
                Item::Nested {
                    path,
                    is_stripped,
                    policies,
                } => {
                    let below = match policies {
                        Some(policies) => policies.into_lookup(&groups).boxed(),
                        None => {
                            let mut policies = PathPolicies::new();
                            policies.register_router();
                            found(policies).boxed()
                        }
                    };
                    match is_stripped {
                        true => route.nest(path, below),
                        false => route.nest_no_strip(path, below),
                    }
                }
            };
        }
        Lookup {
            route,
            unrouted: (!groups.is_empty()).then(|| found(PathPolicies::new())),
        }
    }
}

/// What decides about a path, if it has policies. As an endpoint it responds with itself.
#[derive(Clone)]
struct Found(Option<Arc<PathFront>>);

impl Endpoint for Found {
    type Output = Response;

    async fn call(&self, _: Request) -> Result<Response> {
        Ok(Response::builder().extension(self.clone()).finish())
    }
}

/// Where the policies of a path are looked up.
struct Lookup {
    route: poem::Route,
    /// For paths that aren't there.
    unrouted: Option<Found>,
}

impl Endpoint for Lookup {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        match (self.route.call(request).await, &self.unrouted) {
            (Ok(found), _) => Ok(found),
            (Err(_), Some(unrouted)) => unrouted.call(Request::default()).await,
            (Err(_), None) => Err(NotFoundError.into()),
        }
    }
}

/// What is served of a [`Route`].
pub struct FrontEndpoint {
    policies: Lookup,
    inner: BoxEndpoint<'static>,
}

impl Debug for FrontEndpoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrontEndpoint").finish_non_exhaustive()
    }
}

impl Endpoint for FrontEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = Request::builder().uri(request.uri().clone()).finish();
        let found = self.policies.call(path).await.ok();
        let front = found.and_then(|mut found| found.extensions_mut().remove::<Found>()?.0);
        respond_by(front.as_deref(), &self.inner, request).await
    }
}

/// The endpoint as one of these, if it is one.
fn downcast<T: Default + 'static, E: 'static>(mut endpoint: E) -> std::result::Result<T, E> {
    if let Some(found) = (&mut endpoint as &mut dyn Any).downcast_mut::<T>() {
        return Ok(std::mem::take(found));
    }
    Err(endpoint)
}
