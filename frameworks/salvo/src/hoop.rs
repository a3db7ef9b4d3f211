//! One policy for everything behind a hoop.

use std::any::TypeId;

use cors_core::head::{is_safe, mark_passed};
use cors_core::{ChosenHead, Decision, PolicyBy, PolicyChoice, SharedPolicy};
use http::HeaderName;
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

use crate::known::{Decider, Known, is_decided_in_front, tell};
use crate::respond::{head_of, respond};

/// A hoop with a [`Policy`](cors_core::Policy).
///
/// On a router that is served by [`service`](crate::service), it makes that router a group: the policy governs all in it
/// that has no nearer one, in front of all other hoops, wherever it stands among them.
///
/// ```
/// use cors::Policy;
/// use cors::salvo::{Cors, service};
/// use salvo_core::prelude::*;
///
/// static APP: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
///
/// #[handler]
/// async fn list() -> &'static str { "a note" }
///
/// #[handler]
/// async fn authenticate(response: &mut Response) {
///     response.status_code(StatusCode::UNAUTHORIZED); // answers no preflight, and pages of APP can read it
/// }
///
/// let router = Router::new()
///     .hoop(authenticate)
///     .hoop(Cors::new(&APP))
///     .push(Router::with_path("notes").get(list));
/// let service = service(router);
/// # let _ = service;
/// ```
///
/// One that salvo runs only under a condition (`hoop_when`), or for a single handler (`list.hoop(…)`), isn't known in
/// front. Behind a group's policy it is nearer and decides about the response, but no preflight asks it, so it rejects
/// origins that it doesn't allow with 403.
///
/// As the first hoop of a salvo `Service` of any other kind, it answers the preflights for everything behind it, and sets
/// the headers on every other response, unless a policy nearer to the handler has decided.
#[derive(Clone, Debug)]
pub struct Cors {
    policy: PolicyChoice,
}

impl Cors {
    /// A hoop with this policy: a `&'static Policy`, an `Arc<Policy>` or a [`Policy`](cors_core::Policy); or with a
    /// [`PolicyBy`], as [`by`](Self::by) makes.
    ///
    /// Origins that are a `LiveOrigins` are to be set before this is called: with the feature `tracing`, it warns of those
    /// that aren't.
    pub fn new(policy: impl Into<PolicyChoice>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        Self { policy }
    }

    /// A hoop that chooses the policy by the head of each request, for services with tenants: see [`PolicyBy::new`].
    pub fn by<P: Into<SharedPolicy>>(
        reads: impl IntoIterator<Item = HeaderName>,
        choose: impl Fn(&ChosenHead<'_>) -> Option<P> + Send + Sync + 'static,
    ) -> Self {
        Self::new(PolicyBy::new(reads, choose))
    }

    /// Where salvo has it. It doesn't move while salvo serves.
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

#[async_trait]
impl Handler for Cors {
    fn type_id(&self) -> TypeId {
        tell(|| Known {
            policy: self.policy.clone(),
            by: Decider::Hoop(self.address()),
        });
        TypeId::of::<Self>()
    }

    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        next: &mut FlowCtrl,
    ) {
        if is_decided_in_front(depot, self.address()) {
            return;
        }
        let decision = self.policy.decide_head(&head_of(request));
        if matches!(decision, Decision::Proceed(_)) {
            let is_unasked = !is_safe(request.method().as_str());
            mark_passed(request.extensions_mut(), is_unasked);
        }
        respond(decision, request, depot, response, next).await;
    }
}
