//! Whether one policy may stand around another, as far as the order tells in which they were put together.
//!
//! actix-web builds each service on the thread on which it runs, and what is inside before what is around it. So what is
//! around a policy came later. A mark, which costs an allocation, is needed only where a policy may read it.

use std::cell::Cell;

/// How many policies this thread has put together.
#[derive(Clone, Copy, Debug, Default)]
struct Made {
    middleware: u64,
    handlers: u64,
}

thread_local! {
    static MADE: Cell<Made> = const { Cell::new(Made { middleware: 0, handlers: 0 }) };
}

/// When a policy was put together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    before: Made,
    is_middleware: bool,
}

impl Place {
    pub(crate) fn of_middleware() -> Self {
        let before = MADE.get();
        MADE.set(Made {
            middleware: before.middleware + 1,
            ..before
        });
        Self {
            before,
            is_middleware: true,
        }
    }

    /// No handler is around anything.
    pub(crate) fn of_handler() -> Self {
        let before = MADE.get();
        MADE.set(Made {
            handlers: before.handlers + 1,
            ..before
        });
        Self {
            before,
            is_middleware: false,
        }
    }

    /// Whether this one was put together before another, which so isn't inside of it.
    pub(crate) fn is_before(self, other: Self) -> bool {
        self.before.middleware < other.before.middleware
    }

    /// Whether another policy may stand around this one.
    #[inline]
    pub(crate) fn may_be_inside(self) -> bool {
        MADE.get().middleware > self.before.middleware + u64::from(self.is_middleware)
    }

    /// Whether this policy may stand around another.
    #[inline]
    pub(crate) fn may_be_around(self) -> bool {
        self.is_middleware && self.before.middleware + self.before.handlers > 0
    }
}
