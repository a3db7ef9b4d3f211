//! What a request costs, measured in three ways.

#[cfg(feature = "peers")]
pub(crate) mod allocations;
pub(crate) mod callgrind;
#[cfg(feature = "peers")]
pub(crate) mod clock;

/// Runs this while allocations aren't counted, so that counting them costs next to nothing.
fn uncounted(run: impl FnOnce()) {
    #[cfg(feature = "peers")]
    allocation_counter::opt_out(run);
    #[cfg(not(feature = "peers"))]
    run();
}
