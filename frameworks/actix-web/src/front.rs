//! In front of what has a policy of its own, as far as it is known: by which policy a middleware around it decides.
//!
//! actix-web's map of resources says which of their patterns is the first that matches a path, also of those that nothing is
//! known of here. No pattern is put together anew: what is valid in parts, such as with a name in two scopes, may not be as one.

use std::collections::HashMap;
use std::rc::Rc;

use actix_web::dev::{ResourceDef, ServiceRequest};
use cors_core::head::is_safe;
use cors_core::routes::{PathFront, PathPolicies, Scope};
use cors_core::{Decision, PolicyChoice};

use crate::group::Group;
use crate::handler::{RouteOf, is_clear, requested_method};
use crate::head::{Asked, Line, mark_behind_preflights};
use crate::mark;
use crate::nesting::Place;

/// The handlers with the attribute, and the groups, that a middleware stands in front of.
///
/// Between the two may be middleware that rejects a preflight, or whose response a page should be able to read.
pub(crate) struct Front {
    /// By their whole patterns.
    paths: HashMap<String, FrontPath>,
    groups: Vec<FrontGroup>,
    /// Decides where it isn't clear what a preflight is for: no page may send the request. It doesn't decide about others.
    unclear: PathFront<Line>,
}

/// The routes of one whole pattern.
struct FrontPath {
    /// The patterns of the scopes, as one.
    scopes: String,
    /// The rest.
    own: ResourceDef,
    routes: Vec<FrontRoute>,
}

struct FrontRoute {
    route: RouteOf,
    front: PathFront<Line>,
}

struct FrontGroup {
    prefix: String,
    policy: PolicyChoice,
    converted: PolicyChoice<Line>,
}

/// A decision, and what its policy was given to.
type Nearest = (Decision<'static, Line>, Scope);

impl Front {
    /// In front of all inside of a policy at this place. None where that isn't anything known.
    pub(crate) fn of(
        place: Place,
        policy: &PolicyChoice,
        request: &ServiceRequest,
    ) -> Option<Self> {
        let groups = Group::inside_of(place, request);
        let groups: Vec<_> = groups.iter().filter_map(FrontGroup::of).collect();
        let mut routes_of: HashMap<String, Vec<RouteOf>> = HashMap::new();
        for route in RouteOf::of_app(request) {
            if let Some(path) = route.whole_path() {
                routes_of.entry(path).or_default().push(route);
            }
        }
        let paths = routes_of.into_iter().filter_map(|(path, routes)| {
            let group = groups.iter().find(|group| group.contains(&path));
            let policy = group.map_or(policy, |group| &group.policy);
            let front = FrontPath::of(&routes, policy)?;
            Some((path, front))
        });
        let paths: HashMap<_, _> = paths.collect();
        let mut unclear = PathPolicies::new();
        unclear.register_unknown();
        (!paths.is_empty() || !groups.is_empty()).then(|| Self {
            paths,
            groups,
            unclear: unclear.into_front(),
        })
    }

    /// The decision by the nearest policy of what a request would reach. None where that is the one of the middleware itself,
    /// as far as it is known.
    pub(crate) fn decide(&self, request: &ServiceRequest) -> Option<Nearest> {
        let path = request.match_info().as_str();
        let pattern = request.resource_map().match_pattern(path);
        let pattern = pattern.as_deref();
        let requested = requested_method(request.head());
        let method = requested.unwrap_or(request.method().as_str());
        // A resource may have several patterns, of which the map says only the first.
        let on_path = pattern
            .and_then(|pattern| self.paths.get(pattern))
            .filter(|on_path| on_path.may_match(path));
        let taking = on_path
            .into_iter()
            .flat_map(|on_path| on_path.taking(method));
        let is_clear = is_clear(taking.clone().map(|one| &one.route));
        let mut passing = taking
            .clone()
            .filter(|one| one.route.passes(&request.guard_ctx()));
        let front = match (taking.clone().next(), requested) {
            // Guards aren't asked about a preflight where there is no need.
            (Some(first), Some(_)) if is_clear => &first.front,
            (Some(_), Some(_)) => match passing.next() {
                // Scopes may have guards, of which nothing is known here.
                Some(first) if passing.any(|other| !first.route.has_policy_of(&other.route)) => {
                    &self.unclear
                }
                Some(first) => &first.front,
                None => &self.unclear,
            },
            // A handler whose guards let it pass decides. Else it reaches what isn't known here.
            (Some(_), None) => match passing.next() {
                Some(first) if is_clear => &first.front,
                Some(_) => return self.decide_by_group(pattern, request),
                None => {
                    // The preflight was that handler's.
                    if !is_safe(request.method().as_str()) {
                        mark_behind_preflights(request);
                    }
                    return self.decide_by_group(pattern, request);
                }
            },
            // It may reach one whose pattern isn't the first that matches, or something else.
            (None, Some(_)) if self.may_overlap(path, method) => &self.unclear,
            (None, _) => match on_path.and_then(|on_path| on_path.routes.first()) {
                // With actix-web HEAD isn't for the handler of GET.
                Some(first) if method != "HEAD" => &first.front,
                _ => return self.decide_by_group(pattern, request),
            },
        };
        front.decide_head(&Asked(request))
    }

    /// Whether a known handler of this method may match a path.
    fn may_overlap(&self, path: &str, method: &str) -> bool {
        let mut paths = self.paths.values();
        paths.any(|one| one.taking(method).next().is_some() && one.may_match(path))
    }

    fn decide_by_group(&self, pattern: Option<&str>, request: &ServiceRequest) -> Option<Nearest> {
        let mut groups = self
            .groups
            .iter()
            .filter(|group| group.is_reached(pattern, request));
        let nearest = groups.next()?;
        // Two scopes of one prefix, with guards of which nothing is known here.
        let is_unclear = groups
            .any(|other| other.prefix == nearest.prefix && !other.policy.is_same(&nearest.policy));
        if is_unclear {
            return self.unclear.decide_head(&Asked(request));
        }
        let decision = nearest.converted.decide_head(&Asked(request));
        Some((decision, Scope::Group))
    }
}

impl FrontPath {
    /// These routes, all of one path, in a group with this policy.
    fn of(routes: &[RouteOf], group: &PolicyChoice) -> Option<Self> {
        let first = routes.first()?;
        let fronts = routes.iter().map(|route| {
            let mut policies = route.policies(routes);
            policies.inherit_as_listed(group);
            FrontRoute {
                route: route.clone(),
                front: policies.into_front(),
            }
        });
        Some(Self {
            scopes: first.scopes()?,
            own: first.pattern(),
            routes: fronts.collect(),
        })
    }

    /// The routes of a method.
    fn taking<'own>(&'own self, method: &str) -> impl Iterator<Item = &'own FrontRoute> + Clone {
        self.routes
            .iter()
            .filter(move |one| one.route.takes(method))
    }

    /// Whether a path may be one of this pattern. Scopes with parameters are looked at only as far as that needs no pattern.
    fn may_match(&self, path: &str) -> bool {
        let rest_matches = |end: usize| {
            let (scopes, rest) = path.split_at(end);
            may_be_of(&self.scopes, scopes) && self.own.is_match(rest)
        };
        if self.scopes.contains([':', '*']) {
            // Such a parameter takes any number of segments. No path has many.
            let ends = path.match_indices('/').map(|(end, _)| end);
            return ends.take(32).any(&rest_matches) || rest_matches(path.len());
        }
        rest_matches(end_of(&self.scopes, path))
    }
}

/// Whether this start of a path may be of these scopes, by what stands around their parameters.
fn may_be_of(scopes: &str, start: &str) -> bool {
    match (scopes.split_once('{'), scopes.rsplit_once('}')) {
        (Some((before, _)), Some((_, after))) => {
            start.starts_with(before) && (after == "*" || start.ends_with(after))
        }
        _ => start == scopes,
    }
}

/// Where a path has as many segments as a pattern.
fn end_of(pattern: &str, path: &str) -> usize {
    let segments = pattern.matches('/').count();
    let end = path.match_indices('/').nth(segments);
    end.map_or(path.len(), |(end, _)| end)
}

impl FrontGroup {
    fn of(group: &Rc<Group>) -> Option<Self> {
        Some(Self {
            prefix: group.prefix()?,
            policy: group.policy().clone(),
            converted: group.policy().convert(),
        })
    }

    /// Whether what has this whole pattern is inside.
    fn contains(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.prefix.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether a request reaches what is inside, where this is the first pattern that matches its path, if one does.
    fn is_reached(&self, pattern: Option<&str>, request: &ServiceRequest) -> bool {
        if let Some(pattern) = pattern {
            return self.contains(pattern);
        }
        let path = request.match_info().as_str();
        let (scopes, _) = path.split_at(end_of(&self.prefix, path));
        let found = mark::pattern_in(scopes, request);
        found.is_some_and(|pattern| self.contains(&pattern))
    }
}
