//! In front of handlers with the attribute: by which policy a middleware around them decides.

use actix_web::dev::{ResourceDef, ServiceRequest};
use cors_core::routes::{PathFront, PathPolicies, Scope};
use cors_core::{Decision, SharedPolicy};

use crate::handler::{RouteOf, requested_method};
use crate::head::{Asked, Line};

/// The handlers of an app, in front of which a middleware stands with the policy of its group.
///
/// Between the two may be middleware that rejects a preflight, or whose response a page should be able to read.
pub(crate) struct Front {
    routes: Vec<FrontRoute>,
    /// Decides where it isn't clear which handler a preflight is for: no page may send the request.
    unclear: PathFront<Line>,
}

struct FrontRoute {
    route: RouteOf,
    pattern: ResourceDef,
    front: PathFront<Line>,
}

impl AsRef<RouteOf> for FrontRoute {
    fn as_ref(&self) -> &RouteOf {
        &self.route
    }
}

impl Front {
    /// None where the app has no handler with the attribute.
    pub(crate) fn of(request: &ServiceRequest, group: &SharedPolicy) -> Option<Self> {
        let routes: Vec<_> = RouteOf::of_app(request)
            .into_iter()
            .filter_map(|route| Some((route.whole_path()?, route)))
            .collect();
        let fronts = routes.iter().map(|(path, route)| {
            let same = routes.iter().filter(|(other, _)| other == path);
            let same: Vec<_> = same.map(|(_, route)| route.clone()).collect();
            let mut policies = route.policies(&same);
            policies.inherit(group);
            FrontRoute {
                route: route.clone(),
                pattern: ResourceDef::new(path.as_str()),
                front: policies.into_front(),
            }
        });
        let routes: Vec<_> = fronts.collect();
        let mut unclear = PathPolicies::new();
        unclear.register_unknown();
        (!routes.is_empty()).then(|| Self {
            routes,
            unclear: unclear.into_front(),
        })
    }

    /// The decision by the policy of the handler that a request would reach, and what that policy was given to. None where
    /// the request reaches no handler with the attribute.
    pub(crate) fn decide(
        &self,
        request: &ServiceRequest,
    ) -> Option<(Decision<'static, Line>, Scope)> {
        let path = request.match_info().as_str();
        let requested = requested_method(request.head());
        let method = requested.unwrap_or(request.method().as_str());
        let on_path = self.routes.iter().filter(|one| one.pattern.is_match(path));
        let taking = on_path.clone().filter(|one| one.route.takes(method));
        let front = match RouteOf::choose(taking.clone(), request, requested.is_some()) {
            Some(chosen) => &chosen.front,
            None if requested.is_some() && taking.clone().next().is_some() => &self.unclear,
            // The path has no such handler, or guards of the user's keep the request from it.
            None => &on_path.clone().next()?.front,
        };
        front.decide_head(request.method().as_str(), &Asked(request))
    }
}
