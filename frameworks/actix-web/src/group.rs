//! Scopes with a policy that policies around them know of.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug, Formatter};
use std::rc::{Rc, Weak};

use actix_web::dev::{AppService, HttpServiceFactory, ServiceRequest};
use cors_core::PolicyChoice;

use crate::mark::Mark;
use crate::nesting::Place;

/// The policy of a scope.
pub(crate) struct Group {
    policy: PolicyChoice,
    mark: RefCell<Option<Mark>>,
    /// Where its middleware was put together.
    place: Cell<Option<Place>>,
}

thread_local! {
    /// All groups of the thread, in the order in which they were registered: those inside of another come first.
    static GROUPS: RefCell<Vec<Weak<Group>>> = const { RefCell::new(vec![]) };
}

impl Group {
    pub(crate) fn new(policy: PolicyChoice) -> Rc<Self> {
        Rc::new(Self {
            policy,
            mark: RefCell::new(None),
            place: Cell::new(None),
        })
    }

    pub(crate) fn policy(&self) -> &PolicyChoice {
        &self.policy
    }

    pub(crate) fn set_place(&self, place: Place) {
        self.place.set(Some(place));
    }

    /// The pattern of the scope's prefix, with those that it is in, if it can be known.
    pub(crate) fn prefix(&self) -> Option<String> {
        self.mark.borrow().as_ref()?.scopes()
    }

    /// The groups inside of a policy at this place, in the app that serves a request: the inner ones come first.
    pub(crate) fn inside_of(place: Place, request: &ServiceRequest) -> Vec<Rc<Self>> {
        let is_inside = |group: &Rc<Self>| {
            let mark = group.mark.borrow();
            group
                .place
                .get()
                .is_some_and(|inner| inner.is_before(place))
                && mark.as_ref().is_some_and(|mark| mark.is_in_app(request))
        };
        GROUPS.with_borrow(|groups| {
            let alive = groups.iter().filter_map(Weak::upgrade);
            alive.filter(is_inside).collect()
        })
    }
}

impl Debug for Group {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// What a scope registers beside its own services.
pub(crate) struct MarkOf(pub(crate) Rc<Group>);

impl HttpServiceFactory for MarkOf {
    fn register(self, service: &mut AppService) {
        let mark = Mark::new();
        mark.register(service);
        *self.0.mark.borrow_mut() = Some(mark);
        GROUPS.with_borrow_mut(|groups| {
            groups.retain(|group| group.strong_count() > 0);
            groups.push(Rc::downgrade(&self.0));
        });
    }
}
