//! Which policy governs which method of a path, in any router.
//!
//! A router registers what each method of a path reaches, as it builds the path ([`PathPolicies`]), and then asks: for
//! every request, where it can stand in front of all that is behind the path ([`PathFront`]), or for every preflight
//! ([`Preflights`]). Nothing here knows a framework.

use std::any::Any;
use std::fmt::{self, Display, Formatter};

use http::{HeaderValue, Method, Request};

#[cfg(feature = "explain")]
use crate::explain::{Explanation, explain};
use crate::head::{
    HttpHead, RequestHead, RequestHeader, Value, mark_behind_preflights, mark_extensions_governed,
};
use crate::methods::{FORBIDDEN, SAFELISTED, STANDARD, is_safelisted};
use crate::policy::AllowList;
use crate::preflight::{Preflight, Sent};
use crate::respond::CorsResponse;
use crate::shared::Held;
use crate::{Decision, Policy, PolicyBy, PolicyChoice, SharedPolicy};

/// For how many seconds a preflight is cached on a path with several policies.
const NO_CACHE: HeaderValue = HeaderValue::from_static("0");

/// The handlers of a path by method, as far as CORS goes: each has a policy of its own, that of a group, or none.
///
/// ```
/// use cors::Policy;
/// use cors::routes::PathPolicies;
/// use http::{Method, Request, Response};
///
/// static READ: Policy = cors::policy! { origins = ["*"] };
/// static WRITE: Policy = cors::policy! { origins = ["https://app.example.com"] };
///
/// let mut notes = PathPolicies::new();
/// notes.register(Method::GET, Some(&READ))?;
/// notes.register(Method::PUT, Some(&WRITE))?;
/// notes.register(Method::DELETE, None::<&Policy>)?;
/// let preflights = notes.into_preflights::<http::HeaderValue>();
///
/// let request = Request::builder()
///     .method(Method::OPTIONS)
///     .header("origin", "https://app.example.com")
///     .header("access-control-request-method", "PUT");
/// let response = preflights.respond(&request.body(()).unwrap()).unwrap();
/// let response: Response<()> = response.into_response();
/// assert_eq!(response.headers()["access-control-allow-methods"], "PUT");
/// # Ok::<(), cors::routes::UnlistedMethod>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PathPolicies {
    methods: Vec<(Method, Option<Governing>)>,
    any: AnyMethod,
    /// For the responses that the router gives by itself to methods that reach no handler.
    unrouted: Option<Governing>,
    /// Whether methods that reach no handler here may reach one that isn't known.
    is_shared: bool,
}

/// The policy that governs a handler, and why.
#[derive(Clone, Debug)]
struct Governing<V: Value = HeaderValue> {
    /// `NOBODY` where another one is chosen by the request, so what doesn't know of that allows nothing.
    policy: SharedPolicy<V>,
    by: Option<PolicyBy>,
    scope: Scope,
}

impl Governing {
    fn new(policy: PolicyChoice, scope: Scope) -> Self {
        match policy {
            PolicyChoice::Fixed(policy) => Self {
                policy,
                by: None,
                scope,
            },
            PolicyChoice::By(by) => Self {
                policy: Policy::NOBODY.into(),
                by: Some(by),
                scope,
            },
        }
    }

    /// Whether the policy may have `methods = ["*"]`.
    fn may_allow_all_methods(&self) -> bool {
        self.by.is_some() || allows_all_methods(&self.policy)
    }

    /// Whether the two give the same policy, but for its methods, to every request.
    fn is_shared_with(&self, other: &Self) -> bool {
        match (&self.by, &other.by) {
            (None, None) => self.policy.is_same_but_for_methods(&other.policy),
            (Some(by), Some(other)) => by.is_same(other),
            _ => false,
        }
    }
}

/// What a policy was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To the handler itself. No other policy is nearer.
    Handler,
    /// To a group that the handler is in. Some service inside may have a policy that is nearer.
    Group,
}

/// What a method reaches that isn't registered by name.
#[derive(Clone, Debug, Default)]
enum AnyMethod {
    #[default]
    Unrouted,
    /// A handler that takes them all.
    Handler(Option<Governing>),
    /// Some of them reach handlers, and the router doesn't know which.
    Unknown(Option<Governing>),
    /// They reach a router of its own, with policies of its own.
    Router(Option<Governing>),
}

impl AnyMethod {
    fn policy(&self) -> Option<&Governing> {
        match self {
            Self::Unrouted => None,
            Self::Handler(policy) | Self::Unknown(policy) | Self::Router(policy) => policy.as_ref(),
        }
    }
}

fn of_handler(policy: Option<impl Into<PolicyChoice>>) -> Option<Governing> {
    let policy = policy?.into();
    policy.warn_of_unset_origins();
    Some(Governing::new(policy, Scope::Handler))
}

/// One line of a listing of routes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RoutePolicy<'path> {
    /// The method, or none for all that have no line of their own.
    pub method: Option<&'path Method>,
    /// The policy that governs it, and what that was given to; none if no page of another origin may use it.
    pub policy: Option<(&'path SharedPolicy, Scope)>,
    /// What chooses the policy by the request, in place of that one.
    pub by: Option<&'path PolicyBy>,
}

impl PathPolicies {
    /// A path on which no method reaches a handler.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that this method reaches a handler with this policy, or one without a policy.
    ///
    /// # Errors
    ///
    /// If the policy has `methods` and leaves this one out. A page couldn't use the method that the handler is for.
    pub fn register(
        &mut self,
        method: Method,
        policy: Option<impl Into<PolicyChoice>>,
    ) -> Result<(), UnlistedMethod> {
        let governing = of_handler(policy);
        if let Some(Governing { policy, .. }) = &governing
            && !lists(policy, &method)
        {
            return Err(UnlistedMethod {
                method,
                listed: policy.methods.text().to_owned(),
            });
        }
        self.methods.push((method, governing));
        Ok(())
    }

    /// Says that every other method reaches a handler with this policy, or one without a policy.
    pub fn register_any(&mut self, policy: Option<impl Into<PolicyChoice>>) {
        self.any = AnyMethod::Handler(of_handler(policy));
    }

    /// Says that other methods may reach handlers of which nothing is known. No preflight for such a method is allowed,
    /// unless a group governs them.
    pub fn register_unknown(&mut self) {
        self.any = AnyMethod::Unknown(None);
    }

    /// Says that every request reaches a router of its own, of which nothing is known. Its preflights are left to it. The
    /// policy of a group governs its other responses.
    pub fn register_router(&mut self) {
        self.any = AnyMethod::Router(None);
    }

    /// Says that a fallback with this policy, or one without a policy, responds to methods that reach no handler. A
    /// fallback opens no handler.
    pub fn register_fallback(&mut self, policy: Option<impl Into<PolicyChoice>>) {
        self.unrouted = of_handler(policy);
    }

    /// Says that a router of which nothing is known may have handlers for the same path. No preflight for a method that
    /// isn't registered is allowed then, not even by a group or a fallback.
    pub fn share_with_unknown(&mut self) {
        self.is_shared = true;
    }

    /// Adds the handlers that another part of the program has registered for the same path.
    pub fn merge(&mut self, other: Self) {
        self.methods.extend(other.methods);
        self.is_shared |= other.is_shared;
        self.any = match (std::mem::take(&mut self.any), other.any) {
            (AnyMethod::Unrouted, any) | (any, AnyMethod::Unrouted) => any,
            // Which of them a method reaches isn't known, and so the policy of neither may open it, nor that of a group
            // further out.
            (one, other) if one.policy().is_some() || other.policy().is_some() => {
                let nobody = SharedPolicy::from(Policy::NOBODY);
                AnyMethod::Unknown(Some(Governing::new(nobody.into(), Scope::Group)))
            }
            _ => AnyMethod::Unknown(None),
        };
        if self.unrouted.is_none() {
            self.unrouted = other.unrouted;
        }
    }

    /// Puts the path into a group: its policy governs what has none yet, and the responses that the router gives by
    /// itself.
    pub fn inherit<P: Clone + Into<PolicyChoice>>(&mut self, group: &P) {
        let group = Governing::new(group.clone().into(), Scope::Group);
        let governing = || Some(group.clone());
        for (_, policy) in &mut self.methods {
            *policy = policy.take().or_else(governing);
        }
        match &mut self.any {
            AnyMethod::Unrouted => {}
            AnyMethod::Handler(policy) | AnyMethod::Unknown(policy) | AnyMethod::Router(policy) => {
                *policy = policy.take().or_else(governing);
            }
        }
        self.unrouted = self.unrouted.take().or_else(governing);
    }

    /// Whether no handler has a policy, and no group governs the path.
    #[must_use]
    pub fn is_without_policies(&self) -> bool {
        self.any.policy().is_none()
            && self.unrouted.is_none()
            && self.methods.iter().all(|(_, policy)| policy.is_none())
    }

    /// What governs all handlers of the path; none if some of them have another policy, or none.
    #[must_use]
    pub fn common(&self) -> Option<PolicyChoice> {
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(any.policy()),
        };
        let named = self.methods.iter().map(|(_, policy)| policy.as_ref());
        let mut all = named.chain(any);
        let first = all.next()??;
        let is_same = |other: &Governing| {
            first.is_shared_with(other) && first.policy.methods == other.policy.methods
        };
        all.all(|other| other.is_some_and(is_same))
            .then(|| match &first.by {
                Some(by) => by.clone().into(),
                None => first.policy.clone().into(),
            })
    }

    /// The policy of each method, in the order of registration.
    pub fn routes(&self) -> impl Iterator<Item = RoutePolicy<'_>> {
        fn route<'path>(
            method: Option<&'path Method>,
            policy: Option<&'path Governing>,
        ) -> RoutePolicy<'path> {
            RoutePolicy {
                method,
                policy: policy.map(|governing| (&governing.policy, governing.scope)),
                by: policy.and_then(|governing| governing.by.as_ref()),
            }
        }
        let named = self.methods.iter();
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(route(None, any.policy())),
        };
        named
            .map(|(method, policy)| route(Some(method), policy.as_ref()))
            .chain(any)
    }

    /// What responds to the preflights for the path, with the header values of a framework.
    ///
    /// Each policy gets the methods that share it as its `methods`. A method of another policy isn't among them, even
    /// if this one lists it: a browser caches them all for the path, and would then no longer ask the other policy.
    #[must_use]
    pub fn into_preflights<V: Value>(self) -> Preflights<V> {
        let reached = self.reached();
        let methods = reached
            .iter()
            .map(|(method, governing)| {
                let responding = governing.as_ref().map(|governing| {
                    let methods = PathMethods::sharing(governing, &reached);
                    Responding::new(governing, methods, &reached)
                });
                (method.clone(), responding)
            })
            .collect();
        let unrouted = match (&self.any, &self.unrouted) {
            (AnyMethod::Handler(Some(any)) | AnyMethod::Unknown(Some(any)), _)
                if any.may_allow_all_methods() =>
            {
                let others = PathMethods::AllBut(self.routed());
                Unrouted::Policy(Responding::new(any, others, &reached))
            }
            (AnyMethod::Unrouted, _) if self.is_shared => Unrouted::WithoutPolicy,
            (AnyMethod::Handler(None) | AnyMethod::Unknown(None), _) => Unrouted::WithoutPolicy,
            (AnyMethod::Unrouted, Some(unrouted)) => {
                let others = PathMethods::AllBut(self.routed());
                Unrouted::Policy(Responding::new(unrouted, others, &reached))
            }
            _ => Unrouted::Nothing,
        };
        Preflights {
            methods,
            unrouted,
            is_head_of_get: self.is_head_of_get(),
        }
    }

    /// What decides about every request for the path, in front of all that is behind it.
    #[must_use]
    pub fn into_front<V: Value>(self) -> PathFront<V> {
        let convert = |governing: &Governing| Governing {
            policy: converted(&governing.policy),
            by: governing.by.clone(),
            scope: governing.scope,
        };
        let methods: Vec<_> = self
            .methods
            .iter()
            .map(|(method, policy)| (method.clone(), policy.as_ref().map(convert)))
            .collect();
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(any.policy().map(convert)),
        };
        let unrouted = self.unrouted.as_ref().map(convert);
        PathFront {
            preflights: match self.any {
                AnyMethod::Router(_) => None,
                _ => Some(self.into_preflights()),
            },
            methods,
            any,
            unrouted,
        }
    }

    /// The methods that reach a handler and that a page can use, with those that `any` stands for.
    fn reached(&self) -> Reached {
        let mut reached: Vec<_> = self
            .methods
            .iter()
            .filter(|(method, _)| is_usable(method))
            .cloned()
            .collect();
        let any = match &self.any {
            AnyMethod::Handler(any) | AnyMethod::Unknown(any) => any.clone(),
            AnyMethod::Unrouted if self.is_shared => None,
            AnyMethod::Unrouted | AnyMethod::Router(_) => return reached,
        };
        // Those without a policy count as well: what a browser caches for the path would open them.
        let methods = match &any {
            Some(governing) => methods_of_any(&governing.policy),
            None => STANDARD.to_vec(),
        };
        for method in methods {
            let is_known = self.is_registered(&method)
                // A HEAD request reaches the handler of GET, where there is no other.
                || method == Method::HEAD
                    && self.is_registered(&Method::GET)
                    && self.is_head_of_get();
            if !is_known {
                reached.push((method, any.clone()));
            }
        }
        reached
    }

    /// Whether a HEAD request reaches the handler of GET, where there is no other; where all is known, it does.
    fn is_head_of_get(&self) -> bool {
        !matches!(self.any, AnyMethod::Unknown(_)) && !self.is_shared
    }

    fn is_registered(&self, name: &Method) -> bool {
        self.methods.iter().any(|(method, _)| method == name)
    }

    /// The methods that reach a handler by name.
    fn routed(&self) -> Vec<Method> {
        let names = self.methods.iter().map(|(method, _)| method.clone());
        let of_get = self.is_registered(&Method::GET).then_some(Method::HEAD);
        names.chain(of_get).collect()
    }
}

/// The methods of a path that reach a handler, with what governs it.
type Reached = Vec<(Method, Option<Governing>)>;

/// The same policy with another framework's values; itself, where they are those of `http`.
fn converted<V: Value>(policy: &SharedPolicy) -> SharedPolicy<V> {
    let same: Option<&SharedPolicy<V>> = (policy as &dyn Any).downcast_ref();
    match same {
        Some(policy) => policy.clone(),
        None => policy.convert().into(),
    }
}

/// What responds to the preflights for some methods of a path.
#[derive(Clone, Debug)]
enum Responding<V: Value> {
    Fixed(SharedPolicy<V>),
    By(PolicyBy, PathLists),
}

/// What the response to a preflight says of the path, whatever the policy is.
#[derive(Clone, Debug)]
struct PathLists {
    methods: PathMethods,
    /// Whether all handlers of the path share the policy.
    is_alone: bool,
}

#[derive(Clone, Debug)]
enum PathMethods {
    These(Vec<Method>),
    /// Those of these that the chosen policy lists.
    Chosen(Vec<Method>),
    /// All that the policy allows, but those that reach other handlers.
    AllBut(Vec<Method>),
}

impl<V: Value> Responding<V> {
    fn new(governing: &Governing, methods: PathMethods, reached: &Reached) -> Self {
        let lists = PathLists {
            methods,
            is_alone: reached.iter().all(|(_, other)| shares(governing, other)),
        };
        if let Some(by) = &governing.by {
            return Self::By(by.clone(), lists);
        }
        let policy = lists.of(&governing.policy);
        let same: Option<&SharedPolicy<V>> = (&policy as &dyn Any).downcast_ref();
        Self::Fixed(match same {
            Some(policy) => policy.clone(),
            None => {
                let mut of_path = policy.with_methods(lists.methods(&policy));
                of_path.max_age = lists.max_age(&policy);
                of_path.convert().into()
            }
        })
    }
}

impl PathMethods {
    /// Those that share the policy.
    fn sharing(governing: &Governing, reached: &Reached) -> Self {
        let sharing = reached.iter().filter(|(_, other)| shares(governing, other));
        if governing.by.is_some() {
            return Self::Chosen(sharing.map(|(method, _)| method.clone()).collect());
        }
        // A group's policy may list fewer methods than there are.
        let listed = sharing.filter(|(method, other)| {
            other
                .as_ref()
                .is_some_and(|other| lists(&other.policy, method))
        });
        Self::These(listed.map(|(method, _)| method.clone()).collect())
    }
}

impl PathLists {
    /// This policy for the preflights of the path.
    fn of(&self, policy: &SharedPolicy) -> SharedPolicy {
        policy.for_path(self.methods(policy), self.max_age(policy))
    }

    fn methods(&self, policy: &Policy) -> AllowList {
        let names: Vec<_> = match &self.methods {
            PathMethods::These(methods) => methods.iter().map(Method::to_string).collect(),
            PathMethods::Chosen(methods) => {
                let listed = methods.iter().filter(|method| lists(policy, method));
                listed.map(Method::to_string).collect()
            }
            // Not as `*`, which would speak for the methods of other policies.
            PathMethods::AllBut(_) if allows_all_methods(policy) => return AllowList::Reflected,
            PathMethods::AllBut(others) => {
                let methods = methods_of_any(policy).into_iter();
                let unrouted = methods.filter(|method| !others.contains(method));
                unrouted.map(|method| method.to_string()).collect()
            }
        };
        match HeaderValue::try_from(names.join(", ")) {
            Ok(list) if !list.is_empty() => AllowList::Listed(list),
            _ => AllowList::Safelisted,
        }
    }

    /// No cache where another handler of the path doesn't share the policy: a browser caches allowed headers for the path
    /// as a whole.
    fn max_age(&self, policy: &Policy) -> Option<HeaderValue> {
        if policy.headers != AllowList::Safelisted && !self.is_alone {
            return Some(NO_CACHE);
        }
        policy.max_age.clone()
    }
}

/// What chooses a policy for a request with a framework's values.
trait Choose<V: Value> {
    /// None: it can't.
    fn choose(&self, by: &PolicyBy) -> Option<SharedPolicy<V>>;

    fn choose_for_path(&self, by: &PolicyBy, lists: &PathLists) -> Option<SharedPolicy<V>>;
}

impl Choose<HeaderValue> for HttpHead<'_> {
    fn choose(&self, by: &PolicyBy) -> Option<SharedPolicy> {
        Some(by.policy_for(*self))
    }

    fn choose_for_path(&self, by: &PolicyBy, lists: &PathLists) -> Option<SharedPolicy> {
        Some(lists.of(&by.policy_for(*self)))
    }
}

/// For heads that aren't `http`'s, which the function of a [`PolicyBy`] can't read.
struct NoChoice;

impl<V: Value> Choose<V> for NoChoice {
    fn choose(&self, _: &PolicyBy) -> Option<SharedPolicy<V>> {
        None
    }

    fn choose_for_path(&self, _: &PolicyBy, _: &PathLists) -> Option<SharedPolicy<V>> {
        None
    }
}

fn shares(governing: &Governing, other: &Option<Governing>) -> bool {
    other
        .as_ref()
        .is_some_and(|other| governing.is_shared_with(other))
}

fn lists(policy: &Policy, method: &Method) -> bool {
    match &policy.methods {
        methods @ AllowList::Listed(_) => {
            allows_all_methods(policy)
                || is_safelisted(method.as_str().as_bytes())
                || methods.names().any(|name| name == method.as_str())
                || !is_usable(method)
        }
        AllowList::Safelisted | AllowList::Reflected => true,
    }
}

/// Whether a page can use this method at all.
fn is_usable(method: &Method) -> bool {
    !FORBIDDEN.contains(method)
}

/// Whether the policy has `methods = ["*"]`.
fn allows_all_methods(policy: &Policy) -> bool {
    match &policy.methods {
        AllowList::Safelisted => false,
        AllowList::Listed(list) => list == "*",
        AllowList::Reflected => true,
    }
}

/// What a handler of all methods takes by its policy.
fn methods_of_any(policy: &Policy) -> Vec<Method> {
    match &policy.methods {
        methods @ AllowList::Listed(_) if !allows_all_methods(policy) => {
            let is_listed = |method: &&Method| methods.names().any(|name| name == method.as_str());
            let safelisted = SAFELISTED.iter().filter(|method| !is_listed(method));
            methods
                .names()
                .flat_map(|name| Method::from_bytes(name.as_bytes()))
                .chain(safelisted.cloned())
                .collect()
        }
        _ => STANDARD.to_vec(),
    }
}

/// What responds to the preflights for a path. Made by [`PathPolicies::into_preflights`].
#[derive(Clone, Debug)]
pub struct Preflights<V: Value = HeaderValue> {
    methods: Vec<(Method, Option<Responding<V>>)>,
    unrouted: Unrouted<V>,
    /// Whether HEAD reaches the handler of GET, where it isn't registered.
    is_head_of_get: bool,
}

/// What a method reaches that isn't in the list.
#[derive(Clone, Debug)]
enum Unrouted<V: Value> {
    Nothing,
    WithoutPolicy,
    Policy(Responding<V>),
}

impl Preflights {
    /// As [`respond`](Self::respond), also by policies that are chosen by the request.
    pub fn respond_to<B>(&self, request: &Request<B>) -> Option<CorsResponse<'static>> {
        let head = HttpHead::from(request);
        self.response(&head, &head)
    }
}

impl<V: Value> Preflights<V> {
    /// The response to a preflight, by the policy of the handler that the requested method would reach; none for
    /// every other request. It is a rejection where that handler has no policy, or one that is chosen by the request: what
    /// chooses it reads the head of a request of `http`.
    pub fn respond<H>(&self, head: &H) -> Option<CorsResponse<'static, V>>
    where
        H: RequestHead<Value = V>,
    {
        self.response(head, &NoChoice)
    }

    #[inline]
    fn response<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<CorsResponse<'static, V>> {
        let preflight = Preflight::of(head)?;
        let (policy, by) = self.policy_for(&preflight, choose);
        tell_of_preflight(policy.as_ref(), head);
        let response = match policy {
            Some(policy) => CorsResponse::to_preflight(policy, preflight),
            None => CorsResponse::rejected_preflight(),
        };
        Some(response.varying_by(by))
    }

    /// Says why a preflight passes or doesn't, by the policy that responds to it; none for every other request.
    #[cfg(feature = "explain")]
    pub fn explain<H: RequestHead<Value = V>>(&self, head: &H) -> Option<Explanation> {
        self.explain_choosing(head, &NoChoice)
    }

    #[cfg(feature = "explain")]
    fn explain_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<Explanation> {
        let preflight = Preflight::of(head)?;
        let (policy, _) = self.policy_for(&preflight, choose);
        Some(explain(policy.as_ref(), head))
    }

    /// The policy that responds to this preflight, and what chose it.
    #[inline]
    fn policy_for<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
        choose: &impl Choose<V>,
    ) -> (Option<Held<'static, V>>, Option<&PolicyBy>) {
        match self.responding_to(preflight) {
            Some(Responding::Fixed(policy)) => (Some(policy.held()), None),
            Some(Responding::By(by, lists)) => {
                let chosen = choose.choose_for_path(by, lists);
                (chosen.map(|policy| policy.held()), Some(by))
            }
            None => (None, None),
        }
    }

    /// What responds to this preflight.
    fn responding_to<H>(&self, preflight: &Preflight<'_, H>) -> Option<&Responding<V>>
    where
        H: RequestHead<Value = V>,
    {
        let requested = preflight.method.as_ref();
        let registered = |name: &[u8]| {
            let mut methods = self.methods.iter();
            methods.find(|(method, _)| method.as_str().as_bytes() == name)
        };
        // A HEAD request reaches the handler of GET, where there is no other.
        let reached = registered(requested).or_else(|| {
            let is_of_get = requested == b"HEAD" && self.is_head_of_get;
            registered(b"GET").filter(|_| is_of_get)
        });
        match (reached, &self.unrouted) {
            (Some((_, policy)), _) => policy.as_ref(),
            (None, Unrouted::WithoutPolicy) => None,
            (None, Unrouted::Policy(policy)) => Some(policy),
            // A list without it wouldn't keep the browser from sending it.
            (None, Unrouted::Nothing) if is_safelisted(requested) => None,
            // No handler takes this method. A list without it lets the browser's console say so.
            (None, Unrouted::Nothing) => {
                let mut policies = self
                    .methods
                    .iter()
                    .filter_map(|(_, policy)| policy.as_ref());
                policies.find(|responding| match responding {
                    Responding::Fixed(policy) => {
                        policy.allow_origin::<H>(preflight.origin).is_some()
                    }
                    Responding::By(..) => false,
                })
            }
        }
    }
}

/// Whether somebody listens to refusals, so a router may stand in front of what has no policy, to tell of these.
#[doc(hidden)]
#[must_use]
pub fn are_refusals_heard() -> bool {
    #[cfg(feature = "tracing")]
    return crate::refusal::is_heard();
    #[cfg(not(feature = "tracing"))]
    false
}

/// Tells of a preflight if no browser would be content with the response to it.
fn tell_of_preflight<H: RequestHead>(policy: Option<&Held<'_, H::Value>>, head: &H) {
    #[cfg(feature = "tracing")]
    if let Some(refusal) = crate::refusal::refusal(policy, head) {
        crate::refusal::tell(&refusal);
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (policy, head);
}

/// What decides about every request for a path: about its preflights, and by which policy about the others. Made by
/// [`PathPolicies::into_front`].
///
/// ```
/// use cors::routes::PathPolicies;
/// use cors::{Decision, Policy};
/// use http::{Method, Request};
///
/// static APP: Policy = cors::policy! { origins = ["https://app.example.com"] };
///
/// let mut notes = PathPolicies::new();
/// notes.register(Method::GET, Some(&APP))?;
/// notes.register(Method::DELETE, None::<&Policy>)?;
/// let front = notes.into_front::<http::HeaderValue>();
///
/// let mut read = Request::get("/notes").body(()).unwrap();
/// assert!(matches!(front.decide(&mut read), Some(Decision::Proceed(_))));
/// let mut remove = Request::delete("/notes").body(()).unwrap();
/// assert!(front.decide(&mut remove).is_none(), "no policy governs it");
/// # Ok::<(), cors::routes::UnlistedMethod>(())
/// ```
#[derive(Clone, Debug)]
pub struct PathFront<V: Value = HeaderValue> {
    /// None where they are left to the router behind.
    preflights: Option<Preflights<V>>,
    methods: Vec<(Method, Option<Governing<V>>)>,
    any: Option<Option<Governing<V>>>,
    unrouted: Option<Governing<V>>,
}

impl PathFront {
    /// Decides about a request. None: no policy governs what it would reach, so the request passes and its response stays
    /// as it is.
    ///
    /// The policies behind this one are told that their preflights are answered, where they may be nearer to the handler.
    pub fn decide<B>(&self, request: &mut Request<B>) -> Option<Decision<'static>> {
        let (decision, scope) = self.decide_http(HttpHead::from(&*request))?;
        if matches!(decision, Decision::Proceed(_)) && scope == Scope::Group {
            mark_extensions_governed(request.extensions_mut());
            if self.may_be_outer(request.method(), scope) {
                mark_behind_preflights(request);
            }
        }
        Some(decision)
    }

    /// Says why a page may use what this request reaches, or why it mayn't. None: a router that isn't known decides.
    #[cfg(feature = "explain")]
    pub fn explain<B>(&self, request: &Request<B>) -> Option<Explanation> {
        let head = HttpHead::from(request);
        self.explain_choosing(&head, &head)
    }

    /// Not generic over the body, so it is compiled once.
    fn decide_http(&self, head: HttpHead<'_>) -> Option<(Decision<'static>, Scope)> {
        self.decide_choosing(&head, &head)
    }
}

impl<V: Value> PathFront<V> {
    /// Whether a policy that [`decide_head`](Self::decide_head) doesn't know may be nearer to what a request with this
    /// method does, when one with this scope has decided. A known handler has none; there it could only be that of a
    /// layer, and a GET does little that a page can't do without a preflight.
    #[doc(hidden)]
    #[must_use]
    pub fn may_be_outer(&self, method: &Method, scope: Scope) -> bool {
        let is_safe = matches!(*method, Method::GET | Method::HEAD);
        let is_known = is_safe && self.methods.iter().any(|(known, _)| *known == Method::GET);
        self.preflights.is_some() && scope == Scope::Group && !is_known
    }

    /// As [`decide`](PathFront::decide), for a request of whatever types its framework has. It says
    /// beside what the policy was given to. A policy that is chosen by the request allows nothing here: its function reads
    /// the head of a request of `http`.
    pub fn decide_head<H: RequestHead<Value = V>>(
        &self,
        head: &H,
    ) -> Option<(Decision<'static, V>, Scope)> {
        self.decide_choosing(head, &NoChoice)
    }

    #[inline]
    fn decide_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<(Decision<'static, V>, Scope)> {
        match &self.preflights {
            Some(preflights) => {
                if let Some(response) = preflights.response(head, choose) {
                    return Some((Decision::Respond(response), Scope::Handler));
                }
            }
            None => {
                if let Some(preflight) = Preflight::of(head) {
                    return self.reject_enforced(&preflight, choose);
                }
            }
        }
        let (governing, is_by_origin) = self.governing(head)?;
        let decision = match &governing.by {
            None => governing.policy.decide_head(head),
            Some(by) => {
                let chosen = choose.choose(by);
                let policy = chosen.as_ref().unwrap_or(&governing.policy);
                policy.decide_head(head).varying_by(by)
            }
        };
        let decision = match decision {
            Decision::Proceed(mut headers) => {
                if governing.scope == Scope::Handler {
                    headers = headers.overruling();
                }
                if is_by_origin {
                    headers = headers.varying();
                }
                Decision::Proceed(headers)
            }
            decision => decision,
        };
        Some((decision, governing.scope))
    }

    /// As [`explain`](PathFront::explain), for a request of whatever types its framework has.
    #[cfg(feature = "explain")]
    pub fn explain_head<H: RequestHead<Value = V>>(&self, head: &H) -> Option<Explanation> {
        self.explain_choosing(head, &NoChoice)
    }

    #[cfg(feature = "explain")]
    fn explain_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<Explanation> {
        let is_preflight = Preflight::of(head).is_some();
        match &self.preflights {
            Some(preflights) if is_preflight => preflights.explain_choosing(head, choose),
            None if is_preflight => None,
            preflights => match self.governing(head) {
                Some((governing, _)) => {
                    let chosen = governing.by.as_ref().and_then(|by| choose.choose(by));
                    let policy = chosen.as_ref().unwrap_or(&governing.policy);
                    Some(policy.explain_head(head))
                }
                None if preflights.is_none() => None,
                None => Some(explain(None, head)),
            },
        }
    }

    /// The rejection of a preflight that is left to a router behind, where `enforce` would reject the request itself.
    #[cold]
    fn reject_enforced<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
        choose: &impl Choose<V>,
    ) -> Option<(Decision<'static, V>, Scope)> {
        let governing = self.any.as_ref()?.as_ref()?;
        let chosen = governing.by.as_ref().and_then(|by| choose.choose(by));
        let policy = chosen.as_ref().unwrap_or(&governing.policy);
        let is_allowed = policy.allow_origin::<H>(preflight.origin).is_some();
        (policy.enforce && !is_allowed).then(|| {
            let response = CorsResponse::rejected_preflight().varying_by(governing.by.as_ref());
            (Decision::Respond(response), governing.scope)
        })
    }

    /// The policy of what a request with this method reaches, and whether another one would be for another origin.
    #[inline]
    fn governing<H: RequestHead<Value = V>>(&self, head: &H) -> Option<(&Governing<V>, bool)> {
        let method = head.method();
        let one = |governing| (governing, false);
        let registered = |name: &str| {
            let mut methods = self.methods.iter();
            methods.find(|(method, _)| method.as_str() == name)
        };
        if let Some((_, policy)) = registered(method) {
            return policy.as_ref().map(one);
        }
        if method == "HEAD"
            && self
                .preflights
                .as_ref()
                .is_none_or(|all| all.is_head_of_get)
            && let Some((_, policy)) = registered("GET")
        {
            return policy.as_ref().map(one);
        }
        if let Some(any) = &self.any {
            return any.as_ref().map(one);
        }
        match &self.unrouted {
            Some(unrouted) => Some(one(unrouted)),
            None => Some((self.of_any_handler(head)?, true)),
        }
    }

    /// Of the policies of the path one that allows the origin, so a page that may use the path can read what it has done
    /// wrong.
    #[cold]
    fn of_any_handler<H: RequestHead<Value = V>>(&self, head: &H) -> Option<&Governing<V>> {
        let policies = || {
            self.methods
                .iter()
                .filter_map(|(_, policy)| policy.as_ref())
        };
        let origin = Sent::of(head, RequestHeader::Origin);
        policies()
            .find(|governing| governing.policy.allow_origin::<H>(origin).is_some())
            .or_else(|| policies().next())
    }
}

/// A handler is registered for a method that its policy doesn't list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedMethod {
    method: Method,
    listed: String,
}

impl Display for UnlistedMethod {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { method, listed } = self;
        write!(
            f,
            "handler registered for {method}, but its policy lists only {listed}; add {method} to `methods`, or omit \
             `methods` to infer it"
        )
    }
}

impl std::error::Error for UnlistedMethod {}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;

    const APP: &str = "https://app.example.com";
    const ADMIN: &str = "https://admin.example.com";
    const EVIL: &str = "https://evil.example";
    const NONE: Option<SharedPolicy> = None;

    fn policy(origin: &str) -> crate::Config {
        crate::Config::new().origins([origin])
    }

    fn shared(config: crate::Config) -> SharedPolicy {
        config.check().unwrap().0.into()
    }

    fn path(methods: &[(&str, Option<SharedPolicy>)]) -> PathPolicies {
        let mut path = PathPolicies::new();
        for (method, policy) in methods {
            path.register(method.parse().unwrap(), policy.clone())
                .unwrap();
        }
        path
    }

    /// What becomes of the handler's response: the origin that may read it, or none; or that no policy governs it.
    fn runs(front: &PathFront, method: &str, origin: &str) -> Result<Option<String>, &'static str> {
        let request = Request::builder().method(method).header("origin", origin);
        match front.decide(&mut request.body(()).unwrap()) {
            None => Err("untouched"),
            Some(Decision::Respond(_)) => Err("rejected"),
            Some(Decision::Proceed(headers)) => {
                let response = headers.applied(Response::new(()));
                let value = response.headers().get("access-control-allow-origin");
                Ok(value.map(|value| value.to_str().unwrap().to_owned()))
            }
        }
    }

    /// The methods and the lifetime that the response to a preflight says; none where it is rejected.
    fn preflight(
        front: &PathFront,
        method: &str,
        origin: &str,
    ) -> Option<(String, Option<String>)> {
        let request = Request::options("/")
            .header("origin", origin)
            .header("access-control-request-method", method);
        let Some(Decision::Respond(response)) = front.decide(&mut request.body(()).unwrap()) else {
            panic!("a preflight reached what is behind");
        };
        let response: Response<()> = response.into_response();
        let header = |name| {
            let value = response.headers().get(name);
            value.map(|value: &HeaderValue| value.to_str().unwrap().to_owned())
        };
        (response.status() == 204).then(|| {
            let methods = header("access-control-allow-methods").unwrap_or_default();
            (methods, header("access-control-max-age"))
        })
    }

    fn allows(front: &PathFront, method: &str, origin: &str) -> bool {
        preflight(front, method, origin)
            .is_some_and(|(methods, _)| methods.split(", ").any(|name| name == method))
    }

    #[test]
    fn each_request_is_decided_by_the_policy_of_its_method() {
        let app = shared(policy(APP));
        let admin = shared(policy(ADMIN));
        let front =
            path(&[("GET", Some(app)), ("PUT", Some(admin)), ("DELETE", None)]).into_front();
        for method in ["GET", "HEAD"] {
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())));
            assert_eq!(runs(&front, method, ADMIN), Ok(None));
        }
        assert_eq!(runs(&front, "PUT", ADMIN), Ok(Some(ADMIN.into())));
        assert_eq!(runs(&front, "PUT", APP), Ok(None));
        assert_eq!(runs(&front, "DELETE", APP), Err("untouched"));
        assert_eq!(preflight(&front, "DELETE", APP), None);
        // What no handler takes can be read by the pages that may use the path.
        for origin in [APP, ADMIN] {
            assert_eq!(runs(&front, "PATCH", origin), Ok(Some(origin.into())));
            assert!(!allows(&front, "PATCH", origin));
        }
        assert_eq!(runs(&front, "PATCH", EVIL), Ok(None));
    }

    #[test]
    fn a_group_governs_what_has_no_policy() {
        let mut path = path(&[("GET", Some(shared(policy(ADMIN)))), ("DELETE", None)]);
        path.inherit(&shared(policy(APP)));
        // Only the nearest group counts.
        path.inherit(&shared(policy(EVIL)));
        let front = path.into_front();
        assert_eq!(runs(&front, "GET", ADMIN), Ok(Some(ADMIN.into())));
        assert_eq!(runs(&front, "GET", APP), Ok(None));
        for method in ["DELETE", "PUT", "OPTIONS", "PURGE"] {
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())), "{method}");
            assert_eq!(runs(&front, method, EVIL), Ok(None), "{method}");
        }
        assert_eq!(preflight(&front, "DELETE", APP).unwrap().0, "DELETE");
        assert!(
            allows(&front, "PUT", APP),
            "so that the page can read the 405"
        );
        assert!(!allows(&front, "GET", APP));
        assert_eq!(preflight(&front, "PUT", EVIL), None);
    }

    #[test]
    fn a_group_that_lists_methods_opens_no_other() {
        let mut path = path(&[("PUT", None), ("DELETE", None)]);
        path.inherit(&shared(policy(APP).methods(["PUT"])));
        let front = path.into_front();
        assert!(allows(&front, "PUT", APP));
        assert!(!allows(&front, "DELETE", APP));
        assert!(!allows(&front, "PATCH", APP));
    }

    #[test]
    fn the_405_of_a_group_costs_no_other_policy_its_cache() {
        let json = |origin| {
            policy(origin)
                .headers(["content-type"])
                .max_age(std::time::Duration::from_secs(60))
        };
        let mut path = path(&[("PUT", Some(shared(json(ADMIN))))]);
        path.inherit(&shared(json(APP)));
        let front = path.into_front();
        assert_eq!(
            preflight(&front, "PUT", ADMIN),
            Some(("PUT".into(), Some("60".into())))
        );
        // But its own headers must not be cached for the handler.
        assert_eq!(
            preflight(&front, "PATCH", APP).unwrap().1.as_deref(),
            Some("0")
        );
    }

    #[test]
    fn a_policy_that_allows_no_origin_opts_a_handler_out_of_its_group() {
        let mut path = path(&[("GET", Some(Policy::NOBODY.into())), ("PUT", None)]);
        path.inherit(&shared(policy(APP)));
        let front = path.into_front();
        assert_eq!(runs(&front, "GET", APP), Ok(None));
        assert_eq!(preflight(&front, "GET", APP), None);
        assert!(allows(&front, "PUT", APP));
    }

    #[test]
    fn what_is_not_known_is_not_opened() {
        let mut known = path(&[("GET", Some(shared(policy(APP))))]);
        let mut opaque = PathPolicies::new();
        opaque.register_unknown();
        known.merge(opaque);
        let front = known.clone().into_front();
        assert_eq!(runs(&front, "GET", APP), Ok(Some(APP.into())));
        for method in ["HEAD", "PUT", "POST"] {
            assert_eq!(runs(&front, method, APP), Err("untouched"), "{method}");
            assert_eq!(preflight(&front, method, APP), None, "{method}");
        }
        // A handler of every method, and some of which nothing is known: no one can say which of them a method reaches.
        let mut any = PathPolicies::new();
        any.register_any(Some(shared(policy(APP))));
        known.merge(any);
        known.inherit(&shared(policy(APP)));
        assert_eq!(preflight(&known.into_front(), "PUT", APP), None);
    }

    #[test]
    fn the_preflights_of_a_router_of_its_own_are_left_to_it() {
        let mut path = PathPolicies::new();
        path.register_router();
        assert!(path.is_without_policies());
        path.inherit(&shared(policy(APP)));
        let front = path.into_front::<HeaderValue>();
        assert_eq!(runs(&front, "PUT", APP), Ok(Some(APP.into())));
        let mut preflight = Request::options("/")
            .header("origin", APP)
            .header("access-control-request-method", "PUT")
            .body(())
            .unwrap();
        assert!(front.decide(&mut preflight).is_none());
        // Which has not been asked in its place.
        let mut request = Request::put("/").header("origin", APP).body(()).unwrap();
        assert!(front.decide(&mut request).is_some());
        assert!(matches!(
            shared(policy(ADMIN)).decide(&request),
            Decision::Proceed(_)
        ));
    }

    #[test]
    fn an_enforced_policy_covers_every_method_there_is() {
        let mut path = PathPolicies::new();
        path.register_any(Some(shared(policy(APP).enforce(true))));
        let front = path.into_front();
        for method in ["GET", "CONNECT", "TRACE", "QUERY", "PURGE", "OPTIONS"] {
            assert_eq!(runs(&front, method, EVIL), Err("rejected"), "{method}");
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())), "{method}");
        }
    }

    #[test]
    fn methods_that_no_page_can_use_are_in_no_list() {
        let app = Some(shared(policy(APP)));
        let front = path(&[
            ("PUT", app.clone()),
            ("CONNECT", app.clone()),
            ("TRACE", app),
        ])
        .into_front();
        assert_eq!(preflight(&front, "PUT", APP).unwrap().0, "PUT");
        assert_eq!(runs(&front, "CONNECT", EVIL), Ok(None));
    }

    #[test]
    fn a_fallback_opens_no_handler() {
        let mut path = path(&[("DELETE", NONE)]);
        path.register_fallback(Some(shared(policy("*"))));
        let front = path.into_front();
        assert_eq!(preflight(&front, "DELETE", EVIL), None);
        assert_eq!(runs(&front, "DELETE", EVIL), Err("untouched"));
        assert_eq!(runs(&front, "PUT", EVIL), Ok(Some("*".into())));
        assert!(allows(&front, "PUT", EVIL));
    }

    #[test]
    fn a_handlers_policy_overrules_a_layers_and_a_groups_does_not() {
        for (is_group, expected) in [(false, APP), (true, ADMIN)] {
            let mut path = path(&[("GET", (!is_group).then(|| shared(policy(APP))))]);
            path.inherit(&shared(policy(APP)));
            let front = path.into_front::<HeaderValue>();
            let request = || {
                Request::get("/")
                    .header("origin", expected)
                    .body(())
                    .unwrap()
            };
            let inner = shared(policy(ADMIN)).decide(&request());
            let outer = front.decide(&mut request());
            let (Decision::Proceed(inner), Some(Decision::Proceed(outer))) = (inner, outer) else {
                panic!("they aren't preflights");
            };
            let response = outer.applied(inner.applied(Response::new(())));
            assert_eq!(response.headers()["access-control-allow-origin"], expected);
        }
    }

    #[test]
    fn a_policy_whose_preflights_a_group_answers_rejects_by_itself() {
        let inner = shared(policy(ADMIN));
        let mut path = path(&[("PUT", None)]);
        path.inherit(&shared(policy(APP)));
        let front = path.into_front::<HeaderValue>();
        for (origin, is_rejected) in [(APP, true), (ADMIN, false)] {
            let mut request = Request::put("/").header("origin", origin).body(()).unwrap();
            assert!(matches!(inner.decide(&request), Decision::Proceed(_)));
            assert!(front.decide(&mut request).is_some());
            let is_answered = matches!(inner.decide(&request), Decision::Respond(_));
            assert_eq!(is_answered, is_rejected, "{origin}");
        }
    }
}
