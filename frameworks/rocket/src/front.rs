//! Which policy governs a request, known from the routes before any of them runs.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use cors_core::head::is_safe;
use cors_core::routes::{PathFront, PathPolicies, UnlistedMethod};
use cors_core::{CorsResponse, Decision, Policy, PolicyChoice, SharedPolicy};
use rocket::http::uri::Origin;
use rocket::http::{MediaType, Method};
use rocket::{Phase, Request, Rocket, Route};

use crate::head::{Head, Text};
use crate::known::policy_of;

/// The rank of the route that answers preflights: before all others.
pub(crate) const RANK: isize = isize::MIN;

/// How many [`PathFront`]s are kept. By its query, a client may choose among the routes of each method, so of a few routes
/// there can be many.
const MOST_FRONTS: usize = 1024;

/// The policies of all routes and groups. Rocket keeps it as managed state.
pub(crate) struct Front {
    groups: Vec<Group>,
    /// Made of the routes once there can be no more of them.
    table: OnceLock<Table>,
}

/// The paths below a base, with a policy.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) base: Origin<'static>,
    pub(crate) policy: PolicyChoice,
    /// By this policy alone.
    pub(crate) own: PathFront<Text>,
}

impl Group {
    fn decide(&self, head: &Head<'_, '_>) -> Option<Decision<'static, Text>> {
        let (decision, _) = self.own.decide_head(head)?;
        Some(decision)
    }
}

struct Table {
    /// By method, and of one method in the order in which Rocket tries them. Each request goes through them as in Rocket's
    /// own router: through those of its method, one after the other, until one takes it.
    routes: Vec<KnownRoute>,
    /// Where each route is, by where Rocket has it. It doesn't move while Rocket serves.
    by_address: HashMap<usize, usize>,
    /// Of the first paths that were asked for. None where nothing has a policy.
    fronts: RwLock<HashMap<Reached, Option<Arc<PathFront<Text>>>>>,
}

/// What the requests for a path reach.
#[derive(PartialEq, Eq, Hash)]
struct Reached {
    /// The first route of each method.
    routes: Vec<usize>,
    group: Option<usize>,
}

/// What Rocket's router looks at.
struct KnownRoute {
    method: Method,
    path: Vec<Segment>,
    query: Vec<(String, String)>,
    format: Option<MediaType>,
    policy: Option<PolicyChoice>,
    converted: Option<PolicyChoice<Text>>,
}

enum Segment {
    Static(String),
    Dynamic,
    Trailing,
}

fn address(route: &Route) -> usize {
    std::ptr::from_ref(route).addr()
}

fn is_own(route: &Route) -> bool {
    route.rank == RANK && route.method == Method::Options
}

impl Front {
    /// The policies of these groups, and those of the routes that are known so far.
    pub(crate) fn new<P: Phase>(
        groups: Vec<Group>,
        rocket: &Rocket<P>,
    ) -> Result<Self, UnlistedMethod> {
        for route in rocket.routes() {
            register(&mut PathPolicies::new(), route.method, policy_of(route))?;
        }
        Ok(Self {
            groups,
            table: OnceLock::new(),
        })
    }

    pub(crate) fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        request.rocket().state()
    }

    fn table(&self, request: &Request<'_>) -> &Table {
        self.table.get_or_init(|| {
            let all = request.rocket().routes().filter(|route| !is_own(route));
            let mut all: Vec<_> = all.collect();
            all.sort_by_key(|route| route.method.as_str());
            Table {
                routes: all.iter().copied().map(KnownRoute::of).collect(),
                by_address: all.iter().copied().map(address).zip(0..).collect(),
                fronts: RwLock::default(),
            }
        })
    }

    /// What responds to a preflight, or to another OPTIONS request that a policy rejects.
    pub(crate) fn respond_to_options(
        &self,
        request: &Request<'_>,
    ) -> Option<CorsResponse<'static, Text>> {
        let front = self.path_front(request)?;
        let (decision, _) = front.decide_head(&Head::of(request))?;
        response(decision)
    }

    /// What responds in place of a route without a policy of its own, or of none, if the group rejects the request. A
    /// route that has one rejects by itself.
    pub(crate) fn reject_in_group(
        &self,
        request: &Request<'_>,
    ) -> Option<CorsResponse<'static, Text>> {
        let table = self.table(request);
        let taking = |method| {
            let routes = table.routes.iter();
            routes.filter(move |route| route.takes(method, request.uri()))
        };
        let first = |method| taking(method).find(|route| route.accepts(request));
        let method = request.method();
        let first =
            first(method).or_else(|| (method == Method::Head).then(|| first(Method::Get))?);
        if first.is_some_and(|route| route.policy.is_some()) {
            return None;
        }
        // The preflight, which has no format, may have been answered by the policy of another route.
        let asked = taking(method).next();
        let is_of_other = asked.is_some_and(|route| route.policy.is_some());
        if first.is_some() && is_of_other && !is_safe(method.as_str()) {
            return self.reject_unasked(request);
        }
        response(self.group(request)?.decide(&Head::of(request))?)
    }

    /// What responds in place of a route without a policy of its own, where the preflight was answered by that of another.
    fn reject_unasked(&self, request: &Request<'_>) -> Option<CorsResponse<'static, Text>> {
        let head = Head::of(request).unasked();
        match self.group(request) {
            Some(group) => response(group.decide(&head)?),
            None => response(SharedPolicy::from(Policy::NOBODY.convert()).decide_head(&head)),
        }
    }

    /// What responds in place of the route that a request has reached. It may be another one than was asked by the
    /// preflight, where a guard of that one has forwarded the request, or where its format is another.
    pub(crate) fn reject_at_route(
        &self,
        request: &Request<'_>,
    ) -> Option<CorsResponse<'static, Text>> {
        response(self.decide(request)?)
    }

    /// Whether a request that the route has forwarded is rejected, because a route without a policy of its own may be next.
    pub(crate) fn rejects_after_route(&self, request: &Request<'_>) -> bool {
        let Some((at, route)) = self.route(request) else {
            return false;
        };
        let mut rest = self.table(request).routes.iter().skip(at + 1);
        let is_next = rest.any(|next| {
            next.policy.is_none()
                && next.takes(request.method(), request.uri())
                && next.accepts(request)
        });
        if !is_next {
            return false;
        }
        if !is_safe(route.method.as_str()) {
            // The preflight was about the policy of this route.
            return self.reject_unasked(request).is_some();
        }
        let rejects = |group: &Group| response(group.decide(&Head::of(request))?);
        self.group(request).and_then(rejects).is_some()
    }

    /// What the policy says of a request that has been routed: that of the route which it has reached, if there is one.
    pub(crate) fn decide(&self, request: &Request<'_>) -> Option<Decision<'static, Text>> {
        let head = Head::of(request);
        let Some((at, route)) = self.route(request) else {
            let front = self.path_front(request)?;
            return Some(front.decide_head(&head)?.0);
        };
        Some(match &route.converted {
            Some(policy) if self.is_asked(at, request) => policy.decide_head(&head),
            Some(policy) => policy.decide_head(&head.unasked()),
            // Not by the policy of another route, which may have forwarded the request.
            None => self.group(request)?.decide(&head)?,
        })
    }

    /// Whether the preflight for this request, if there was one, was answered by the policy of this route, or by an equal
    /// one.
    fn is_asked(&self, at: usize, request: &Request<'_>) -> bool {
        let routes = &self.table(request).routes;
        let has_policy_of = |first: usize| {
            let policies =
                [first, at].map(|at| routes.get(at).and_then(|route| route.policy.as_ref()));
            matches!(policies, [Some(first), Some(own)] if first.is_same(own))
        };
        let mut taking = (0..)
            .zip(routes)
            .filter(|(_, route)| route.takes(request.method(), request.uri()));
        is_safe(request.method().as_str())
            || taking
                .next()
                .is_some_and(|(first, _)| first == at || has_policy_of(first))
    }

    /// The route that a request has reached.
    fn route(&self, request: &Request<'_>) -> Option<(usize, &KnownRoute)> {
        let table = self.table(request);
        let at = *table.by_address.get(&address(request.route()?))?;
        Some((at, table.routes.get(at)?))
    }

    /// The nearest group that the path is in.
    fn group(&self, request: &Request<'_>) -> Option<&Group> {
        self.groups.get(self.group_at(request)?)
    }

    fn group_at(&self, request: &Request<'_>) -> Option<usize> {
        let path = request.uri().path().segments();
        let groups = self.groups.iter().map(|group| group.base.path().segments());
        let around = groups
            .enumerate()
            .filter(|(_, base)| base.clone().prefix_of(path.clone()));
        let nearest = around.max_by_key(|(_, base)| base.len());
        nearest.map(|(at, _)| at)
    }

    /// The policies of a path; none if nothing there has one.
    fn path_front(&self, request: &Request<'_>) -> Option<Arc<PathFront<Text>>> {
        let table = self.table(request);
        let reached = Reached {
            routes: table.first_routes(request.uri()),
            group: self.group_at(request),
        };
        let known = table
            .fronts
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&reached)
            .cloned();
        known.unwrap_or_else(|| {
            let mut path = PathPolicies::new();
            for route in reached.routes.iter().filter_map(|at| table.routes.get(*at)) {
                if register(&mut path, route.method, route.policy.clone()).is_err() {
                    // Mounted after the check. No page of another origin may use it.
                    let _ = register(&mut path, route.method, Some(Policy::NOBODY.into()));
                }
            }
            if let Some(group) = reached.group.and_then(|at| self.groups.get(at)) {
                path.inherit(&group.policy);
            }
            let front = (!path.is_without_policies()).then(|| Arc::new(path.into_front()));
            let mut fronts = table.fronts.write().unwrap_or_else(PoisonError::into_inner);
            if fronts.len() < MOST_FRONTS {
                fronts.insert(reached, front.clone());
            }
            front
        })
    }
}

fn response<'policy>(decision: Decision<'policy, Text>) -> Option<CorsResponse<'policy, Text>> {
    match decision {
        Decision::Respond(response) => Some(response),
        Decision::Proceed(_) => None,
    }
}

fn register(
    path: &mut PathPolicies,
    method: Method,
    policy: Option<PolicyChoice>,
) -> Result<(), UnlistedMethod> {
    match http::Method::from_bytes(method.as_str().as_bytes()) {
        Ok(method) => path.register(method, policy),
        Err(_) => Ok(()),
    }
}

impl Table {
    /// The first route of each method that a request for this target may reach. Only OPTIONS requests, and those that reach
    /// no route, need all methods.
    fn first_routes(&self, target: &Origin<'_>) -> Vec<usize> {
        let mut reached: Vec<usize> = vec![];
        let mut last = None;
        for (at, route) in self.routes.iter().enumerate() {
            if last != Some(route.method) && route.takes(route.method, target) {
                last = Some(route.method);
                reached.push(at);
            }
        }
        reached
    }
}

impl KnownRoute {
    fn of(route: &Route) -> Self {
        let policy = policy_of(route);
        let path = route.uri.origin.path();
        let fields = route
            .uri
            .origin
            .query()
            .into_iter()
            .flat_map(|query| query.segments());
        Self {
            method: route.method,
            path: path
                .raw_segments()
                .map(|segment| Segment::of(segment.as_str()))
                .collect(),
            query: fields
                .filter(|(name, _)| !name.starts_with('<'))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            format: route.format.clone(),
            converted: policy.as_ref().map(PolicyChoice::convert),
            policy,
        }
    }

    /// Whether the route takes the format of this request, as Rocket's own router says. A preflight doesn't have that of
    /// the request which it is about.
    fn accepts(&self, request: &Request<'_>) -> bool {
        let Some(format) = &self.format else {
            return true;
        };
        let is_same = |one: &str, other: &str| one == "*" || other == "*" || one == other;
        let fits = |sent: &MediaType| {
            is_same(format.top().as_str(), sent.top().as_str())
                && is_same(format.sub().as_str(), sent.sub().as_str())
        };
        let has_content = self.method.supports_payload();
        match request.format() {
            Some(sent) => (!has_content || sent.specificity() == 2) && fits(sent),
            None => !has_content,
        }
    }

    /// Whether a request with this method and target may reach the route, as Rocket's own router says.
    fn takes(&self, method: Method, target: &Origin<'_>) -> bool {
        if method != self.method {
            return false;
        }
        let path = target.path().segments();
        let has_length = match self.path.last() {
            Some(Segment::Trailing) => path.len() + 1 >= self.path.len(),
            _ => path.len() == self.path.len(),
        };
        let mut segments = self.path.iter().zip(path);
        has_length
            && segments.all(|(segment, sent)| match segment {
                Segment::Static(text) => text == sent,
                Segment::Dynamic | Segment::Trailing => true,
            })
            && self.query.iter().all(|(name, value)| {
                let mut sent = target
                    .query()
                    .into_iter()
                    .flat_map(|query| query.segments());
                sent.any(|field| field == (name, value))
            })
    }
}

impl Segment {
    fn of(raw: &str) -> Self {
        match raw
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
        {
            Some(name) if name.ends_with("..") => Self::Trailing,
            Some(_) => Self::Dynamic,
            None => Self::Static(raw.to_owned()),
        }
    }
}
