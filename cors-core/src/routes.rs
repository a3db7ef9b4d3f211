//! Which policy answers for which method of a path, in any router.
//!
//! A router registers what each method of a path reaches, as it builds the path, and then asks for every OPTIONS
//! request. Nothing here knows a framework.

use std::fmt::{self, Display, Formatter};

use http::{HeaderValue, Method};

use crate::head::{RequestHead, Value};
use crate::methods::{SAFELISTED, STANDARD, is_safelisted};
use crate::policy::AllowList;
use crate::preflight::Preflight;
use crate::respond::CorsResponse;
use crate::shared::Held;
use crate::{Policy, SharedPolicy};

/// For how many seconds a preflight is cached on a path with several policies.
const NO_CACHE: HeaderValue = HeaderValue::from_static("0");

/// The handlers of a path by method, as far as preflights go: each has a policy or none.
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
    methods: Vec<(Method, Option<SharedPolicy>)>,
    any: AnyMethod,
}

/// What a method reaches that isn't registered by name.
#[derive(Clone, Debug, Default)]
enum AnyMethod {
    #[default]
    Unrouted,
    WithoutPolicy,
    Policy(SharedPolicy),
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
        policy: Option<impl Into<SharedPolicy>>,
    ) -> Result<(), UnlistedMethod> {
        let policy = policy.map(Into::into);
        if let Some(policy) = &policy
            && !lists(policy, &method)
        {
            return Err(UnlistedMethod {
                method,
                listed: policy.methods.text().to_owned(),
            });
        }
        if let Some(policy) = &policy {
            policy.warn_of_unset_origins();
        }
        self.methods.push((method, policy));
        Ok(())
    }

    /// Says that every other method reaches a handler with this policy, or one without a policy.
    pub fn register_any(&mut self, policy: Option<impl Into<SharedPolicy>>) {
        self.any = match policy {
            Some(policy) => {
                let policy = policy.into();
                policy.warn_of_unset_origins();
                AnyMethod::Policy(policy)
            }
            None => AnyMethod::WithoutPolicy,
        };
    }

    /// Whether no handler has a policy.
    #[must_use]
    pub fn is_without_policies(&self) -> bool {
        !matches!(self.any, AnyMethod::Policy(_))
            && self.methods.iter().all(|(_, policy)| policy.is_none())
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
            .map(|(method, policy)| {
                let policy = policy.as_ref();
                (
                    method.clone(),
                    policy.map(|policy| responding(policy, &reached).convert()),
                )
            })
            .collect();
        let unrouted = match &self.any {
            AnyMethod::Unrouted => Unrouted::Nothing,
            AnyMethod::WithoutPolicy => Unrouted::WithoutPolicy,
            // Not as `*`, which would speak for the methods of other policies.
            AnyMethod::Policy(policy) if allows_all_methods(policy) => Unrouted::Policy(Box::new(
                policy.with_methods(AllowList::Reflected).convert(),
            )),
            AnyMethod::Policy(_) => Unrouted::Nothing,
        };
        Preflights { methods, unrouted }
    }

    /// The methods that reach a handler, with those that `any` stands for.
    fn reached(&self) -> Vec<(Method, Option<SharedPolicy>)> {
        let mut reached = self.methods.clone();
        let AnyMethod::Policy(policy) = &self.any else {
            return reached;
        };
        let is_registered = |name: &Method| self.methods.iter().any(|(method, _)| method == name);
        for method in methods_of_any(policy) {
            // A HEAD request reaches the handler of GET, where there is no other.
            if !(is_registered(&method) || method == Method::HEAD && is_registered(&Method::GET)) {
                reached.push((method, Some(policy.clone())));
            }
        }
        reached
    }
}

/// The policy with the methods of the path that share it, and without a cache where another handler of the path
/// doesn't share it: a browser caches allowed headers for the path as a whole.
fn responding(policy: &Policy, reached: &[(Method, Option<SharedPolicy>)]) -> Policy {
    let shares = |other: &Option<SharedPolicy>| {
        other
            .as_ref()
            .is_some_and(|other| policy.is_same_but_for_methods(other))
    };
    let sharing = reached.iter().filter(|(_, other)| shares(other));
    let names: Vec<_> = sharing.map(|(method, _)| method.as_str()).collect();
    let methods = HeaderValue::try_from(names.join(", "));
    let shared_by_all = reached.iter().all(|(_, other)| shares(other));
    let mut policy = policy.with_methods(methods.map_or(AllowList::Safelisted, AllowList::Listed));
    if policy.headers != AllowList::Safelisted && !shared_by_all {
        policy.max_age = Some(NO_CACHE);
    }
    policy
}

fn lists(policy: &Policy, method: &Method) -> bool {
    match &policy.methods {
        methods @ AllowList::Listed(_) => {
            allows_all_methods(policy)
                || is_safelisted(method.as_str().as_bytes())
                || methods.names().any(|name| name == method.as_str())
        }
        AllowList::Safelisted | AllowList::Reflected => true,
    }
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
    methods: Vec<(Method, Option<Policy<V>>)>,
    unrouted: Unrouted<V>,
}

/// What a method reaches that isn't in the list.
#[derive(Clone, Debug)]
enum Unrouted<V: Value> {
    Nothing,
    WithoutPolicy,
    Policy(Box<Policy<V>>),
}

impl<V: Value> Preflights<V> {
    /// The response to a preflight, by the policy of the handler that the requested method would reach; none for
    /// every other request. It is a rejection where that handler has no policy.
    pub fn respond<H: RequestHead<Value = V>>(&self, head: &H) -> Option<CorsResponse<'_, V>> {
        let preflight = Preflight::of(head)?;
        let response = match self.policy_for(&preflight) {
            Some(policy) => CorsResponse::to_preflight(Held::Borrowed(policy), preflight),
            None => CorsResponse::rejected_preflight(),
        };
        Some(response)
    }

    /// The policy that answers this preflight.
    fn policy_for<H>(&self, preflight: &Preflight<'_, H>) -> Option<&Policy<V>>
    where
        H: RequestHead<Value = V>,
    {
        let requested = preflight.method.as_ref();
        let registered = |name: &[u8]| {
            let mut methods = self.methods.iter();
            methods.find(|(method, _)| method.as_str().as_bytes() == name)
        };
        // A HEAD request reaches the handler of GET, where there is no other.
        let reached =
            registered(requested).or_else(|| registered(b"GET").filter(|_| requested == b"HEAD"));
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
                policies.find(|policy| policy.allow_origin::<H>(preflight.origin).is_some())
            }
        }
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
