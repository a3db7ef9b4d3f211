//! Which policy decides about a request, in front of all that is behind its path.

use http::{HeaderValue, Method, Request};

use super::governing::{Governing, Scope};
use super::preflights::{Choose, NoChoice, Preflights};
use crate::Decision;
#[cfg(feature = "explain")]
use crate::explain::{Explanation, explain};
use crate::head::{HttpHead, RequestHead, RequestHeader, Value, mark_behind_preflights};
use crate::preflight::{Preflight, Sent};
use crate::respond::CorsResponse;

/// What decides about every request for a path: about its preflights, and by which policy about the others. Made by
/// [`PathPolicies::into_front`].
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
}

impl PathFront {
    /// Decides about a request. None: no policy governs what it would reach, so the request passes and its response stays
    /// as it is.
    ///
    /// The policies behind this one are told that their preflights are answered, where they may be nearer to the handler.
    pub fn decide<B>(&self, request: &mut Request<B>) -> Option<Decision<'static>> {
        let (decision, scope) = self.decide_http(HttpHead::from(&*request))?;
        if matches!(decision, Decision::Proceed(_)) && self.may_be_outer(request.method(), scope) {
            mark_behind_preflights(request);
        }
        Some(decision)
    }

    /// Says why a page may use what this request reaches, or why it mayn't. None: a router that isn't known decides.
    #[cfg(feature = "explain")]
    pub fn explain<B>(&self, request: &Request<B>) -> Option<Explanation> {
        let head = HttpHead::from(request);
        self.explain_choosing(&head, &head)
    }

    /// Not generic over the body, so it is compiled once.
    fn decide_http(&self, head: HttpHead<'_>) -> Option<(Decision<'static>, Scope)> {
        self.decide_choosing(&head, &head)
    }
}

impl<V: Value> PathFront<V> {
    /// Whether a policy that [`decide_head`](Self::decide_head) doesn't know may be nearer to what a request with this
    /// method does, when one with this scope has decided. A known handler has none; there it could only be that of a
    /// layer, and a GET does little that a page can't do without a preflight.
    #[doc(hidden)]
    #[must_use]
    pub fn may_be_outer(&self, method: &Method, scope: Scope) -> bool {
        let is_safe = matches!(*method, Method::GET | Method::HEAD);
        let is_known = is_safe && self.methods.iter().any(|(known, _)| *known == Method::GET);
        self.preflights.is_some() && scope == Scope::Group && !is_known
    }

    /// As [`decide`](PathFront::decide), for a request of whatever types its framework has. It says
    /// beside what the policy was given to. A policy that is chosen by the request allows nothing here: its function reads
    /// the head of a request of `http`.
    pub fn decide_head<H: RequestHead<Value = V>>(
        &self,
        head: &H,
    ) -> Option<(Decision<'static, V>, Scope)> {
        self.decide_choosing(head, &NoChoice)
    }

    #[inline]
    fn decide_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<(Decision<'static, V>, Scope)> {
        match &self.preflights {
            Some(preflights) => {
                if let Some(response) = preflights.response(head, choose) {
                    return Some((Decision::Respond(response), Scope::Handler));
                }
            }
            None => {
                if let Some(preflight) = Preflight::of(head) {
                    return self.reject_enforced(&preflight, choose);
                }
            }
        }
        let (governing, is_by_origin) = self.governing(head)?;
        let decision = match &governing.by {
            None => governing.policy.decide_head(head),
            Some(by) => {
                let chosen = choose.choose(by);
                let policy = chosen.as_ref().unwrap_or(&governing.policy);
                policy.decide_head(head).varying_by(by)
            }
        };
        let decision = match decision {
            Decision::Proceed(mut headers) => {
                if governing.scope == Scope::Handler {
                    headers = headers.overruling();
                }
                if is_by_origin {
                    headers = headers.varying();
                }
                Decision::Proceed(headers)
            }
            decision => decision,
        };
        Some((decision, governing.scope))
    }

    /// As [`explain`](PathFront::explain), for a request of whatever types its framework has.
    #[cfg(feature = "explain")]
    pub fn explain_head<H: RequestHead<Value = V>>(&self, head: &H) -> Option<Explanation> {
        self.explain_choosing(head, &NoChoice)
    }

    #[cfg(feature = "explain")]
    fn explain_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<Explanation> {
        let is_preflight = Preflight::of(head).is_some();
        match &self.preflights {
            Some(preflights) if is_preflight => preflights.explain_choosing(head, choose),
            None if is_preflight => None,
            preflights => match self.governing(head) {
                Some((governing, _)) => {
                    let chosen = governing.by.as_ref().and_then(|by| choose.choose(by));
                    let policy = chosen.as_ref().unwrap_or(&governing.policy);
                    Some(policy.explain_head(head))
                }
                None if preflights.is_none() => None,
                None => Some(explain(None, head)),
            },
        }
    }

    /// The rejection of a preflight that is left to a router behind, where `enforce` would reject the request itself.
    #[cold]
    fn reject_enforced<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
        choose: &impl Choose<V>,
    ) -> Option<(Decision<'static, V>, Scope)> {
        let governing = self.any.as_ref()?.as_ref()?;
        let chosen = governing.by.as_ref().and_then(|by| choose.choose(by));
        let policy = chosen.as_ref().unwrap_or(&governing.policy);
        let is_allowed = policy.allow_origin::<H>(preflight.origin).is_some();
        (policy.enforce && !is_allowed).then(|| {
            let response = CorsResponse::rejected_preflight().varying_by(governing.by.as_ref());
            (Decision::Respond(response), governing.scope)
        })
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
            .find(|governing| governing.policy.allow_origin::<H>(origin).is_some())
            .or_else(|| policies().next())
    }
}
