//! The policy that governs a handler, and what it was given to.

use http::HeaderValue;

use crate::head::Value;
use crate::{Policy, PolicyBy, PolicyChoice, SharedPolicy};

/// The policy that governs a handler, and why.
#[derive(Clone, Debug)]
pub(super) struct Governing<V: Value = HeaderValue> {
    /// `NOBODY` where another one is chosen by the request, so what doesn't know of that allows nothing.
    pub(super) policy: SharedPolicy<V>,
    pub(super) by: Option<PolicyBy>,
    pub(super) scope: Scope,
}

impl Governing {
    pub(super) fn new(policy: PolicyChoice, scope: Scope) -> Self {
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

    /// Whether the two give the same policy, but for its methods, to every request.
    pub(super) fn is_shared_with(&self, other: &Self) -> bool {
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
