//! What is known of a `dyn Handler`: salvo gives no way from there to the type behind it, but for its id, which is asked
//! for nothing else while a request is routed. So ours tell their policy when they are asked for that.

use std::cell::{Cell, RefCell};

use cors_core::PolicyChoice;
use cors_core::routes::Scope;
use salvo_core::{Depot, Handler};

thread_local! {
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
    static ANSWER: RefCell<Option<Known>> = const { RefCell::new(None) };
}

/// What one of ours says of itself.
pub(crate) struct Known {
    pub(crate) policy: PolicyChoice,
    pub(crate) by: Decider,
}

/// Whose policy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decider {
    Handler,
    /// The hoop with this address.
    Hoop(usize),
    /// What the path has, as the request reaches no handler.
    Path(Scope),
}

impl Decider {
    pub(crate) fn scope(self) -> Scope {
        match self {
            Self::Handler => Scope::Handler,
            Self::Hoop(_) => Scope::Group,
            Self::Path(scope) => scope,
        }
    }
}

/// The policy of this handler, if it is a handler with the attribute, or a hoop of ours. It isn't run.
pub(crate) fn ask(handler: &dyn Handler) -> Option<Known> {
    ANSWER.take();
    IS_ASKED.set(true);
    let _ = handler.type_id();
    IS_ASKED.set(false);
    ANSWER.take()
}

/// Answers whoever asks.
pub(crate) fn tell(known: impl FnOnce() -> Known) {
    if IS_ASKED.get() {
        ANSWER.set(Some(known()));
    }
}

/// Says to the policies behind that the service has decided, and by the policy of what.
pub(crate) fn mark_decided_in_front(depot: &mut Depot, by: Decider) {
    depot.insert_typed(DecidedInFront {
        by,
        has_passed: false,
    });
}

struct DecidedInFront {
    by: Decider,
    /// Whether the request has passed the hoop by whose policy it was decided.
    has_passed: bool,
}

/// Whether the service has decided by the policy of this hoop, or by one that is nearer to the handler. Salvo shows the
/// service neither the hoops of a single handler nor one with a condition: of those, each that the request meets after
/// the hoop that has decided is nearer.
pub(crate) fn is_decided_in_front(depot: &mut Depot, hoop: usize) -> bool {
    let Ok(decided) = depot.get_typed_mut::<DecidedInFront>() else {
        return false;
    };
    let is_known = !decided.has_passed;
    decided.has_passed |= decided.by == Decider::Hoop(hoop);
    is_known
}

/// Whether the service has decided by the policy of the handler.
pub(crate) fn is_decided_by_handler(depot: &Depot) -> bool {
    depot
        .get_typed::<DecidedInFront>()
        .is_ok_and(|decided| decided.by.scope() == Scope::Handler)
}
