//! The router as it is served: one of axum's, with a layer in front of each path.

use ::axum::Router as AxumRouter;
use cors_core::routes::{PathPolicies, are_refusals_heard};

use super::Router;
use super::item::{Kind, Parts};
use super::not_found::NotFound;
use crate::front::{FrontLayer, WithoutPolicy};

/// An axum router, with the policies in front. What is put around it then stands in front of the policies.
impl<S: Clone + Send + Sync + 'static> From<Router<S>> for AxumRouter<S> {
    fn from(router: Router<S>) -> Self {
        match router.served.get() {
            Some(served) => served.clone(),
            None => build::<_, Policies>(router.parts),
        }
    }
}

/// What is put in front of all that is in a router.
pub(super) trait Fronts {
    /// In front of a path, or of what else is added as a whole.
    fn path<S>(router: AxumRouter<S>, policies: PathPolicies) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static;

    /// In front of the default 404.
    fn not_found<S>(base: AxumRouter<S>, not_found: Option<NotFound>) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static;
}

/// The policies, as the router is served.
pub(super) enum Policies {}

impl Fronts for Policies {
    fn path<S>(router: AxumRouter<S>, policies: PathPolicies) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        if policies.is_without_policies() {
            return match are_refusals_heard() {
                true => router.layer(FrontLayer::new(WithoutPolicy)),
                false => router,
            };
        }
        router.layer(FrontLayer::new(policies.into_front()))
    }

    fn not_found<S>(base: AxumRouter<S>, not_found: Option<NotFound>) -> AxumRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        match not_found {
            Some(not_found) => base.layer(FrontLayer::new(not_found)),
            None if are_refusals_heard() => base.layer(FrontLayer::new(WithoutPolicy)),
            None => base,
        }
    }
}

pub(super) fn build<S, F>(parts: Parts<S>) -> AxumRouter<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fronts,
{
    let mut parts = parts.grouped();
    // They may have a fallback of their own. Of two default ones axum keeps the last, which has to be the base's.
    parts.items.sort_by_key(|item| item.kind != Kind::Router);
    let has_opaque = parts.items.iter().any(|item| item.kind == Kind::Router);
    let mut app = AxumRouter::new().without_v07_checks();
    for mut item in parts.items {
        if has_opaque && item.kind == Kind::Path {
            item.policies.share_with_unknown();
        }
        // Each path was checked when it was added.
        let router = item.router.without_v07_checks();
        app = app.merge(F::path(router, item.policies));
    }
    let base = match parts.fallback {
        Some(policies) => F::path(parts.base, policies),
        None => {
            let not_found = NotFound::new(parts.policy.as_ref(), &parts.groups);
            F::not_found(parts.base, not_found)
        }
    };
    app.merge(base)
}
