//! What is in a router: each path a router of axum's of its own, and what is known of it.

use std::fmt::{self, Debug, Formatter};

use ::axum::Router;
use ::axum::routing::MethodRouter;
use cors_core::routes::PathPolicies;
use cors_core::{Policy, PolicyChoice, SharedPolicy};

use crate::front::FrontLayer;

/// One path, or what else is added as a whole.
#[derive(Clone)]
pub(super) struct Item<S> {
    pub(super) kind: Kind,
    /// As it is listed.
    pub(super) path: String,
    /// Nothing but this, with the layers that are around it.
    pub(super) router: Router<S>,
    pub(super) policies: PathPolicies,
    /// Whether a fallback of its own responds to methods that reach no handler. axum keeps the first one.
    pub(super) has_fallback: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A path with its handlers.
    Path,
    /// A service on a path or below it.
    Service,
    /// A router of axum's, of which nothing is known.
    Router,
    /// The fallback of a nested router.
    Fallback,
}

impl<S> Debug for Item<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("kind", &self.kind)
            .field("path", &self.path)
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}

impl<S> Item<S> {
    pub(super) fn service(path: String, router: Router<S>) -> Self {
        let mut policies = PathPolicies::new();
        policies.register_any(None::<SharedPolicy>);
        Self {
            kind: Kind::Service,
            path,
            router,
            policies,
            has_fallback: false,
        }
    }
}

/// All that is in a router.
pub(super) struct Parts<S> {
    /// Of the group.
    pub(super) policy: Option<PolicyChoice>,
    pub(super) items: Vec<Item<S>>,
    /// No routes, but the fallback, with the layers that are around it.
    pub(super) base: Router<S>,
    /// The policies of the fallback, if it isn't the default 404.
    pub(super) fallback: Option<PathPolicies>,
    /// The groups of nested routers, for the default 404 below their paths.
    pub(super) groups: Vec<(String, PolicyChoice)>,
    /// The same as axum has it, without layers. It panics where axum does, when the mistake is made.
    pub(super) shadow: Router<S>,
    pub(super) checks_v07: bool,
}

impl<S> Clone for Parts<S> {
    fn clone(&self) -> Self {
        Self {
            policy: self.policy.clone(),
            items: self
                .items
                .iter()
                .map(|item| Item {
                    kind: item.kind,
                    path: item.path.clone(),
                    router: item.router.clone(),
                    policies: item.policies.clone(),
                    has_fallback: item.has_fallback,
                })
                .collect(),
            base: self.base.clone(),
            fallback: self.fallback.clone(),
            groups: self.groups.clone(),
            shadow: self.shadow.clone(),
            checks_v07: self.checks_v07,
        }
    }
}

impl<S> Debug for Parts<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("policy", &self.policy)
            .field("items", &self.items)
            .field("fallback", &self.fallback)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

impl<S: Clone + Send + Sync + 'static> Parts<S> {
    pub(super) fn new() -> Self {
        Self {
            policy: None,
            items: vec![],
            base: Router::new(),
            fallback: None,
            groups: vec![],
            shadow: Router::new(),
            checks_v07: true,
        }
    }

    /// An empty router of axum's, for one item.
    pub(super) fn router(&self) -> Router<S> {
        if self.checks_v07 {
            Router::new()
        } else {
            Router::new().without_v07_checks()
        }
    }

    /// Adds an item, or the handlers of a path that is there already.
    pub(super) fn add(&mut self, item: Item<S>) {
        let is_same = |other: &&mut Item<S>| {
            item.kind == Kind::Path && other.kind == Kind::Path && other.path == item.path
        };
        match self.items.iter_mut().find(is_same) {
            Some(same) => {
                same.router = std::mem::take(&mut same.router).merge(item.router);
                same.policies.merge(item.policies);
                same.has_fallback |= item.has_fallback;
            }
            None => self.items.push(item),
        }
    }

    #[track_caller]
    pub(super) fn merge(&mut self, other: Self) {
        let other = other.grouped();
        // Panics where both have a fallback.
        self.shadow = std::mem::take(&mut self.shadow).merge(other.shadow);
        for item in other.items {
            self.add(item);
        }
        self.groups.extend(other.groups);
        self.checks_v07 &= other.checks_v07;
        // As axum: of two default ones that of the other, with the layers around it.
        if self.fallback.is_none() {
            self.base = other.base;
            self.fallback = other.fallback;
        }
    }

    #[track_caller]
    pub(super) fn nest(&mut self, path: &str, other: Self) {
        let other = other.grouped();
        self.shadow = std::mem::take(&mut self.shadow).nest(path, other.shadow);
        let prefix = path.trim_end_matches('/');
        for item in other.items {
            // axum leaves it behind, too.
            if item.kind == Kind::Fallback {
                continue;
            }
            // As axum joins them.
            let below = match &*item.path {
                below if path.ends_with('/') => format!("{path}{}", below.trim_start_matches('/')),
                "/" => path.to_owned(),
                below => format!("{path}{below}"),
            };
            self.add(Item {
                path: below,
                router: self.router().nest(path, item.router),
                ..item
            });
        }
        match other.fallback {
            Some(policies) => self.items.push(Item {
                kind: Kind::Fallback,
                path: format!("{prefix}/…"),
                router: self.router().nest(path, other.base),
                policies,
                has_fallback: false,
            }),
            None => {
                let own = other.policy.map(|policy| (String::new(), policy));
                let groups = own.into_iter().chain(other.groups);
                let groups = groups.map(|(below, policy)| (format!("{prefix}{below}"), policy));
                self.groups.extend(groups);
            }
        }
    }

    /// With its policy on all that has no nearer one.
    pub(super) fn grouped(mut self) -> Self {
        if let Some(policy) = &self.policy {
            for item in &mut self.items {
                item.policies.inherit(policy);
            }
            if let Some(fallback) = &mut self.fallback {
                fallback.inherit(policy);
            }
        }
        self
    }

    /// Does this to each of the routers.
    pub(super) fn map(mut self, change: impl Fn(Router<S>) -> Router<S>) -> Self {
        for item in &mut self.items {
            item.router = change(std::mem::take(&mut item.router));
        }
        self.base = change(self.base);
        self
    }

    pub(super) fn set_fallback(
        &mut self,
        change: impl FnOnce(Router<S>) -> Router<S>,
        policies: PathPolicies,
    ) {
        self.base = change(std::mem::take(&mut self.base));
        self.fallback = Some(policies);
    }

    pub(super) fn reset_fallback(&mut self) {
        self.base = std::mem::take(&mut self.base).reset_fallback();
        self.fallback = None;
        // As axum, which drops those of nested routers, too.
        self.items.retain(|item| item.kind != Kind::Fallback);
        // That of an opaque router may be the whole router's.
        for item in &mut self.items {
            if item.kind == Kind::Router {
                item.router = std::mem::take(&mut item.router).reset_fallback();
            }
        }
    }

    pub(super) fn method_not_allowed_fallback(
        &mut self,
        routes: &MethodRouter<S>,
        policies: &PathPolicies,
    ) {
        // Of several handlers none may speak for the others.
        let own = match (policies.common(), policies.is_without_policies()) {
            (None, false) => Some(SharedPolicy::from(Policy::NOBODY).into()),
            (common, _) => common,
        };
        let mut in_opaque = PathPolicies::new();
        in_opaque.register_router();
        if let Some(own) = &own {
            in_opaque.inherit(own);
        }
        let in_opaque = FrontLayer::new(in_opaque.into_front());
        for item in &mut self.items {
            let router = std::mem::take(&mut item.router);
            item.router = router.method_not_allowed_fallback(match item.kind {
                // No layer of this router's is in front of it alone.
                Kind::Router => routes.clone().layer(in_opaque.clone()),
                Kind::Path | Kind::Service | Kind::Fallback => routes.clone(),
            });
            if item.kind == Kind::Path && !std::mem::replace(&mut item.has_fallback, true) {
                item.policies.register_fallback(own.clone());
            }
        }
        let shadow = std::mem::take(&mut self.shadow);
        self.shadow = shadow.method_not_allowed_fallback(routes.clone());
    }

    pub(super) fn with_state<S2: Clone + Send + Sync + 'static>(self, state: S) -> Parts<S2> {
        let items = self.items.into_iter().map(|item| Item {
            kind: item.kind,
            path: item.path,
            router: item.router.with_state(state.clone()),
            policies: item.policies,
            has_fallback: item.has_fallback,
        });
        Parts {
            policy: self.policy,
            items: items.collect(),
            base: self.base.with_state(state.clone()),
            fallback: self.fallback,
            groups: self.groups,
            shadow: self.shadow.with_state(state),
            checks_v07: self.checks_v07,
        }
    }
}
