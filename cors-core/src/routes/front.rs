//! Which policy decides about a request, in front of all that is behind its path.

use http::{HeaderValue, Method, Request};

use super::governing::{Governing, Scope};
use super::preflights::{Preflights, policy_of, tell_of_preflight};
use crate::by::ReadHeaders;
#[cfg(feature = "explain")]
use crate::explain::{Explanation, explain};
use crate::head::{
    HttpHead, RequestHead, RequestHeader, Value, is_safe, mark_behind_preflights,
    mark_extensions_governed,
};
use crate::preflight::{Preflight, Sent};
use crate::respond::{CorsHeaders, CorsResponse};
use crate::{Decision, Policy, PolicyBy};

/// What decides about every request for a path: about its preflights, and by which policy about the others. Made by
/// [`PathPolicies::into_front`](super::PathPolicies::into_front).
///
/// ```
/// use cors::routes::PathPolicies;
/// use cors::{Decision, Policy};
/// use http::{Method, Request};
///
/// static APP: Policy = cors::policy! { origins = ["https://app.example.com"] };
///
/// let mut notes = PathPolicies::new();
/// notes.register(Method::GET, Some(&APP))?;
/// notes.register(Method::DELETE, None::<&Policy>)?;
/// let front = notes.into_front::<http::HeaderValue>();
///
/// let mut read = Request::get("/notes").body(()).unwrap();
/// assert!(matches!(front.decide(&mut read), Some(Decision::Proceed(_))));
/// let mut remove = Request::delete("/notes").body(()).unwrap();
/// assert!(front.decide(&mut remove).is_none(), "no policy governs it");
/// # Ok::<(), cors::routes::UnlistedMethod>(())
/// ```
#[derive(Clone, Debug)]
pub struct PathFront<V: Value = HeaderValue> {
    /// None where they are left to the router behind.
    pub(super) preflights: Option<Preflights<V>>,
    pub(super) methods: Vec<(Method, Option<Governing<V>>)>,
    pub(super) any: Option<Option<Governing<V>>>,
    pub(super) unrouted: Option<Governing<V>>,
    /// What the policies of the methods are chosen by, where some are chosen.
    pub(super) chosen_by: Option<ReadHeaders>,
}

impl PathFront {
    /// Decides about a request. None: no policy governs what it would reach, so the request passes and its response stays
    /// as it is.
    ///
    /// The policies behind this one are told that their preflights are answered, or left to them, where they may be nearer
    /// to the handler.
    pub fn decide<B>(&self, request: &mut Request<B>) -> Option<Decision<'static>> {
        let head = HttpHead::from(&*request);
        let (decision, scope) = self.decide_http(head)?;
        if matches!(decision, Decision::Proceed(_)) {
            let may_be_outer = self.may_be_outer(&head, scope);
            if scope == Scope::Group {
                mark_extensions_governed(request.extensions_mut());
            }
            if may_be_outer {
                mark_behind_preflights(request);
            }
        }
        Some(decision)
    }

    /// Says why a page may use what this request reaches, or why it mayn't. None: a router that isn't known decides.
    #[cfg(feature = "explain")]
    pub fn explain<B>(&self, request: &Request<B>) -> Option<Explanation> {
        self.explain_head(&HttpHead::from(request))
    }

    /// Not generic over the body, so it is compiled once.
    fn decide_http(&self, head: HttpHead<'_>) -> Option<(Decision<'static>, Scope)> {
        self.decide_head(&head)
    }
}

impl<V: Value> PathFront<V> {
    /// Whether a policy that [`decide_head`](Self::decide_head) doesn't know may be nearer to what this request does, when
    /// one with this scope has decided. A known handler has none; there it could only be that of a layer, and a GET does
    /// little that a page can't do without a preflight.
    #[doc(hidden)]
    #[must_use]
    pub fn may_be_outer<H: RequestHead<Value = V>>(&self, head: &H, scope: Scope) -> bool {
        if self.preflights.is_none() {
            return Preflight::of(head).is_some();
        }
        let is_known = || {
            is_safe(head.method()) && self.methods.iter().any(|(known, _)| *known == Method::GET)
        };
        scope == Scope::Group && !is_known()
    }

    /// As [`decide`](PathFront::decide), for a request of whatever types its framework has. It says
    /// beside what the policy was given to.
    #[inline]
    pub fn decide_head<H: RequestHead<Value = V>>(
        &self,
        head: &H,
    ) -> Option<(Decision<'static, V>, Scope)> {
        match &self.preflights {
            Some(preflights) => {
                if let Some(response) = preflights.respond(head) {
                    return Some((Decision::Respond(response), Scope::Handler));
                }
            }
            None => {
                if let Some(preflight) = Preflight::of(head) {
                    return self.leave(&preflight);
                }
            }
        }
        let (governing, is_by_origin) = self.governing(head)?;
        let decision = match &governing.by {
            None => governing.policy.decide_head(head),
            Some(_) => policy_of(governing, head).decide_head(head),
        };
        let chosen_by = match is_by_origin {
            true => self.chosen_by.as_ref(),
            false => governing.by.as_ref().map(PolicyBy::read_headers),
        };
        let mut decision = decision.varying_by(chosen_by);
        // In place: a decision is large, and moving it is much of what it costs.
        if let Decision::Proceed(headers) = &mut decision {
            headers.overrules = governing.scope == Scope::Handler;
            headers.varies |= is_by_origin;
        }
        Some((decision, governing.scope))
    }

    /// As [`explain`](PathFront::explain), for a request of whatever types its framework has.
    #[cfg(feature = "explain")]
    pub fn explain_head<H: RequestHead<Value = V>>(&self, head: &H) -> Option<Explanation> {
        match (&self.preflights, Preflight::of(head)) {
            (Some(preflights), Some(_)) => preflights.explain(head),
            (None, Some(preflight)) => {
                let policy = policy_of(self.any.as_ref()?.as_ref()?, head);
                rejects_left(&policy, &preflight).then(|| policy.explain_head(head))
            }
            (preflights, None) => match self.governing(head) {
                Some((governing, _)) => Some(policy_of(governing, head).explain_head(head)),
                None if preflights.is_none() => None,
                None => Some(explain(None, head)),
            },
        }
    }

    /// Leaves a preflight to the policies in a router behind, unless `enforce` would reject the request itself. What else
    /// answers there, as an upstream server does, opens nothing.
    #[cold]
    fn leave<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
    ) -> Option<(Decision<'static, V>, Scope)> {
        let governing = self.any.as_ref()?.as_ref()?;
        let policy = policy_of(governing, preflight.head);
        let decision = if rejects_left(&policy, preflight) {
            tell_of_preflight(Some(&policy.held()), preflight.head);
            Decision::Respond(CorsResponse::rejected_preflight(preflight.head))
        } else {
            Decision::Proceed(CorsHeaders::leaving(policy.held(), preflight.head))
        };
        let chosen_by = governing.by.as_ref().map(PolicyBy::read_headers);
        Some((decision.varying_by(chosen_by), governing.scope))
    }

    /// The policy of what a request with this method reaches, and whether another one would be for another origin.
    #[inline]
    fn governing<H: RequestHead<Value = V>>(&self, head: &H) -> Option<(&Governing<V>, bool)> {
        let method = head.method();
        let one = |governing| (governing, false);
        let registered = |name: &str| {
            let mut methods = self.methods.iter();
            methods.find(|(method, _)| method.as_str() == name)
        };
        if let Some((_, policy)) = registered(method) {
            return policy.as_ref().map(one);
        }
        if method == "HEAD"
            && self
                .preflights
                .as_ref()
                .is_none_or(|all| all.is_head_of_get)
            && let Some((_, policy)) = registered("GET")
        {
            return policy.as_ref().map(one);
        }
        if let Some(any) = &self.any {
            return any.as_ref().map(one);
        }
        match &self.unrouted {
            Some(unrouted) => Some(one(unrouted)),
            None => Some((self.of_any_handler(head)?, true)),
        }
    }

    /// Of the policies of the path one that allows the origin, so a page that may use the path can read what it has done
    /// wrong.
    #[cold]
    fn of_any_handler<H: RequestHead<Value = V>>(&self, head: &H) -> Option<&Governing<V>> {
        let policies = || {
            self.methods
                .iter()
                .filter_map(|(_, policy)| policy.as_ref())
        };
        let origin = Sent::of(head, RequestHeader::Origin);
        policies()
            .find(|governing| {
                let policy = policy_of(governing, head);
                policy.allow_origin::<H>(origin).is_some()
            })
            .or_else(|| policies().next())
    }
}

/// Whether a preflight that would be left to a router behind is rejected, as `enforce` would reject the request itself.
fn rejects_left<V: Value, H: RequestHead<Value = V>>(
    policy: &Policy<V>,
    preflight: &Preflight<'_, H>,
) -> bool {
    policy.enforce && policy.allow_origin::<H>(preflight.origin).is_none()
}
