//! In front of what has a policy of its own, as far as it is known: by which policy a middleware around it decides.

use std::rc::Rc;

use actix_web::dev::{ResourceDef, ServiceRequest};
use cors_core::routes::{PathFront, PathPolicies};
use cors_core::{Decision, SharedPolicy};

use crate::group::Group;
use crate::handler::{RouteOf, is_clear, requested_method};
use crate::head::{Asked, Line};
use crate::nesting::Place;

/// The handlers with the attribute, and the groups, that a middleware stands in front of.
///
/// Between the two may be middleware that rejects a preflight, or whose response a page should be able to read.
pub(crate) struct Front {
    routes: Vec<FrontRoute>,
    groups: Vec<FrontGroup>,
    /// Decides where it isn't clear what a preflight is for: no page may send the request. It doesn't decide about others.
    unclear: PathFront<Line>,
}

struct FrontRoute {
    route: RouteOf,
    path: String,
    pattern: ResourceDef,
    front: PathFront<Line>,
}

struct FrontGroup {
    prefix: String,
    pattern: ResourceDef,
    policy: SharedPolicy,
    converted: SharedPolicy<Line>,
}

impl Front {
    /// In front of all inside of a policy at this place. None where that isn't anything known.
    pub(crate) fn of(
        place: Place,
        policy: &SharedPolicy,
        request: &ServiceRequest,
    ) -> Option<Self> {
        let groups = Group::inside_of(place, request);
        let groups: Vec<_> = groups.iter().filter_map(FrontGroup::of).collect();
        let routes: Vec<_> = RouteOf::of_app(request)
            .into_iter()
            .filter_map(|route| Some((route.whole_path()?, route)))
            .collect();
        let fronts = routes.iter().map(|(path, route)| {
            let same = routes.iter().filter(|(other, _)| other == path);
            let same: Vec<_> = same.map(|(_, route)| route.clone()).collect();
            let mut policies = route.policies(&same);
            let group = groups.iter().find(|group| group.contains(path));
            policies.inherit(group.map_or(policy, |group| &group.policy));
            FrontRoute {
                route: route.clone(),
                path: path.clone(),
                pattern: ResourceDef::new(path.as_str()),
                front: policies.into_front(),
            }
        });
        let routes: Vec<_> = fronts.collect();
        let mut unclear = PathPolicies::new();
        unclear.register_unknown();
        (!routes.is_empty() || !groups.is_empty()).then(|| Self {
            routes,
            groups,
            unclear: unclear.into_front(),
        })
    }

    /// The decision by the nearest policy of what a request would reach. None where that is the one of the middleware itself,
    /// as far as it is known.
    pub(crate) fn decide(&self, request: &ServiceRequest) -> Option<Decision<'static, Line>> {
        let path = request.match_info().as_str();
        let requested = requested_method(request.head());
        let method = requested.unwrap_or(request.method().as_str());
        let on_path = self.routes.iter().filter(|one| one.pattern.is_match(path));
        let taking = on_path.clone().filter(|one| one.route.takes(method));
        let is_clear = requested.is_some() && is_clear(taking.clone().map(|one| &one.route));
        let mut passing = taking
            .clone()
            .filter(|one| is_clear || one.route.passes(request));
        let front = match passing.next() {
            // Scopes may have guards, of which nothing is known here.
            Some(first) if passing.any(|other| first.is_rival_of(other)) => &self.unclear,
            Some(first) => &first.front,
            None if requested.is_some() && taking.clone().next().is_some() => &self.unclear,
            None => match on_path.clone().next() {
                Some(first) => &first.front,
                None => return self.decide_by_group(path, request),
            },
        };
        decide_by(front, request)
    }

    fn decide_by_group(
        &self,
        path: &str,
        request: &ServiceRequest,
    ) -> Option<Decision<'static, Line>> {
        let mut groups = self
            .groups
            .iter()
            .filter(|group| group.pattern.is_match(path));
        let nearest = groups.next()?;
        // Two scopes of one prefix, with guards of which nothing is known here.
        let is_unclear =
            groups.any(|other| other.prefix == nearest.prefix && *other.policy != *nearest.policy);
        if is_unclear {
            return decide_by(&self.unclear, request);
        }
        Some(nearest.converted.decide_head(&Asked(request)))
    }
}

fn decide_by(front: &PathFront<Line>, request: &ServiceRequest) -> Option<Decision<'static, Line>> {
    let (decision, _) = front.decide_head(request.method().as_str(), &Asked(request))?;
    Some(decision)
}

impl FrontRoute {
    fn is_rival_of(&self, other: &Self) -> bool {
        self.path == other.path && !self.route.has_policy_of(&other.route)
    }
}

impl FrontGroup {
    fn of(group: &Rc<Group>) -> Option<Self> {
        let prefix = group.prefix()?;
        Some(Self {
            pattern: ResourceDef::root_prefix(&prefix),
            prefix,
            policy: group.policy().clone(),
            converted: group.policy().convert().into(),
        })
    }

    /// Whether what has this whole pattern is inside.
    fn contains(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.prefix.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
