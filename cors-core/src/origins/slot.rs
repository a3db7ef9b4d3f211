//! How the literal of a policy names its slots.

use std::fmt::{self, Debug, Formatter};
use std::panic::{RefUnwindSafe, UnwindSafe};

#[cfg(feature = "config")]
use super::LiveOrigins;

/// A slot among the origins of a policy, with the name by which the policy is written.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct NamedSlot {
    pub(crate) name: &'static str,
    #[cfg_attr(
        not(feature = "config"),
        expect(dead_code, reason = "no type is a slot")
    )]
    pub(crate) slot: &'static dyn Slot,
}

impl Debug for NamedSlot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for NamedSlot {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(feature = "config")]
        return std::ptr::eq(self.slot.origins(), other.slot.origins());
        #[cfg(not(feature = "config"))]
        return self.name == other.name;
    }
}

/// What the type of an entry without quotes has to be: [`LiveOrigins`](crate::LiveOrigins). It is a trait, for its
/// message; and a policy holds it as an object, as a mismatch of types would be a second error.
#[doc(hidden)]
#[cfg_attr(
    feature = "config",
    diagnostic::on_unimplemented(
        message = "expected an origin in quotes, or a `static` of type `LiveOrigins`, found `{Self}`",
        label = "not a `LiveOrigins`",
        note = "for origins that are known at deployment, declare `static NAME: LiveOrigins = LiveOrigins::new();`"
    )
)]
#[cfg_attr(
    not(feature = "config"),
    diagnostic::on_unimplemented(
        message = "expected an origin in quotes, found `{Self}`",
        label = "not an origin in quotes",
        note = "origins that are known at deployment are a `static` of type `LiveOrigins`, which needs the feature \
                `config`: in Cargo.toml, write features = [\"config\"] for `cors`"
    )
)]
pub trait Slot: Send + Sync + RefUnwindSafe + UnwindSafe + 'static {
    #[cfg(feature = "config")]
    fn origins(&self) -> &LiveOrigins;
}

#[doc(hidden)]
pub const fn slot<T: Slot>(name: &'static str, slot: &'static T) -> NamedSlot {
    NamedSlot { name, slot }
}

#[cfg(feature = "config")]
impl Slot for LiveOrigins {
    fn origins(&self) -> &LiveOrigins {
        self
    }
}
