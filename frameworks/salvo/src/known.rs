//! What is known of a `dyn Handler`: salvo gives no way from there to the type behind it, but for its id, which is asked
//! for nothing else while a request is routed. So ours tell their policy when they are asked for that.

use std::cell::{Cell, RefCell};

use cors_core::SharedPolicy;
use cors_core::routes::Scope;
use salvo_core::{Depot, Handler};

thread_local! {
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
    static ANSWER: RefCell<Option<(SharedPolicy, Scope)>> = const { RefCell::new(None) };
}

/// The policy of this handler, if it is a handler with the attribute, or a hoop of ours. It isn't run.
pub(crate) fn ask(handler: &dyn Handler) -> Option<(SharedPolicy, Scope)> {
    ANSWER.take();
    IS_ASKED.set(true);
    let _ = handler.type_id();
    IS_ASKED.set(false);
    ANSWER.take()
}

/// What one of ours says of itself.
pub(crate) fn tell(policy: impl FnOnce() -> (SharedPolicy, Scope)) {
    if IS_ASKED.get() {
        ANSWER.set(Some(policy()));
    }
}

/// Says to the policies behind that the service has decided, and by the policy of what.
pub(crate) fn mark_decided_in_front(depot: &mut Depot, scope: Scope) {
    depot.insert_typed(DecidedInFront(scope));
}

struct DecidedInFront(Scope);

/// Whether the service has decided.
pub(crate) fn is_decided_in_front(depot: &Depot) -> bool {
    depot.contains_typed::<DecidedInFront>()
}

/// Whether the service has decided by the policy of the handler.
pub(crate) fn is_decided_by_handler(depot: &Depot) -> bool {
    depot
        .get_typed::<DecidedInFront>()
        .is_ok_and(|decided| decided.0 == Scope::Handler)
}
