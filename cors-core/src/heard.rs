//! Whether somebody listens to refusals (feature `tracing`).

/// Whether somebody listens, so a router may stand in front of what has no policy, to tell of its refusals.
#[inline]
#[must_use]
pub fn are_refusals_heard() -> bool {
    #[cfg(feature = "tracing")]
    return tracing::enabled!(target: "cors", tracing::Level::DEBUG);
    #[cfg(not(feature = "tracing"))]
    false
}
