//! One path: which handler each method reaches, and by whose policy its preflights are answered.

use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};

use ::axum::routing::{self, MethodFilter};
use http::{HeaderValue, Method};

use super::annotated::{
    Accepts, AcceptsAny, Delete, Handler, Options, Patch, Put, Safelisted, Trace,
};
use super::preflights::{Others, Preflights, Prepared, SharedPreflights};
use crate::Policy;
use crate::policy::Allowed;

/// The methods that a page can use, as far as they have names.
const NAMED: [Method; 7] = [
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
];
/// For how many seconds a preflight is remembered on a path with several policies.
const NOT_AT_ALL: HeaderValue = HeaderValue::from_static("0");
/// The methods that a browser sends whatever a preflight says (Fetch §2.2.1, "CORS-safelisted method").
pub(super) const SAFELISTED: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];
/// What a filter is made of, but for OPTIONS.
const FILTERS: [MethodFilter; 8] = [
    MethodFilter::CONNECT,
    MethodFilter::DELETE,
    MethodFilter::GET,
    MethodFilter::HEAD,
    MethodFilter::PATCH,
    MethodFilter::POST,
    MethodFilter::PUT,
    MethodFilter::TRACE,
];

/// The handlers of one path, annotated and not, by method. Its [`Into`] makes it axum's own
/// [`MethodRouter`](routing::MethodRouter), for [`Router::route`](::axum::Router::route).
///
/// ```
/// use axum::Router;
/// use cors::axum::{cors, get};
///
/// #[cors(origins = ["https://*.example.com"])]
/// async fn read() -> &'static str { "a note" }
///
/// #[cors(origins = ["https://app.example.com"], credentials)]
/// async fn remove() {}
///
/// let app: Router = Router::new().route("/note", get(read).delete(remove).into());
/// ```
#[must_use = "turn it into axum's `MethodRouter` with `.into()`, and put that into a router"]
pub struct MethodRouter<S = ()> {
    routes: routing::MethodRouter<S, Infallible>,
    /// The handler of OPTIONS requests that aren't preflights, if it has one of its own.
    options: Option<routing::MethodRouter<S, Infallible>>,
    /// Which methods are taken, and by whose policy.
    registered: Vec<(Method, Option<&'static Policy>)>,
    /// By whose policy all the others are, if something takes them.
    others: Option<Option<&'static Policy>>,
}

impl<S> Clone for MethodRouter<S> {
    fn clone(&self) -> Self {
        Self {
            routes: self.routes.clone(),
            options: self.options.clone(),
            registered: self.registered.clone(),
            others: self.others,
        }
    }
}

impl<S> Debug for MethodRouter<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodRouter")
            .field("registered", &self.registered)
            .finish_non_exhaustive()
    }
}

macro_rules! methods {
    ($($name:ident $filter:ident $accepted:ident $what:literal)*) => {
        $(
            #[doc = concat!("Routes ", $what, " requests to this handler. See the [module](super).")]
            #[track_caller]
            pub fn $name<H, T, S>(handler: H) -> MethodRouter<S>
            where
                H: Handler<T, S>,
                H::Methods: Accepts<$accepted>,
                S: Clone + Send + Sync + 'static,
            {
                MethodRouter::new().$name(handler)
            }
        )*

        impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
            $(
                #[doc = concat!("Routes ", $what, " requests to this handler as well.")]
                #[track_caller]
                pub fn $name<H, T>(self, handler: H) -> Self
                where
                    H: Handler<T, S>,
                    H::Methods: Accepts<$accepted>,
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

/// Routes requests with these methods to this handler, which must leave `methods` out: only the running
/// program knows what is in the filter. See the [module](super).
#[track_caller]
pub fn on<H, T, S>(filter: MethodFilter, handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    H::Methods: AcceptsAny,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::new().on(filter, handler)
}

/// Routes every request to this handler. See the [module](super).
///
/// ```
/// use axum::Router;
/// use cors::axum::{any, cors};
///
/// #[cors(origins = ["https://app.example.com"], methods = [PUT])] // GET, HEAD and POST anyway
/// async fn proxy() {}
///
/// let app: Router = Router::new().route("/{*path}", any(proxy).into());
/// ```
///
/// Its policy allows the methods it lists or, if it lists none, those that have a name in
/// [`Method`](http::Method) and that a page can use.
pub fn any<H, T, S>(handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter {
        routes: routing::any(handler.into_axum()),
        others: Some(H::policy()),
        ..MethodRouter::new()
    }
}

impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
    /// A path that no method reaches anything on yet.
    pub fn new() -> Self {
        Self {
            routes: routing::MethodRouter::new(),
            options: None,
            registered: Vec::new(),
            others: None,
        }
    }

    /// Routes requests with these methods to this handler as well.
    #[track_caller]
    pub fn on<H, T>(self, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, S>,
        H::Methods: AcceptsAny,
    {
        self.register(filter, handler)
    }

    #[track_caller]
    fn register<H, T>(mut self, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, S>,
    {
        register_policy(&mut self.registered, filter, H::policy());
        if contains(filter, MethodFilter::OPTIONS) {
            let options = self.options.unwrap_or_default();
            let handler = handler.clone().into_axum();
            self.options = Some(options.on(MethodFilter::OPTIONS, handler));
        }
        if let Some(others) = all_but_options(filter) {
            self.routes = self.routes.on(others, handler.into_axum());
        }
        self
    }

    /// By whose policy the preflights for each method are answered, with the methods that share it as its
    /// `methods`.
    ///
    /// A method of another policy must not be among them, even if this one lists it: a browser remembers
    /// them all for the path, and would then not ask the other policy any more.
    fn policies(&self) -> Vec<(Method, Option<Prepared>)> {
        let mut reached = self.registered.clone();
        let others = self.others.flatten();
        for method in others.map(taken_by_any).unwrap_or_default() {
            let by = |name: &Method| {
                self.registered
                    .iter()
                    .any(|(registered, _)| registered == name)
            };
            // axum sends a HEAD request to the handler of GET, where there is no other.
            if !(by(&method) || method == Method::HEAD && by(&Method::GET)) {
                reached.push((method, others));
            }
        }
        fn same(policy: &Policy) -> impl Fn(&Policy) -> bool {
            move |other| policy.with_methods(other.methods.clone()) == *other
        }
        let sharing = |policy: &Policy| {
            let sharing = reached
                .iter()
                .filter(|(_, other)| other.is_some_and(same(policy)));
            let names: Vec<_> = sharing.map(|(method, _)| method.as_str()).collect();
            HeaderValue::try_from(names.join(", "))
        };
        // A browser remembers allowed headers for the path as a whole. It must not, where another handler of
        // the path doesn't take them from everyone who may send them to this one.
        let one = |policy: &Policy| {
            reached
                .iter()
                .all(|(_, other)| other.is_some_and(same(policy)))
        };
        let answering = |policy: &Policy| {
            Prepared::new(Policy {
                max_age: if policy.headers == Allowed::Safelisted || one(policy) {
                    policy.max_age.clone()
                } else {
                    Some(NOT_AT_ALL)
                },
                ..policy.with_methods(sharing(policy).map_or(Allowed::Safelisted, Allowed::Listed))
            })
        };
        reached
            .iter()
            .map(|(method, policy)| (method.clone(), policy.map(answering)))
            .collect()
    }
}

// These two are compiled once, and not for every handler.

#[track_caller]
fn register_policy(
    registered: &mut Vec<(Method, Option<&'static Policy>)>,
    filter: MethodFilter,
    policy: Option<&'static Policy>,
) {
    let taken = NAMED.into_iter().filter(|method| {
        MethodFilter::try_from(method.clone()).is_ok_and(|one| contains(filter, one))
    });
    for method in taken {
        if let Some(policy) = policy {
            check_listed(&method, policy);
        }
        registered.push((method, policy));
    }
}

fn all_but_options(filter: MethodFilter) -> Option<MethodFilter> {
    let others = FILTERS.into_iter().filter(|one| contains(filter, *one));
    others.reduce(MethodFilter::or)
}

fn contains(filter: MethodFilter, one: MethodFilter) -> bool {
    filter.or(one) == filter
}

/// Where the policy is defined elsewhere, its `methods` are not seen before the program runs.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "axum panics too where a registration can't be meant, and so nobody misses it"
)]
fn check_listed(method: &Method, policy: &Policy) {
    if let Allowed::Listed(list) = &policy.methods
        && list != "*"
        && !SAFELISTED.contains(method)
        && names(list).all(|name| name != method.as_str().as_bytes())
    {
        let list = list.to_str().unwrap_or_default();
        panic!(
            "A handler is registered for {method}, which its policy doesn't list (`methods` is {list}). \
             Add {method} there, or leave `methods` out: the registration says it."
        )
    }
}

fn names(list: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    let names = list.as_bytes().split(|byte| *byte == b',');
    names.map(<[u8]>::trim_ascii)
}

/// Whether a policy leaves the methods to whoever asks.
fn takes_all(policy: &Policy) -> bool {
    match &policy.methods {
        Allowed::Safelisted => false,
        Allowed::Listed(list) => list == "*",
        Allowed::Requested => true,
    }
}

/// What a handler of all methods takes by its policy.
fn taken_by_any(policy: &Policy) -> Vec<Method> {
    match &policy.methods {
        Allowed::Listed(list) if list != "*" => names(list)
            .flat_map(Method::from_bytes)
            .chain(SAFELISTED)
            .collect(),
        _ => NAMED.to_vec(),
    }
}

impl<S: Clone + Send + Sync + 'static> Default for MethodRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> From<MethodRouter<S>>
    for routing::MethodRouter<S, Infallible>
{
    fn from(path: MethodRouter<S>) -> Self {
        let policies = path.policies();
        if policies.iter().all(|(_, policy)| policy.is_none()) {
            return match path.options {
                Some(options) => path.routes.merge(options),
                None => path.routes,
            };
        }
        let preflights = Preflights {
            policies,
            others: match path.others {
                None => Others::NotTaken,
                Some(Some(policy)) if takes_all(policy) => {
                    // Not as `*`, which would speak for the methods of other policies.
                    Others::ByPolicy(Prepared::new(policy.with_methods(Allowed::Requested)).into())
                }
                Some(Some(_)) => Others::NotTaken,
                Some(None) => Others::WithoutPolicy,
            },
            otherwise: path.options.unwrap_or_else(|| path.routes.clone()),
        };
        path.routes
            .on(MethodFilter::OPTIONS, SharedPreflights::new(preflights))
    }
}
