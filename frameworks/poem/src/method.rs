//! One path: which handler each method reaches.

use std::fmt::{self, Debug, Formatter};

use cors_core::routes::{PathFront, PathPolicies};
use http::Method;
use poem::endpoint::BoxEndpoint;
use poem::{
    Endpoint, EndpointExt as _, IntoEndpoint, Middleware, Request, Response, Result, RouteMethod,
};

use crate::Routable;
use crate::front::respond_by;

/// The handlers of one path by method, with the attribute and without: poem's [`RouteMethod`] with the policies in front.
///
/// ```
/// use cors::poem::{cors, get};
/// use poem::{Route, handler};
///
/// #[cors(origins = ["https://*.example.com"])]
/// #[handler]
/// async fn read() -> &'static str { "a note" }
///
/// #[cors(origins = ["https://app.example.com"], credentials)]
/// #[handler]
/// async fn remove() {}
///
/// let app = Route::new().at("/note", get(read).delete(remove));
/// # let _ = app;
/// ```
#[must_use = "put it into a route with `.at(path, …)`"]
pub struct CorsRouteMethod {
    methods: Vec<(Method, BoxEndpoint<'static>)>,
    any: Option<BoxEndpoint<'static>>,
    pub(crate) policies: PathPolicies,
}

impl Debug for CorsRouteMethod {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsRouteMethod")
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

macro_rules! methods {
    ($($name:ident $method:ident $requests:literal)*) => {
        $(
            #[doc = concat!("Routes ", $requests, " requests to this handler. See the [module](crate).")]
            ///
            /// # Panics
            ///
            /// As [`CorsRouteMethod::method`] does.
            #[track_caller]
            pub fn $name<H: Routable<M>, M>(handler: H) -> CorsRouteMethod {
                CorsRouteMethod::new().method(Method::$method, handler)
            }
        )*

        impl CorsRouteMethod {
            $(
                #[doc = concat!("Routes ", $requests, " requests to this handler as well.")]
                #[track_caller]
                pub fn $name<H: Routable<M>, M>(self, handler: H) -> Self {
                    self.method(Method::$method, handler)
                }
            )*
        }
    };
}

methods! {
    connect CONNECT "CONNECT"
    delete DELETE "DELETE"
    get GET "GET and HEAD"
    head HEAD "HEAD"
    options OPTIONS "OPTIONS"
    patch PATCH "PATCH"
    post POST "POST"
    put PUT "PUT"
    trace TRACE "TRACE"
}

/// Routes every request to this handler, as poem does with one that has no method. See the [module](crate).
///
/// ```
/// use cors::poem::{any, cors};
/// use poem::{Route, handler};
///
/// #[cors(origins = ["https://app.example.com"], methods = [PUT])] // GET, HEAD and POST anyway
/// #[handler]
/// async fn proxy() {}
///
/// let app = Route::new().at("/*path", any(proxy));
/// # let _ = app;
/// ```
///
/// Its policy allows the methods it lists or, if it lists none, those that have a constant in [`Method`] and that a page
/// can use.
pub fn any<H: Routable<M>, M>(handler: H) -> CorsRouteMethod {
    let mut path = CorsRouteMethod::new();
    path.policies.register_any(H::policy());
    path.any = Some(handler.boxed_inner());
    path
}

impl Default for CorsRouteMethod {
    fn default() -> Self {
        Self::new()
    }
}

impl CorsRouteMethod {
    /// A path on which no method reaches a handler yet.
    pub fn new() -> Self {
        Self {
            methods: vec![],
            any: None,
            policies: PathPolicies::new(),
        }
    }

    /// Routes requests with this method to this handler as well.
    ///
    /// # Panics
    ///
    /// If the policy lists methods and leaves this one out. A page couldn't use the method that the handler is for.
    #[track_caller]
    pub fn method<H: Routable<M>, M>(mut self, method: Method, handler: H) -> Self {
        let registered = self.policies.register(method.clone(), H::policy());
        #[expect(clippy::panic, reason = "when the route is made, before any request")]
        if let Err(unlisted) = registered {
            panic!("{unlisted}");
        }
        self.methods.push((method, handler.boxed_inner()));
        self
    }

    /// Puts a middleware around the handlers so far, behind the policies.
    ///
    /// ```
    /// use cors::poem::{cors, get, post};
    /// use poem::middleware::SizeLimit;
    /// use poem::handler;
    ///
    /// #[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
    /// #[handler]
    /// async fn create() {}
    ///
    /// #[handler]
    /// async fn list() {}
    ///
    /// // A page can read the 413, and no preflight reaches the middleware.
    /// let notes = post(create).with(SizeLimit::new(1024)).get(list);
    /// # let _ = notes;
    /// ```
    pub fn with<T>(mut self, middleware: T) -> Self
    where
        T: Middleware<BoxEndpoint<'static>>,
        T::Output: 'static,
    {
        let around = |endpoint| middleware.transform(endpoint).map_to_response().boxed();
        let methods = self.methods.into_iter();
        self.methods = methods
            .map(|(method, endpoint)| (method, around(endpoint)))
            .collect();
        self.any = self.any.map(around);
        self
    }

    /// The handlers without their policies.
    pub(crate) fn into_inner(self) -> BoxEndpoint<'static> {
        let has = |name: &Method| self.methods.iter().any(|(method, _)| method == name);
        let mut named: Vec<_> = self.methods.iter().map(|(name, _)| name.clone()).collect();
        if has(&Method::GET) {
            named.push(Method::HEAD);
        }
        let methods = self.methods.into_iter();
        let route = methods.fold(RouteMethod::new(), |route, (method, endpoint)| {
            route.method(method, endpoint)
        });
        match self.any {
            None => route.boxed(),
            Some(any) if named.is_empty() => any,
            Some(any) => WithAny { named, route, any }.boxed(),
        }
    }
}

/// Handlers by method, beside one of all others.
struct WithAny {
    named: Vec<Method>,
    route: RouteMethod,
    any: BoxEndpoint<'static>,
}

impl Endpoint for WithAny {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if self.named.contains(request.method()) {
            self.route.call(request).await
        } else {
            self.any.call(request).await
        }
    }
}

impl IntoEndpoint for CorsRouteMethod {
    type Endpoint = PathEndpoint;

    fn into_endpoint(self) -> PathEndpoint {
        let policies = self.policies.clone();
        PathEndpoint {
            front: (!policies.is_without_policies()).then(|| policies.into_front()),
            inner: self.into_inner(),
        }
    }
}

/// A path with its policies in front. Made of a [`CorsRouteMethod`].
pub struct PathEndpoint {
    front: Option<PathFront>,
    inner: BoxEndpoint<'static>,
}

impl Debug for PathEndpoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathEndpoint")
            .field("front", &self.front)
            .finish_non_exhaustive()
    }
}

impl Endpoint for PathEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        respond_by(self.front.as_ref(), &self.inner, request).await
    }
}
