//! How the literal of a policy names its slots.

#[cfg(feature = "config")]
use super::LiveOrigins;

/// A slot among the origins of a policy, with the name by which the policy is written.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct NamedSlot {
    pub(crate) name: &'static str,
    #[cfg(feature = "config")]
    pub(crate) slot: &'static LiveOrigins,
}

impl PartialEq for NamedSlot {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(feature = "config")]
        return self.slot == other.slot;
        #[cfg(not(feature = "config"))]
        return self.name == other.name;
    }
}

/// What a type of an entry has to be: [`LiveOrigins`]. The method that makes the entry is behind an associated type, so
/// that for any other type this message is the only error.
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
        message = "origins that are known at deployment need the feature `config` of the crate `cors`",
        label = "the feature `config` of `cors` isn't enabled",
        note = "in Cargo.toml, write features = [\"config\"] for `cors`"
    )
)]
pub trait Slot {
    type Proof;
    const PROOF: Self::Proof;
}

/// That an entry is a slot.
#[doc(hidden)]
#[derive(Debug)]
pub struct SlotProof(());

#[doc(hidden)]
pub const fn slot<T: Slot>(_: &'static T) -> T::Proof {
    T::PROOF
}

#[cfg(feature = "config")]
impl Slot for LiveOrigins {
    type Proof = SlotProof;
    const PROOF: SlotProof = SlotProof(());
}

#[cfg(feature = "config")]
impl SlotProof {
    pub const fn named(&self, name: &'static str, slot: &'static LiveOrigins) -> NamedSlot {
        NamedSlot { name, slot }
    }
}
