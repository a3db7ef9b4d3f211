//! Refusals as events, for the owner of a service (feature `tracing`).
//!
//! Where a policy responds by itself, the event is there with the decision. Where the handler runs, it is there when the
//! headers are put on its response: only then it is known that no other policy decides about that.

use std::fmt::Write as _;

use crate::Explanation;
use crate::explain::{Place, explain};
use crate::head::{RequestHead, RequestHeader};
use crate::heard::are_refusals_heard;
use crate::preflight::{Preflight, Sent};
use crate::shared::Held;

/// A refusal that somebody wants to know of.
pub(crate) type Refusal = Box<Explanation>;

/// The refusal of this request by a policy, or because there is none. Nothing is worked out unless somebody listens.
#[inline]
pub(crate) fn refusal<H: RequestHead>(
    policy: Option<&Held<'_, H::Value>>,
    head: &H,
) -> Option<Refusal> {
    if are_refusals_heard() {
        worked_out(policy, head)
    } else {
        None
    }
}

#[cold]
#[inline(never)]
fn worked_out<H: RequestHead>(policy: Option<&Held<'_, H::Value>>, head: &H) -> Option<Refusal> {
    let origin = match Sent::of(head, RequestHeader::Origin) {
        Sent::Never => return None,
        origin => origin,
    };
    // Most requests are allowed, and then nobody asks by which of the entries.
    let allows = policy.is_some_and(|policy| match &origin {
        Sent::Once(line) => policy.allows(line),
        _ => !policy.varies(),
    });
    let has = |header| head.first_line(header).is_some();
    if allows
        && Preflight::of(head).is_none()
        && (policy.is_some_and(|policy| policy.credentials)
            || !has(RequestHeader::Cookie) && !has(RequestHeader::Authorization))
    {
        return None;
    }
    let explanation = explain(policy, head);
    explanation
        .effect
        .is_refusal()
        .then(|| Box::new(explanation))
}

/// The event.
#[cold]
#[inline(never)]
pub(crate) fn tell(refusal: &Explanation) {
    let mut reason = String::new();
    for (at, one) in refusal.reasons.iter().enumerate() {
        let before = if at == 0 { "" } else { "; " };
        let _ = write!(reason, "{before}{one}");
    }
    tracing::debug!(
        target: "cors",
        origin = refusal.origin,
        reason,
        nearest = refusal.nearest().map(tracing::field::display),
        method = refusal.method,
        path = refusal.path,
        policy = refusal.policy.map(|location| tracing::field::display(Place(location))),
        "{}",
        refusal.effect,
    );
}
