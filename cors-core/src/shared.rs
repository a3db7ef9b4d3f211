//! Policies that several services hold at once.

use std::ops::Deref;
use std::sync::Arc;

use http::HeaderValue;

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
}

impl<V: Value> Clone for Held<'_, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(policy) => Self::Borrowed(policy),
            Self::Shared(policy) => Self::Shared(Arc::clone(policy)),
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
        }
    }
}
