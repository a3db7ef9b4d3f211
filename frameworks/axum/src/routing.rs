//! One path: which handler each method reaches.

use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};

use ::axum::extract::Request;
use ::axum::response::IntoResponse;
use ::axum::routing::{self, MethodFilter, MethodRouter, Route};
use cors_core::PolicyChoice;
use cors_core::methods::STANDARD;
use cors_core::routes::PathPolicies;
use http::Method;
use tower_layer::Layer;
use tower_service::Service;

use crate::CorsHandler;
use crate::bounds::RouteLayer;
use crate::front::FrontLayer;
use crate::governed::GovernedRoutes;
use crate::methods::{
    AllowsAnyMethod, AllowsMethod, Delete, Options, Patch, Put, Safelisted, Trace,
};

/// Further methods for which axum has a [`MethodFilter`]. A page can't use them (Fetch §2.2.1, "forbidden method").
const FORBIDDEN: [Method; 2] = [Method::CONNECT, Method::TRACE];

/// The handlers of one path by method, with the attribute and without, for [`Router::route`](crate::Router::route). Its
/// [`Into`] makes it axum's own [`MethodRouter`](routing::MethodRouter), whose policies are behind the layers of its router.
///
/// ```
/// use cors::axum::{Router, cors, get};
///
/// #[cors(origins = ["https://*.example.com"])]
/// async fn read() -> &'static str { "a note" }
///
/// #[cors(origins = ["https://app.example.com"], credentials)]
/// async fn remove() {}
///
/// let app: Router = Router::new().route("/note", get(read).delete(remove));
/// ```
#[derive(Clone)]
#[must_use = "put it into a `cors::axum::Router`"]
pub struct CorsMethodRouter<S = ()> {
    /// Without any policy.
    pub(crate) routes: MethodRouter<S>,
    /// Each handler with its policy; none where a layer stands between the two. That for OPTIONS is apart, as preflights
    /// are OPTIONS requests too.
    governed: Option<GovernedRoutes<S>>,
    pub(crate) policies: PathPolicies,
}

impl<S> Debug for CorsMethodRouter<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsMethodRouter")
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

macro_rules! methods {
    ($($name:ident $filter:ident $allowed:ident $requests:literal)*) => {
        $(
            #[doc = concat!("Routes ", $requests, " requests to this handler. See the [module](crate).")]
            #[track_caller]
            pub fn $name<H, T, S>(handler: H) -> CorsMethodRouter<S>
            where
                H: CorsHandler<T, S>,
                H::Methods: AllowsMethod<$allowed>,
                S: Clone + Send + Sync + 'static,
            {
                CorsMethodRouter::new().$name(handler)
            }
        )*

        impl<S: Clone + Send + Sync + 'static> CorsMethodRouter<S> {
            $(
                #[doc = concat!("Routes ", $requests, " requests to this handler as well.")]
                #[track_caller]
                pub fn $name<H, T>(self, handler: H) -> Self
                where
                    H: CorsHandler<T, S>,
                    H::Methods: AllowsMethod<$allowed>,
                {
                    self.register(MethodFilter::$filter, handler)
                }
            )*
        }
    };
}

methods! {
    delete DELETE Delete "DELETE"
    get GET Safelisted "GET and HEAD"
    head HEAD Safelisted "HEAD"
    options OPTIONS Options "OPTIONS"
    patch PATCH Patch "PATCH"
    post POST Safelisted "POST"
    put PUT Put "PUT"
    trace TRACE Trace "TRACE"
}

/// Routes requests with these methods to this handler, which must leave `methods` out: the filter is known only at
/// run time. See the [module](crate).
///
/// # Panics
///
/// If the policy lists methods and leaves out one of the filter, which the compiler can't see where the policy is
/// defined elsewhere; and if the filter has a method that this crate doesn't know, as one that a later version of
/// axum adds.
#[track_caller]
pub fn on<H, T, S>(filter: MethodFilter, handler: H) -> CorsMethodRouter<S>
where
    H: CorsHandler<T, S>,
    H::Methods: AllowsAnyMethod,
    S: Clone + Send + Sync + 'static,
{
    CorsMethodRouter::new().on(filter, handler)
}

/// Routes every request to this handler. See the [module](crate).
///
/// ```
/// use cors::axum::{Router, any, cors};
///
/// #[cors(origins = ["https://app.example.com"], methods = [PUT])] // GET, HEAD and POST anyway
/// async fn proxy() {}
///
/// let app: Router = Router::new().route("/{*path}", any(proxy));
/// ```
///
/// Its policy allows the methods it lists or, if it lists none, those that have a constant in
/// [`Method`](http::Method) and that a page can use.
pub fn any<H, T, S>(handler: H) -> CorsMethodRouter<S>
where
    H: CorsHandler<T, S>,
    S: Clone + Send + Sync + 'static,
{
    let mut policies = PathPolicies::new();
    policies.register_any(H::policy());
    CorsMethodRouter {
        routes: routing::any(handler.clone().into_axum()),
        governed: Some(GovernedRoutes::new(routing::any(handler.into_governed()))),
        policies,
    }
}

impl<S: Clone + Send + Sync + 'static> CorsMethodRouter<S> {
    /// A path on which no method reaches a handler yet.
    pub fn new() -> Self {
        Self {
            routes: MethodRouter::new(),
            governed: Some(GovernedRoutes::new(MethodRouter::new())),
            policies: PathPolicies::new(),
        }
    }

    /// Routes requests with these methods to this handler as well. It panics as the function [`on`] does.
    #[track_caller]
    pub fn on<H, T>(self, filter: MethodFilter, handler: H) -> Self
    where
        H: CorsHandler<T, S>,
        H::Methods: AllowsAnyMethod,
    {
        self.register(filter, handler)
    }

    #[track_caller]
    fn register<H, T>(mut self, filter: MethodFilter, handler: H) -> Self
    where
        H: CorsHandler<T, S>,
    {
        let methods = register_policy(&mut self.policies, filter, H::policy());
        self.routes = self.routes.on(filter, handler.clone().into_axum());
        self.governed = self
            .governed
            .map(|governed| governed.on(&methods, handler.into_governed()));
        self
    }

    /// Adds the handlers of another module for the same path.
    ///
    /// # Panics
    ///
    /// If both have a handler for one method, or both take every method.
    #[track_caller]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes = self.routes.merge(other.routes);
        self.governed = match (self.governed, other.governed) {
            (Some(one), Some(other)) => Some(one.merge(other)),
            _ => None,
        };
        self.policies.merge(other.policies);
        self
    }

    /// Puts a layer between the policies and the handlers that are here so far. Whatever it answers has the headers, and
    /// no preflight gets to it.
    ///
    /// ```
    /// use cors::axum::{Router, cors, get};
    /// # use tower_http::catch_panic::CatchPanicLayer as Authentication;
    ///
    /// #[cors(origins = ["https://app.example.com"], credentials)]
    /// async fn profile() {}
    ///
    /// let app: Router = Router::new().route("/profile", get(profile).layer(Authentication::new()));
    /// ```
    pub fn layer<L: RouteLayer>(mut self, layer: L) -> Self {
        self.routes = self.routes.layer(layer);
        self.governed = None;
        self
    }

    /// As [`layer`](Self::layer), but not around the 405 for methods that no handler takes.
    ///
    /// # Panics
    ///
    /// If there is no handler yet.
    #[track_caller]
    pub fn route_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.routes = self.routes.route_layer(layer);
        self.governed = None;
        self
    }

    /// Gives the handlers their state, as axum's own method does.
    pub fn with_state<S2>(self, state: S) -> CorsMethodRouter<S2> {
        CorsMethodRouter {
            routes: self.routes.with_state(state.clone()),
            governed: self.governed.map(|governed| governed.with_state(state)),
            policies: self.policies,
        }
    }
}

/// Registers the policy for each method of the filter, and says which these are. Compiled once, and not for every
/// handler.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "axum panics on contradictory routes, too; no request can cause it"
)]
fn register_policy(
    policies: &mut PathPolicies,
    filter: MethodFilter,
    policy: Option<PolicyChoice>,
) -> Vec<(Method, MethodFilter)> {
    let Some(methods) = methods_of(filter, STANDARD.iter().chain(&FORBIDDEN)) else {
        panic!(
            "handler registered for a method that `cors` doesn't know: {filter:?}; route it with `axum::routing::on`"
        );
    };
    for (method, _) in &methods {
        if let Err(unlisted) = policies.register(method.clone(), policy.clone()) {
            panic!("{unlisted}");
        }
    }
    methods
}

/// The methods in this filter, each with a filter for it alone; none if one of them isn't `known`.
fn methods_of<'known>(
    filter: MethodFilter,
    known: impl Iterator<Item = &'known Method>,
) -> Option<Vec<(Method, MethodFilter)>> {
    let methods: Vec<_> = known
        .filter_map(|method| {
            let one = MethodFilter::try_from(method.clone()).ok()?;
            (filter.or(one) == filter).then(|| (method.clone(), one))
        })
        .collect();
    let filters = methods.iter().map(|(_, one)| *one);
    (filters.reduce(MethodFilter::or) == Some(filter)).then_some(methods)
}

impl<S: Clone + Send + Sync + 'static> Default for CorsMethodRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> From<CorsMethodRouter<S>> for MethodRouter<S> {
    fn from(path: CorsMethodRouter<S>) -> Self {
        let CorsMethodRouter {
            routes,
            governed,
            policies,
        } = path;
        if policies.is_without_policies() {
            return routes;
        }
        if let Some(governed) = governed {
            return governed.into_axum(policies);
        }
        let has_options = policies
            .routes()
            .any(|route| route.method == Some(&Method::OPTIONS));
        // By itself, and not by the fallback, which axum replaces: on a shared path, or with
        // `method_not_allowed_fallback`.
        let routes = if has_options {
            routes
        } else {
            let others = routes.clone();
            routes.options(others)
        };
        routes.layer(FrontLayer::new(policies.into_front()))
    }
}

#[cfg(test)]
#[allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use std::future::Future as _;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use ::axum::body::Body;
    use http::{Request, StatusCode};
    use tower::ServiceExt as _;

    use super::*;

    const FILTERS: [MethodFilter; 9] = [
        MethodFilter::CONNECT,
        MethodFilter::DELETE,
        MethodFilter::GET,
        MethodFilter::HEAD,
        MethodFilter::OPTIONS,
        MethodFilter::PATCH,
        MethodFilter::POST,
        MethodFilter::PUT,
        MethodFilter::TRACE,
    ];

    fn known() -> impl Iterator<Item = &'static Method> {
        STANDARD.iter().chain(&FORBIDDEN)
    }

    #[test]
    fn what_is_public_has_the_common_traits() {
        fn has<T: Clone + Debug + Send + Sync + 'static>() {}
        has::<CorsMethodRouter>();
        has::<CorsMethodRouter<String>>();
        has::<crate::CorsFuture<(), ()>>();
        has::<cors_core::Policy>();
        has::<PathPolicies>();
    }

    fn status(path: CorsMethodRouter, method: &Method) -> StatusCode {
        let request = Request::builder().method(method).body(Body::empty());
        let path = routing::MethodRouter::from(path);
        let response = pin!(path.oneshot(request.unwrap()));
        match response.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => response.status(),
            Poll::Pending => panic!("nothing of this waits"),
        }
    }

    #[test]
    fn every_filter_reaches_its_handler() {
        let all = FILTERS.into_iter().reduce(MethodFilter::or).unwrap();
        for filter in FILTERS {
            let is_of =
                |method: &&Method| MethodFilter::try_from((*method).clone()).ok() == Some(filter);
            let method = known().find(is_of).unwrap();
            assert_eq!(status(on(filter, async || ()), method), StatusCode::OK);
            assert_eq!(status(on(all, async || ()), method), StatusCode::OK);
        }
    }

    /// As one that a later version of axum adds.
    #[test]
    fn a_method_that_is_not_known_does_not_get_lost() {
        let known = || known().filter(|name| *name != "PATCH");
        let both = MethodFilter::PUT.or(MethodFilter::PATCH);
        assert_eq!(methods_of(both, known()), None);
        assert_eq!(methods_of(MethodFilter::PATCH, known()), None);
        assert!(methods_of(MethodFilter::PUT, known()).is_some());
    }
}
