//! The router as it is served: one of axum's, with a layer in front of each path.

use ::axum::Router as AxumRouter;
use cors_core::routes::PathPolicies;

use super::Router;
use super::item::{Kind, Parts};
use super::not_found::NotFound;
use crate::front::FrontLayer;

/// An axum router, with the policies in front. What is put around it then stands in front of the policies.
impl<S: Clone + Send + Sync + 'static> From<Router<S>> for AxumRouter<S> {
    fn from(router: Router<S>) -> Self {
        match router.served.get() {
            Some(served) => served.clone(),
            None => build(router.parts),
        }
    }
}

pub(super) fn build<S: Clone + Send + Sync + 'static>(parts: Parts<S>) -> AxumRouter<S> {
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
        app = app.merge(in_front(router, item.policies));
    }
    let base = match parts.fallback {
        Some(policies) => in_front(parts.base, policies),
        None => match NotFound::new(parts.policy.as_ref(), &parts.groups) {
            Some(not_found) => parts.base.layer(FrontLayer::new(not_found)),
            None => parts.base,
        },
    };
    app.merge(base)
}

fn in_front<S: Clone + Send + Sync + 'static>(
    router: AxumRouter<S>,
    policies: PathPolicies,
) -> AxumRouter<S> {
    if policies.is_without_policies() {
        return router;
    }
    router.layer(FrontLayer::new(policies.into_front()))
}
