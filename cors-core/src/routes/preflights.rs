//! Which policy responds to a preflight.

use http::{HeaderValue, Method, Request};

use super::governing::Governing;
use super::lists::{PathLists, Responding};
#[cfg(feature = "explain")]
use crate::explain::{Explanation, explain};
use crate::head::{HttpHead, RequestHead, Value};
use crate::methods::is_safelisted;
use crate::preflight::Preflight;
use crate::respond::CorsResponse;
use crate::shared::Held;
use crate::{PolicyBy, SharedPolicy};

/// What responds to the preflights for a path. Made by [`PathPolicies::into_preflights`](super::PathPolicies::into_preflights).
#[derive(Clone, Debug)]
pub struct Preflights<V: Value = HeaderValue> {
    pub(super) methods: Vec<(Method, Option<Responding<V>>)>,
    pub(super) unrouted: Unrouted<V>,
    /// Whether HEAD reaches the handler of GET, where it isn't registered.
    pub(super) is_head_of_get: bool,
}

/// What a method reaches that isn't in the list.
#[derive(Clone, Debug)]
pub(super) enum Unrouted<V: Value> {
    Nothing,
    WithoutPolicy,
    Policy(Responding<V>),
}

impl Preflights {
    /// As [`respond`](Self::respond), also by policies that are chosen by the request.
    pub fn respond_to<B>(&self, request: &Request<B>) -> Option<CorsResponse<'static>> {
        let head = HttpHead::from(request);
        self.response(&head, &head)
    }
}

impl<V: Value> Preflights<V> {
    /// The response to a preflight, by the policy of the handler that the requested method would reach; none for
    /// every other request. It is a rejection where that handler has no policy, or one that is chosen by the request: what
    /// chooses it reads the head of a request of `http`.
    pub fn respond<H>(&self, head: &H) -> Option<CorsResponse<'static, V>>
    where
        H: RequestHead<Value = V>,
    {
        self.response(head, &NoChoice)
    }

    #[inline]
    pub(super) fn response<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<CorsResponse<'static, V>> {
        let preflight = Preflight::of(head)?;
        let (policy, by) = self.policy_for(&preflight, choose);
        tell_of_preflight(policy.as_ref(), head);
        let response = match policy {
            Some(policy) => CorsResponse::to_preflight(policy, preflight),
            None => CorsResponse::rejected_preflight(head),
        };
        Some(response.varying_by(by.map(PolicyBy::read_headers)))
    }

    /// Says why a preflight passes or doesn't, by the policy that responds to it; none for every other request.
    #[cfg(feature = "explain")]
    pub fn explain<H: RequestHead<Value = V>>(&self, head: &H) -> Option<Explanation> {
        self.explain_choosing(head, &NoChoice)
    }

    #[cfg(feature = "explain")]
    pub(super) fn explain_choosing<H: RequestHead<Value = V>>(
        &self,
        head: &H,
        choose: &impl Choose<V>,
    ) -> Option<Explanation> {
        let preflight = Preflight::of(head)?;
        let (policy, _) = self.policy_for(&preflight, choose);
        Some(explain(policy.as_ref(), head))
    }

    /// The policy that responds to this preflight, and what chose it.
    #[inline]
    fn policy_for<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
        choose: &impl Choose<V>,
    ) -> (Option<Held<'static, V>>, Option<&PolicyBy>) {
        match self.responding_to(preflight, choose) {
            Some(Responding::Fixed(policy)) => (Some(policy.held()), None),
            Some(Responding::By(by, lists)) => {
                let chosen = choose.choose_for_path(by, lists);
                (chosen.map(|policy| policy.held()), Some(by))
            }
            None => (None, None),
        }
    }

    /// What responds to this preflight.
    fn responding_to<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
        choose: &impl Choose<V>,
    ) -> Option<&Responding<V>> {
        let requested = preflight.method.as_ref();
        let registered = |name: &[u8]| {
            let mut methods = self.methods.iter();
            methods.find(|(method, _)| method.as_str().as_bytes() == name)
        };
        // A HEAD request reaches the handler of GET, where there is no other.
        let reached = registered(requested).or_else(|| {
            let is_of_get = requested == b"HEAD" && self.is_head_of_get;
            registered(b"GET").filter(|_| is_of_get)
        });
        match (reached, &self.unrouted) {
            (Some((_, policy)), _) => policy.as_ref(),
            (None, Unrouted::WithoutPolicy) => None,
            (None, Unrouted::Policy(policy)) => Some(policy),
            // A list without it wouldn't keep the browser from sending it.
            (None, Unrouted::Nothing) if is_safelisted(requested) => None,
            // No handler takes this method. A list without it lets the browser's console say so.
            (None, Unrouted::Nothing) => {
                let mut policies = self
                    .methods
                    .iter()
                    .filter_map(|(_, policy)| policy.as_ref());
                let allows =
                    |policy: &SharedPolicy<V>| policy.allow_origin::<H>(preflight.origin).is_some();
                policies.find(|responding| match responding {
                    Responding::Fixed(policy) => allows(policy),
                    Responding::By(by, _) => choose.choose(by).is_some_and(|it| allows(&it)),
                })
            }
        }
    }
}

/// Tells of a preflight if no browser would be content with the response to it.
pub(super) fn tell_of_preflight<H: RequestHead>(policy: Option<&Held<'_, H::Value>>, head: &H) {
    #[cfg(feature = "tracing")]
    if let Some(refusal) = crate::refusal::refusal(policy, head) {
        crate::refusal::tell(&refusal);
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (policy, head);
}

/// What chooses a policy for a request with a framework's values.
pub(super) trait Choose<V: Value> {
    /// None: it can't.
    fn choose(&self, by: &PolicyBy) -> Option<SharedPolicy<V>>;

    fn choose_for_path(&self, by: &PolicyBy, lists: &PathLists) -> Option<SharedPolicy<V>>;

    /// The policy of what governs a handler, for one request.
    fn policy_of(&self, governing: &Governing<V>) -> SharedPolicy<V> {
        let chosen = governing.by.as_ref().and_then(|by| self.choose(by));
        chosen.unwrap_or_else(|| governing.policy.clone())
    }
}

impl Choose<HeaderValue> for HttpHead<'_> {
    fn choose(&self, by: &PolicyBy) -> Option<SharedPolicy> {
        Some(by.policy_for(*self))
    }

    fn choose_for_path(&self, by: &PolicyBy, lists: &PathLists) -> Option<SharedPolicy> {
        Some(lists.of(&by.policy_for(*self)))
    }
}

/// For heads that aren't `http`'s, which the function of a [`PolicyBy`] can't read.
pub(super) struct NoChoice;

impl<V: Value> Choose<V> for NoChoice {
    fn choose(&self, _: &PolicyBy) -> Option<SharedPolicy<V>> {
        None
    }

    fn choose_for_path(&self, _: &PolicyBy, _: &PathLists) -> Option<SharedPolicy<V>> {
        None
    }
}
