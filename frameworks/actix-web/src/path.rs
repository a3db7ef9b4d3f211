//! The handlers of one path: which of their policies answers a preflight, and which may have answered one.

use actix_web::dev::ServiceRequest;
use cors_core::CorsResponse;
use cors_core::routes::{PathPolicies, Preflights};

use crate::handler::{RouteOf, is_clear, requested_method};
use crate::head::{Asked, Line};

/// The path of a route, with all the routes that it has in the app.
pub(crate) struct Path {
    /// Its whole pattern, if it can be known.
    pattern: Option<String>,
    /// The own route comes first: where scopes have guards, those have led the preflight to it.
    routes: Vec<PathRoute>,
    /// The methods for which these have several policies, between which their guards decide.
    contested: Vec<http::Method>,
    /// Answers where it isn't clear which of them a preflight is for: no page may send the request.
    unclear: Preflights<Line>,
}

struct PathRoute {
    route: RouteOf,
    preflights: Preflights<Line>,
}

impl Path {
    /// The path of this route.
    pub(crate) fn of(own: &RouteOf, request: &ServiceRequest) -> Self {
        let pattern = own.whole_path();
        let mut routes = vec![own.clone()];
        let others = RouteOf::of_app(request).into_iter();
        routes.extend(others.filter(|route| {
            let is_own = std::ptr::eq(&**route, &**own);
            pattern.is_some() && !is_own && route.whole_path() == pattern
        }));
        let methods = routes.iter().flat_map(|route| route.methods());
        let contested = methods.filter(|method| {
            let taking = routes.iter().filter(|route| route.takes(method.as_str()));
            !is_clear(taking)
        });
        let answers = routes.iter().map(|route| PathRoute {
            preflights: route.policies(&routes).into_preflights(),
            route: route.clone(),
        });
        let mut unclear = PathPolicies::new();
        unclear.register_unknown();
        Self {
            pattern,
            routes: answers.collect(),
            contested: contested.cloned().collect(),
            unclear: unclear.into_preflights(),
        }
    }

    /// The response to a preflight that has reached this route; none for every other request.
    pub(crate) fn respond(&self, request: &ServiceRequest) -> Option<CorsResponse<'static, Line>> {
        let method = requested_method(request.head())?;
        let mut routes = self.routes.iter().filter(|one| one.route.takes(method));
        let is_clear = is_clear(routes.clone().map(|one| &one.route));
        let chosen = routes
            .find(|one| is_clear || one.route.passes(&request.guard_ctx()))
            .filter(|_| self.is_first(request));
        let preflights = chosen.map_or(&self.unclear, |one| &one.preflights);
        preflights.respond(&Asked(request))
    }

    /// Whether the policy of another route may have answered the preflight of a request that has reached this one.
    pub(crate) fn has_rival(&self, request: &ServiceRequest) -> bool {
        let method = request.method().as_str();
        let path = request.match_info().as_str();
        self.contested.iter().any(|one| one.as_str() == method)
            || request.resource_map().match_pattern(path) != self.pattern
    }

    /// Whether this pattern is the first that matches the path. Else the preflight may be about a handler without the
    /// attribute, whose method kept it from there.
    fn is_first(&self, request: &ServiceRequest) -> bool {
        let Some(pattern) = &self.pattern else {
            return false;
        };
        match request
            .resource_map()
            .match_pattern(request.match_info().as_str())
        {
            Some(first) => first == *pattern,
            // The guards of scopes have led it here. A pattern without parameters doesn't overlap with one behind it.
            None => !pattern.contains(['{', '*']),
        }
    }
}
