//! Policies that several services hold at once.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use crate::Policy;
use crate::head::Value;
use crate::policy::AllowList;

/// A policy that a service and its clones share: a `&'static Policy`, an `Arc<Policy>`, or a [`Policy`].
///
/// ```
/// use cors::{Policy, SharedPolicy};
///
/// static API: Policy = cors::policy! { origins = ["https://app.example.com"] };
/// let shared = SharedPolicy::from(&API);
/// assert_eq!(*shared, API);
/// ```
#[derive(Clone, Debug)]
pub struct SharedPolicy<V: Value = HeaderValue>(Held<'static, V>);

impl SharedPolicy {
    /// The same policy with another framework's values; itself, where they are those of `http`.
    pub(crate) fn converted<V: Value>(&self) -> SharedPolicy<V> {
        let same: Option<&SharedPolicy<V>> = (self as &dyn Any).downcast_ref();
        match same {
            Some(policy) => policy.clone(),
            None => self.convert().into(),
        }
    }
}

impl<V: Value> SharedPolicy<V> {
    pub(crate) fn held(&self) -> Held<'static, V> {
        self.0.clone()
    }
}

impl<V: Value> Deref for SharedPolicy<V> {
    type Target = Policy<V>;

    fn deref(&self) -> &Policy<V> {
        &self.0
    }
}

impl<V: Value> From<&'static Policy<V>> for SharedPolicy<V> {
    fn from(policy: &'static Policy<V>) -> Self {
        Self(Held::Borrowed(policy))
    }
}

impl<V: Value> From<Arc<Policy<V>>> for SharedPolicy<V> {
    fn from(policy: Arc<Policy<V>>) -> Self {
        Self(Held::Shared(policy))
    }
}

impl<V: Value> From<Policy<V>> for SharedPolicy<V> {
    fn from(policy: Policy<V>) -> Self {
        Arc::new(policy).into()
    }
}

/// How a decision keeps its policy.
#[derive(Debug)]
pub(crate) enum Held<'policy, V: Value> {
    Borrowed(&'policy Policy<V>),
    Shared(Arc<Policy<V>>),
    OfPath(Arc<OfPath<V>>),
}

/// A policy for the preflights of a path: with the methods that share it there, and without a cache where another policy
/// has a handler there.
#[derive(Clone, Debug)]
pub(crate) struct OfPath<V: Value> {
    policy: Held<'static, V>,
    methods: AllowList<V>,
    max_age: Option<V>,
    /// The headers of the response that don't depend on the request.
    preflight: HeaderMap,
}

impl<V: Value> OfPath<V> {
    pub(crate) fn new(policy: Held<'static, V>, methods: AllowList<V>, max_age: Option<V>) -> Self {
        Self {
            policy,
            methods,
            max_age,
            preflight: HeaderMap::new(),
        }
    }

    pub(crate) fn set_preflight_headers(&mut self, headers: HeaderMap) {
        self.preflight = headers;
    }
}

impl<V: Value> Held<'_, V> {
    /// The methods that the response to a preflight lists.
    pub(crate) fn methods(&self) -> &AllowList<V> {
        match self {
            Self::OfPath(of_path) => &of_path.methods,
            policy => &policy.methods,
        }
    }

    /// How long a preflight is cached.
    pub(crate) fn max_age(&self) -> Option<&V> {
        match self {
            Self::OfPath(of_path) => of_path.max_age.as_ref(),
            policy => policy.max_age.as_ref(),
        }
    }

    /// The headers of the response to a preflight, if they were made beforehand.
    pub(crate) fn preflight_headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::OfPath(of_path) => Some(&of_path.preflight),
            Self::Borrowed(_) | Self::Shared(_) => None,
        }
    }
}

impl<V: Value> From<Held<'static, V>> for SharedPolicy<V> {
    fn from(held: Held<'static, V>) -> Self {
        Self(held)
    }
}

impl<V: Value> Clone for Held<'_, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(policy) => Self::Borrowed(policy),
            Self::Shared(policy) => Self::Shared(Arc::clone(policy)),
            Self::OfPath(policy) => Self::OfPath(Arc::clone(policy)),
        }
    }
}

impl<V: Value> Deref for Held<'_, V> {
    type Target = Policy<V>;

    #[inline]
    fn deref(&self) -> &Policy<V> {
        match self {
            Self::Borrowed(policy) => policy,
            Self::Shared(policy) => policy,
            Self::OfPath(of_path) => &of_path.policy,
        }
    }
}
