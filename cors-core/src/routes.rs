//! Which policy governs which method of a path, in any router.
//!
//! A router registers what each method of a path reaches, as it builds the path ([`PathPolicies`]), and then asks: for
//! every request, where it can stand in front of all that is behind the path ([`PathFront`]), or for every preflight
//! ([`Preflights`]). Nothing here knows a framework.

mod front;
mod governing;
mod lists;
mod preflights;

use std::fmt::{self, Display, Formatter};

use http::Method;

pub use front::PathFront;
use governing::Governing;
pub use governing::Scope;
use lists::{
    PathMethods, Reached, Responding, is_usable, lists, may_allow_all_methods, methods_of_any,
};
pub use preflights::Preflights;
use preflights::Unrouted;

use crate::by::ReadHeaders;
use crate::head::Value;
#[doc(hidden)]
pub use crate::heard::are_refusals_heard;
use crate::methods::STANDARD;
use crate::{Policy, PolicyBy, PolicyChoice, SharedPolicy};

/// The handlers of a path by method, as far as CORS goes: each has a policy of its own, that of a group, or none.
///
/// ```
/// use cors::Policy;
/// use cors::routes::PathPolicies;
/// use http::{Method, Request, Response};
///
/// static READ: Policy = cors::policy! { origins = ["*"] };
/// static WRITE: Policy = cors::policy! { origins = ["https://app.example.com"] };
///
/// let mut notes = PathPolicies::new();
/// notes.register(Method::GET, Some(&READ))?;
/// notes.register(Method::PUT, Some(&WRITE))?;
/// notes.register(Method::DELETE, None::<&Policy>)?;
/// let preflights = notes.into_preflights::<http::HeaderValue>();
///
/// let request = Request::builder()
///     .method(Method::OPTIONS)
///     .header("origin", "https://app.example.com")
///     .header("access-control-request-method", "PUT");
/// let response = preflights.respond(&request.body(()).unwrap()).unwrap();
/// let response: Response<()> = response.into_response();
/// assert_eq!(response.headers()["access-control-allow-methods"], "PUT");
/// # Ok::<(), cors::routes::UnlistedMethod>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PathPolicies {
    methods: Vec<(Method, Option<Governing>)>,
    any: AnyMethod,
    /// For the responses that the router gives by itself to methods that reach no handler.
    unrouted: Option<Governing>,
    /// Whether methods that reach no handler here may reach one that isn't known.
    is_shared: bool,
    /// Whether, of those methods, a group's policy allows what it lists, and no others.
    is_unrouted_listed: bool,
}

/// What a method reaches that isn't registered by name.
#[derive(Clone, Debug, Default)]
enum AnyMethod {
    #[default]
    Unrouted,
    /// A handler that takes them all.
    Handler(Option<Governing>),
    /// Some of them reach handlers, and the router doesn't know which.
    Unknown(Option<Governing>),
    /// They reach a router of its own, with policies of its own.
    Router(Option<Governing>),
}

impl AnyMethod {
    fn policy(&self) -> Option<&Governing> {
        match self {
            Self::Unrouted => None,
            Self::Handler(policy) | Self::Unknown(policy) | Self::Router(policy) => policy.as_ref(),
        }
    }
}

fn of_handler(policy: Option<impl Into<PolicyChoice>>) -> Option<Governing> {
    let policy = policy?.into();
    policy.warn_of_unset_origins();
    Some(Governing::new(policy, Scope::Handler))
}

/// One line of a listing of routes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RoutePolicy<'path> {
    /// The method, or none for all that have no line of their own.
    pub method: Option<&'path Method>,
    /// The policy that governs it, and what that was given to; none if no page of another origin may use it.
    pub policy: Option<(&'path SharedPolicy, Scope)>,
    /// What chooses the policy by the request, in place of that one.
    pub by: Option<&'path PolicyBy>,
}

impl PathPolicies {
    /// A path on which no method reaches a handler.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that this method reaches a handler with this policy, or one without a policy.
    ///
    /// # Errors
    ///
    /// If the policy has `methods` and leaves this one out. A page couldn't use the method that the handler is for.
    pub fn register(
        &mut self,
        method: Method,
        policy: Option<impl Into<PolicyChoice>>,
    ) -> Result<(), UnlistedMethod> {
        let governing = of_handler(policy);
        if let Some(Governing { policy, .. }) = &governing
            && !lists(policy, &method)
        {
            return Err(UnlistedMethod {
                method,
                listed: policy.methods.text().to_owned(),
            });
        }
        self.methods.push((method, governing));
        Ok(())
    }

    /// Says that every other method reaches a handler with this policy, or one without a policy.
    pub fn register_any(&mut self, policy: Option<impl Into<PolicyChoice>>) {
        self.any = AnyMethod::Handler(of_handler(policy));
    }

    /// Says that other methods may reach handlers of which nothing is known. No preflight for such a method is allowed,
    /// unless a group governs them.
    pub fn register_unknown(&mut self) {
        self.any = AnyMethod::Unknown(None);
    }

    /// Says that every request reaches a router of its own, of which nothing is known. Its preflights are left to the
    /// policies in it. The policy of a group governs its other responses.
    pub fn register_router(&mut self) {
        self.any = AnyMethod::Router(None);
    }

    /// Says that a fallback with this policy, or one without a policy, responds to methods that reach no handler. A
    /// fallback opens no handler.
    pub fn register_fallback(&mut self, policy: Option<impl Into<PolicyChoice>>) {
        self.unrouted = of_handler(policy);
    }

    /// Says that a router of which nothing is known may have handlers for the same path. No preflight for a method that
    /// reaches nothing here is allowed then, not even by a group or a fallback.
    pub fn share_with_unknown(&mut self) {
        self.is_shared = true;
    }

    /// Adds the handlers that another part of the program has registered for the same path.
    pub fn merge(&mut self, other: Self) {
        self.methods.extend(other.methods);
        self.is_shared |= other.is_shared;
        self.any = match (std::mem::take(&mut self.any), other.any) {
            (AnyMethod::Unrouted, any) | (any, AnyMethod::Unrouted) => any,
            // Which of them a method reaches isn't known, and so the policy of neither may open it, nor that of a group
            // further out.
            (one, other) if one.policy().is_some() || other.policy().is_some() => {
                let nobody = SharedPolicy::from(Policy::NOBODY);
                AnyMethod::Unknown(Some(Governing::new(nobody.into(), Scope::Group)))
            }
            _ => AnyMethod::Unknown(None),
        };
        if self.unrouted.is_none() {
            self.unrouted = other.unrouted;
        }
    }

    /// Puts the path into a group whose router isn't known: other methods may reach handlers without a policy. Of those
    /// the group's policy allows what it lists, and no others.
    pub fn inherit_as_listed<P: Clone + Into<PolicyChoice>>(&mut self, group: &P) {
        self.inherit(group);
        self.is_unrouted_listed = true;
    }

    /// Puts the path into a group: its policy governs what has none yet, and the responses that the router gives by
    /// itself.
    pub fn inherit<P: Clone + Into<PolicyChoice>>(&mut self, group: &P) {
        let group = Governing::new(group.clone().into(), Scope::Group);
        let governing = || Some(group.clone());
        for (_, policy) in &mut self.methods {
            *policy = policy.take().or_else(governing);
        }
        match &mut self.any {
            AnyMethod::Unrouted => {}
            AnyMethod::Handler(policy) | AnyMethod::Unknown(policy) | AnyMethod::Router(policy) => {
                *policy = policy.take().or_else(governing);
            }
        }
        self.unrouted = self.unrouted.take().or_else(governing);
    }

    /// Whether no handler has a policy, and no group governs the path.
    #[must_use]
    pub fn is_without_policies(&self) -> bool {
        self.any.policy().is_none()
            && self.unrouted.is_none()
            && self.methods.iter().all(|(_, policy)| policy.is_none())
    }

    /// What governs all handlers of the path; none if some of them have another policy, or none.
    #[must_use]
    pub fn common(&self) -> Option<PolicyChoice> {
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(any.policy()),
        };
        let named = self.methods.iter().map(|(_, policy)| policy.as_ref());
        let mut all = named.chain(any);
        let first = all.next()??;
        let is_same = |other: &Governing| {
            first.is_shared_with(other) && first.policy.methods == other.policy.methods
        };
        all.all(|other| other.is_some_and(is_same))
            .then(|| match &first.by {
                Some(by) => by.clone().into(),
                None => first.policy.clone().into(),
            })
    }

    /// The policy of each method, in the order of registration.
    pub fn routes(&self) -> impl Iterator<Item = RoutePolicy<'_>> {
        fn route<'path>(
            method: Option<&'path Method>,
            policy: Option<&'path Governing>,
        ) -> RoutePolicy<'path> {
            RoutePolicy {
                method,
                policy: policy.map(|governing| (&governing.policy, governing.scope)),
                by: policy.and_then(|governing| governing.by.as_ref()),
            }
        }
        let named = self.methods.iter();
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(route(None, any.policy())),
        };
        named
            .map(|(method, policy)| route(Some(method), policy.as_ref()))
            .chain(any)
    }

    /// What responds to the preflights for the path, with the header values of a framework.
    ///
    /// Each policy gets the methods that share it as its `methods`. A method of another policy isn't among them, even
    /// if this one lists it: a browser caches them all for the path, and would then no longer ask the other policy.
    #[must_use]
    pub fn into_preflights<V: Value>(self) -> Preflights<V> {
        let reached = self.reached();
        let methods = reached
            .iter()
            .map(|(method, governing)| {
                let responding = governing.as_ref().map(|governing| {
                    let methods = PathMethods::sharing(governing, &reached);
                    Responding::new(governing, methods, &reached)
                });
                (method.clone(), responding)
            })
            .collect();
        let unrouted = match (&self.any, &self.unrouted) {
            (AnyMethod::Handler(Some(any)) | AnyMethod::Unknown(Some(any)), _)
                if may_allow_all_methods(any) =>
            {
                let others = PathMethods::AllBut(self.routed());
                Unrouted::Policy(Responding::new(any, others, &reached))
            }
            (AnyMethod::Unrouted, _) if self.is_shared => Unrouted::WithoutPolicy,
            (AnyMethod::Handler(None) | AnyMethod::Unknown(None), _) => Unrouted::WithoutPolicy,
            (AnyMethod::Unrouted, Some(unrouted)) => {
                let others = self.routed();
                let methods = match self.is_unrouted_listed {
                    true => PathMethods::ListedBut(others),
                    false => PathMethods::AllBut(others),
                };
                Unrouted::Policy(Responding::new(unrouted, methods, &reached))
            }
            _ => Unrouted::Nothing,
        };
        Preflights {
            methods,
            unrouted,
            is_head_of_get: self.is_head_of_get(),
        }
    }

    /// What decides about every request for the path, in front of all that is behind it.
    #[must_use]
    pub fn into_front<V: Value>(self) -> PathFront<V> {
        let convert = |governing: &Governing| Governing {
            policy: governing.policy.converted(),
            by: governing.by.clone(),
            scope: governing.scope,
        };
        let methods: Vec<_> = self
            .methods
            .iter()
            .map(|(method, policy)| (method.clone(), policy.as_ref().map(convert)))
            .collect();
        let any = match &self.any {
            AnyMethod::Unrouted => None,
            any => Some(any.policy().map(convert)),
        };
        let unrouted = self.unrouted.as_ref().map(convert);
        let of_methods = methods.iter().filter_map(|(_, policy)| policy.as_ref());
        let chosen_by = ReadHeaders::of_all(of_methods.filter_map(|policy| policy.by.as_ref()));
        PathFront {
            preflights: match self.any {
                AnyMethod::Router(_) => None,
                _ => Some(self.into_preflights()),
            },
            methods,
            any,
            unrouted,
            chosen_by,
        }
    }

    /// The methods that reach a handler and that a page can use, with those that `any` stands for.
    fn reached(&self) -> Reached {
        let mut reached: Vec<_> = self
            .methods
            .iter()
            .filter(|(method, _)| is_usable(method))
            .cloned()
            .collect();
        let any = match &self.any {
            AnyMethod::Handler(any) | AnyMethod::Unknown(any) => any.clone(),
            AnyMethod::Unrouted if self.is_shared => None,
            AnyMethod::Unrouted | AnyMethod::Router(_) => return reached,
        };
        // Those without a policy count as well: what a browser caches for the path would open them.
        let methods = match &any {
            Some(governing) => methods_of_any(&governing.policy),
            None => STANDARD.to_vec(),
        };
        for method in methods {
            let is_known = self.is_registered(&method)
                // A HEAD request reaches the handler of GET, where there is no other.
                || method == Method::HEAD
                    && self.is_registered(&Method::GET)
                    && self.is_head_of_get();
            if !is_known {
                reached.push((method, any.clone()));
            }
        }
        reached
    }

    /// Whether a HEAD request reaches the handler of GET, where there is no other; where all is known, it does.
    fn is_head_of_get(&self) -> bool {
        !matches!(self.any, AnyMethod::Unknown(_)) && !self.is_shared
    }

    fn is_registered(&self, name: &Method) -> bool {
        self.methods.iter().any(|(method, _)| method == name)
    }

    /// The methods that reach a handler by name.
    fn routed(&self) -> Vec<Method> {
        let names = self.methods.iter().map(|(method, _)| method.clone());
        let of_get = self.is_registered(&Method::GET).then_some(Method::HEAD);
        names.chain(of_get).collect()
    }
}

/// A handler is registered for a method that its policy doesn't list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedMethod {
    method: Method,
    listed: String,
}

impl Display for UnlistedMethod {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { method, listed } = self;
        write!(
            f,
            "handler registered for {method}, but its policy lists only {listed}; add {method} to `methods`, or omit \
             `methods` to infer it"
        )
    }
}

impl std::error::Error for UnlistedMethod {}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Request, Response};

    use super::*;
    use crate::Decision;

    const APP: &str = "https://app.example.com";
    const ADMIN: &str = "https://admin.example.com";
    const EVIL: &str = "https://evil.example";
    const NONE: Option<SharedPolicy> = None;

    fn policy(origin: &str) -> crate::Config {
        crate::Config::new().origins([origin])
    }

    fn shared(config: crate::Config) -> SharedPolicy {
        config.check().unwrap().0.into()
    }

    fn path(methods: &[(&str, Option<SharedPolicy>)]) -> PathPolicies {
        let mut path = PathPolicies::new();
        for (method, policy) in methods {
            path.register(method.parse().unwrap(), policy.clone())
                .unwrap();
        }
        path
    }

    /// What becomes of the handler's response: the origin that may read it, or none; or that no policy governs it.
    fn runs(front: &PathFront, method: &str, origin: &str) -> Result<Option<String>, &'static str> {
        let request = Request::builder().method(method).header("origin", origin);
        match front.decide(&mut request.body(()).unwrap()) {
            None => Err("untouched"),
            Some(Decision::Respond(_)) => Err("rejected"),
            Some(Decision::Proceed(headers)) => {
                let response = headers.applied(Response::new(()));
                let value = response.headers().get("access-control-allow-origin");
                Ok(value.map(|value| value.to_str().unwrap().to_owned()))
            }
        }
    }

    /// The methods and the lifetime that the response to a preflight says; none where it is rejected.
    fn preflight(
        front: &PathFront,
        method: &str,
        origin: &str,
    ) -> Option<(String, Option<String>)> {
        let request = Request::options("/")
            .header("origin", origin)
            .header("access-control-request-method", method);
        let Some(Decision::Respond(response)) = front.decide(&mut request.body(()).unwrap()) else {
            panic!("a preflight reached what is behind");
        };
        let response: Response<()> = response.into_response();
        let header = |name| {
            let value = response.headers().get(name);
            value.map(|value: &HeaderValue| value.to_str().unwrap().to_owned())
        };
        (response.status() == 204).then(|| {
            let methods = header("access-control-allow-methods").unwrap_or_default();
            (methods, header("access-control-max-age"))
        })
    }

    fn allows(front: &PathFront, method: &str, origin: &str) -> bool {
        preflight(front, method, origin)
            .is_some_and(|(methods, _)| methods.split(", ").any(|name| name == method))
    }

    #[test]
    fn each_request_is_decided_by_the_policy_of_its_method() {
        let app = shared(policy(APP));
        let admin = shared(policy(ADMIN));
        let front =
            path(&[("GET", Some(app)), ("PUT", Some(admin)), ("DELETE", None)]).into_front();
        for method in ["GET", "HEAD"] {
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())));
            assert_eq!(runs(&front, method, ADMIN), Ok(None));
        }
        assert_eq!(runs(&front, "PUT", ADMIN), Ok(Some(ADMIN.into())));
        assert_eq!(runs(&front, "PUT", APP), Ok(None));
        assert_eq!(runs(&front, "DELETE", APP), Err("untouched"));
        assert_eq!(preflight(&front, "DELETE", APP), None);
        // What no handler takes can be read by the pages that may use the path.
        for origin in [APP, ADMIN] {
            assert_eq!(runs(&front, "PATCH", origin), Ok(Some(origin.into())));
            assert!(!allows(&front, "PATCH", origin));
        }
        assert_eq!(runs(&front, "PATCH", EVIL), Ok(None));
    }

    #[test]
    fn a_group_governs_what_has_no_policy() {
        let mut path = path(&[("GET", Some(shared(policy(ADMIN)))), ("DELETE", None)]);
        path.inherit(&shared(policy(APP)));
        // Only the nearest group counts.
        path.inherit(&shared(policy(EVIL)));
        let front = path.into_front();
        assert_eq!(runs(&front, "GET", ADMIN), Ok(Some(ADMIN.into())));
        assert_eq!(runs(&front, "GET", APP), Ok(None));
        for method in ["DELETE", "PUT", "OPTIONS", "PURGE"] {
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())), "{method}");
            assert_eq!(runs(&front, method, EVIL), Ok(None), "{method}");
        }
        assert_eq!(preflight(&front, "DELETE", APP).unwrap().0, "DELETE");
        assert!(
            allows(&front, "PUT", APP),
            "so that the page can read the 405"
        );
        assert!(!allows(&front, "GET", APP));
        assert_eq!(preflight(&front, "PUT", EVIL), None);
    }

    #[test]
    fn a_group_that_lists_methods_opens_no_other() {
        let mut path = path(&[("PUT", None), ("DELETE", None)]);
        path.inherit(&shared(policy(APP).methods(["PUT"])));
        let front = path.into_front();
        assert!(allows(&front, "PUT", APP));
        assert!(!allows(&front, "DELETE", APP));
        assert!(!allows(&front, "PATCH", APP));
    }

    #[test]
    fn the_405_of_a_group_costs_no_other_policy_its_cache() {
        let json = |origin| {
            policy(origin)
                .headers(["content-type"])
                .max_age(std::time::Duration::from_secs(60))
        };
        let mut path = path(&[("PUT", Some(shared(json(ADMIN))))]);
        path.inherit(&shared(json(APP)));
        let front = path.into_front();
        assert_eq!(
            preflight(&front, "PUT", ADMIN),
            Some(("PUT".into(), Some("60".into())))
        );
        // But its own headers must not be cached for the handler.
        assert_eq!(
            preflight(&front, "PATCH", APP).unwrap().1.as_deref(),
            Some("0")
        );
    }

    #[test]
    fn a_policy_that_allows_no_origin_opts_a_handler_out_of_its_group() {
        let mut path = path(&[("GET", Some(Policy::NOBODY.into())), ("PUT", None)]);
        path.inherit(&shared(policy(APP)));
        let front = path.into_front();
        assert_eq!(runs(&front, "GET", APP), Ok(None));
        assert_eq!(preflight(&front, "GET", APP), None);
        assert!(allows(&front, "PUT", APP));
    }

    #[test]
    fn what_is_not_known_is_not_opened() {
        let mut known = path(&[("GET", Some(shared(policy(APP))))]);
        let mut opaque = PathPolicies::new();
        opaque.register_unknown();
        known.merge(opaque);
        let front = known.clone().into_front();
        assert_eq!(runs(&front, "GET", APP), Ok(Some(APP.into())));
        for method in ["HEAD", "PUT", "POST"] {
            assert_eq!(runs(&front, method, APP), Err("untouched"), "{method}");
            assert_eq!(preflight(&front, method, APP), None, "{method}");
        }
        // A handler of every method, and some of which nothing is known: no one can say which of them a method reaches.
        let mut any = PathPolicies::new();
        any.register_any(Some(shared(policy(APP))));
        known.merge(any);
        known.inherit(&shared(policy(APP)));
        assert_eq!(preflight(&known.into_front(), "PUT", APP), None);
    }

    #[test]
    fn the_preflights_of_a_router_of_its_own_are_left_to_it() {
        let mut path = PathPolicies::new();
        path.register_router();
        assert!(path.is_without_policies());
        path.inherit(&shared(policy(APP)));
        let front = path.into_front::<HeaderValue>();
        assert_eq!(runs(&front, "PUT", APP), Ok(Some(APP.into())));
        let mut preflight = Request::options("/")
            .header("origin", APP)
            .header("access-control-request-method", "PUT")
            .body(())
            .unwrap();
        let Some(Decision::Proceed(headers)) = front.decide(&mut preflight) else {
            panic!("it is left to what is behind");
        };
        // An upstream server's answer opens nothing.
        let mut answer = Response::builder()
            .header("access-control-allow-origin", APP)
            .header("access-control-allow-methods", "PUT")
            .body(())
            .unwrap();
        headers.clone().apply(&mut answer);
        assert_eq!(answer.headers().len(), 1);
        assert_eq!(answer.headers()["vary"], "Origin");
        // That of a policy does.
        let Decision::Respond(answer) = shared(policy(APP)).decide(&preflight) else {
            panic!("it is a preflight");
        };
        let mut answer: Response<()> = answer.into_response();
        headers.apply(&mut answer);
        assert_eq!(answer.headers()["access-control-allow-origin"], APP);
        // No request has been asked about in its place.
        let mut request = Request::put("/").header("origin", APP).body(()).unwrap();
        assert!(front.decide(&mut request).is_some());
        assert!(matches!(
            shared(policy(ADMIN)).decide(&request),
            Decision::Proceed(_)
        ));
    }

    #[test]
    fn an_enforced_policy_covers_every_method_there_is() {
        let mut path = PathPolicies::new();
        path.register_any(Some(shared(policy(APP).enforce(true))));
        let front = path.into_front();
        for method in ["GET", "CONNECT", "TRACE", "QUERY", "PURGE", "OPTIONS"] {
            assert_eq!(runs(&front, method, EVIL), Err("rejected"), "{method}");
            assert_eq!(runs(&front, method, APP), Ok(Some(APP.into())), "{method}");
        }
    }

    #[test]
    fn methods_that_no_page_can_use_are_in_no_list() {
        let app = Some(shared(policy(APP)));
        let front = path(&[
            ("PUT", app.clone()),
            ("CONNECT", app.clone()),
            ("TRACE", app),
        ])
        .into_front();
        assert_eq!(preflight(&front, "PUT", APP).unwrap().0, "PUT");
        assert_eq!(runs(&front, "CONNECT", EVIL), Ok(None));
    }

    #[test]
    fn a_fallback_opens_no_handler() {
        let mut path = path(&[("DELETE", NONE)]);
        path.register_fallback(Some(shared(policy("*"))));
        let front = path.into_front();
        assert_eq!(preflight(&front, "DELETE", EVIL), None);
        assert_eq!(runs(&front, "DELETE", EVIL), Err("untouched"));
        assert_eq!(runs(&front, "PUT", EVIL), Ok(Some("*".into())));
        assert!(allows(&front, "PUT", EVIL));
    }

    #[test]
    fn a_handlers_policy_overrules_a_layers_and_a_groups_does_not() {
        for (is_group, expected) in [(false, APP), (true, ADMIN)] {
            let mut path = path(&[("GET", (!is_group).then(|| shared(policy(APP))))]);
            path.inherit(&shared(policy(APP)));
            let front = path.into_front::<HeaderValue>();
            let request = || {
                Request::get("/")
                    .header("origin", expected)
                    .body(())
                    .unwrap()
            };
            let inner = shared(policy(ADMIN)).decide(&request());
            let outer = front.decide(&mut request());
            let (Decision::Proceed(inner), Some(Decision::Proceed(outer))) = (inner, outer) else {
                panic!("they aren't preflights");
            };
            let response = outer.applied(inner.applied(Response::new(())));
            assert_eq!(response.headers()["access-control-allow-origin"], expected);
        }
    }

    #[test]
    fn a_policy_whose_preflights_a_group_answers_rejects_by_itself() {
        let inner = shared(policy(ADMIN));
        let mut path = path(&[("PUT", None)]);
        path.inherit(&shared(policy(APP)));
        let front = path.into_front::<HeaderValue>();
        for (origin, is_rejected) in [(APP, true), (ADMIN, false)] {
            let mut request = Request::put("/").header("origin", origin).body(()).unwrap();
            assert!(matches!(inner.decide(&request), Decision::Proceed(_)));
            assert!(front.decide(&mut request).is_some());
            let is_answered = matches!(inner.decide(&request), Decision::Respond(_));
            assert_eq!(is_answered, is_rejected, "{origin}");
        }
    }
}
