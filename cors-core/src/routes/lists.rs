//! What the preflights of a path are told: whose methods, and whether a browser may cache it.

use std::any::TypeId;

use http::{HeaderValue, Method};

use super::governing::Governing;
use crate::head::Value;
use crate::methods::{FORBIDDEN, SAFELISTED, STANDARD, is_safelisted};
use crate::policy::AllowList;
use crate::{Policy, PolicyBy, SharedPolicy};

/// For how many seconds a preflight is cached on a path with several policies.
const NO_CACHE: HeaderValue = HeaderValue::from_static("0");

/// The methods of a path that reach a handler, with what governs it.
pub(super) type Reached = Vec<(Method, Option<Governing>)>;

/// What responds to the preflights for some methods of a path.
#[derive(Clone, Debug)]
pub(super) enum Responding<V: Value> {
    Fixed(SharedPolicy<V>),
    By(PolicyBy, PathLists),
}

/// What the response to a preflight says of the path, whatever the policy is.
#[derive(Clone, Debug)]
pub(super) struct PathLists {
    methods: PathMethods,
    /// Whether all handlers of the path share the policy.
    is_alone: bool,
}

#[derive(Clone, Debug)]
pub(super) enum PathMethods {
    These(Vec<Method>),
    /// Those of these that the chosen policy lists.
    Chosen(Vec<Method>),
    /// All that the policy allows, but those that reach other handlers.
    AllBut(Vec<Method>),
    /// Those that the policy lists, but those that reach other handlers.
    ListedBut(Vec<Method>),
}

impl<V: Value> Responding<V> {
    pub(super) fn new(governing: &Governing, methods: PathMethods, reached: &Reached) -> Self {
        let lists = PathLists {
            methods,
            is_alone: reached.iter().all(|(_, other)| shares(governing, other)),
        };
        if let Some(by) = &governing.by {
            return Self::By(by.clone(), lists);
        }
        Self::Fixed(lists.of(&governing.policy))
    }
}

impl PathMethods {
    /// Those that share the policy.
    pub(super) fn sharing(governing: &Governing, reached: &Reached) -> Self {
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
    /// This policy for the preflights of the path, with the header values of a framework.
    pub(super) fn of<V: Value>(&self, policy: &SharedPolicy) -> SharedPolicy<V> {
        let (methods, max_age) = (self.methods(policy), self.max_age(policy));
        if TypeId::of::<V>() == TypeId::of::<HeaderValue>() {
            return policy.for_path(methods, max_age).converted();
        }
        let mut of_path = policy.with_methods(methods);
        of_path.max_age = max_age;
        of_path.convert().into()
    }

    fn methods(&self, policy: &Policy) -> AllowList {
        let names: Vec<_> = match &self.methods {
            PathMethods::These(methods) => methods.iter().map(Method::to_string).collect(),
            PathMethods::Chosen(methods) => {
                let listed = methods.iter().filter(|method| lists(policy, method));
                listed.map(Method::to_string).collect()
            }
            // Not as `*`, which would speak for the methods of other policies.
            PathMethods::AllBut(_) | PathMethods::ListedBut(_) if allows_all_methods(policy) => {
                return AllowList::Reflected;
            }
            PathMethods::AllBut(others) => {
                let methods = methods_of_any(policy).into_iter();
                let unrouted = methods.filter(|method| !others.contains(method));
                unrouted.map(|method| method.to_string()).collect()
            }
            PathMethods::ListedBut(others) => {
                let is_other = |name: &str| others.iter().any(|method| method.as_str() == name);
                let listed = policy.methods.names().filter(|name| !is_other(name));
                listed.map(str::to_owned).collect()
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

fn shares(governing: &Governing, other: &Option<Governing>) -> bool {
    other
        .as_ref()
        .is_some_and(|other| governing.is_shared_with(other))
}

pub(super) fn lists(policy: &Policy, method: &Method) -> bool {
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
pub(super) fn is_usable(method: &Method) -> bool {
    !FORBIDDEN.contains(method)
}

/// Whether the policy may have `methods = ["*"]`.
pub(super) fn may_allow_all_methods(governing: &Governing) -> bool {
    governing.by.is_some() || allows_all_methods(&governing.policy)
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
pub(super) fn methods_of_any(policy: &Policy) -> Vec<Method> {
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
