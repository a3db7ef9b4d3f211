//! How the fairing gets to know the policy of a route.
//!
//! Rocket's routes can carry nothing beside their handler, and a handler can only be run or cloned. So a clone tells.

use std::cell::RefCell;

use cors_core::PolicyChoice;
use rocket::Route;

thread_local! {
    /// The policy that was cloned last on this thread.
    static CLONED: RefCell<Option<PolicyChoice>> = const { RefCell::new(None) };
}

/// The policy of a route, if its handler has one.
pub(crate) fn policy_of(route: &Route) -> Option<PolicyChoice> {
    CLONED.take();
    drop(route.handler.clone());
    CLONED.take()
}

/// A policy in a handler, which [`policy_of`] finds.
pub(crate) struct KnownPolicy(PolicyChoice);

impl KnownPolicy {
    pub(crate) fn new(policy: PolicyChoice) -> Self {
        Self(policy)
    }
}

impl Clone for KnownPolicy {
    fn clone(&self) -> Self {
        CLONED.set(Some(self.0.clone()));
        Self(self.0.clone())
    }
}
