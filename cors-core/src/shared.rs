//! Policies that several services hold at once.

use std::ops::Deref;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use crate::Policy;
use crate::head::Value;

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

impl<V: Value> SharedPolicy<V> {
    pub(crate) fn held(&self) -> Held<'static, V> {
        self.0.clone()
    }
}

impl SharedPolicy {
    /// The same policy with these headers of its response to a preflight, made beforehand.
    pub(crate) fn with_preflight_headers(&self, preflight: HeaderMap) -> Self {
        let policy = self.held();
        Self(Held::Prepared(Arc::new(Prepared { policy, preflight })))
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
    Prepared(Arc<Prepared<V>>),
}

/// A policy with the headers of its response to a preflight, but for those that depend on the request.
#[derive(Debug)]
pub(crate) struct Prepared<V: Value> {
    policy: Held<'static, V>,
    preflight: HeaderMap,
}

impl<V: Value> Held<'_, V> {
    /// The headers of the response to a preflight, if they were made beforehand.
    pub(crate) fn preflight_headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Prepared(prepared) => Some(&prepared.preflight),
            Self::Borrowed(_) | Self::Shared(_) => None,
        }
    }
}

impl<V: Value> Clone for Held<'_, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(policy) => Self::Borrowed(policy),
            Self::Shared(policy) => Self::Shared(Arc::clone(policy)),
            Self::Prepared(policy) => Self::Prepared(Arc::clone(policy)),
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
            Self::Prepared(prepared) => &prepared.policy,
        }
    }
}
