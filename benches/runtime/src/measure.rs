//! The cost of a request, measured in three ways.

#[cfg(feature = "peers")]
pub(crate) mod allocations;
pub(crate) mod callgrind;
#[cfg(feature = "peers")]
pub(crate) mod clock;

/// Runs a closure while allocations aren't counted, so the counter costs next to nothing.
fn uncounted(run: impl FnOnce()) {
    #[cfg(feature = "peers")]
    allocation_counter::opt_out(run);
    #[cfg(not(feature = "peers"))]
    run();
}
