//! Which policy responds to a preflight.

use http::{HeaderValue, Method, Request};

use super::governing::Governing;
use super::lists::Responding;
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
    /// As [`respond`](Self::respond), compiled once for all bodies.
    pub fn respond_to<B>(&self, request: &Request<B>) -> Option<CorsResponse<'static>> {
        self.respond(&HttpHead::from(request))
    }
}

impl<V: Value> Preflights<V> {
    /// The response to a preflight, by the policy of the handler that the requested method would reach; none for
    /// every other request. It is a rejection where that handler has no policy.
    #[inline]
    pub fn respond<H>(&self, head: &H) -> Option<CorsResponse<'static, V>>
    where
        H: RequestHead<Value = V>,
    {
        let preflight = Preflight::of(head)?;
        let (policy, by) = self.policy_for(&preflight);
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
        let preflight = Preflight::of(head)?;
        let (policy, _) = self.policy_for(&preflight);
        Some(explain(policy.as_ref(), head))
    }

    /// The policy that responds to this preflight, and what chose it.
    #[inline]
    fn policy_for<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
    ) -> (Option<Held<'static, V>>, Option<&PolicyBy>) {
        match self.responding_to(preflight) {
            Some(Responding::Fixed(policy)) => (Some(policy.held()), None),
            Some(Responding::By(by, lists)) => {
                let chosen = by.choose(preflight.head);
                let of_path = chosen.map(|policy| lists.of::<V>(&policy).held());
                (of_path, Some(by))
            }
            None => (None, None),
        }
    }

    /// What responds to this preflight.
    fn responding_to<H: RequestHead<Value = V>>(
        &self,
        preflight: &Preflight<'_, H>,
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
                    Responding::By(by, _) => {
                        let chosen = by.choose(preflight.head);
                        chosen.is_some_and(|policy| allows(&policy.converted()))
                    }
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

/// The policy of what governs a handler, for one request.
pub(super) fn policy_of<H: RequestHead>(
    governing: &Governing<H::Value>,
    head: &H,
) -> SharedPolicy<H::Value> {
    let chosen = governing.by.as_ref().and_then(|by| by.choose(head));
    match chosen {
        Some(policy) => policy.converted(),
        None => governing.policy.clone(),
    }
}
