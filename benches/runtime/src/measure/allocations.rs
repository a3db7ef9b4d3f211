//! Allocations and their bytes, counted by a global allocator.

use crate::server::Server;

const REQUESTS: usize = 10;

/// The allocations of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allocations {
    pub(crate) count: f64,
    pub(crate) bytes: f64,
}

pub(crate) fn count(server: &mut dyn Server) -> Allocations {
    // The first request may allocate what all others share.
    server.prepare(1 + REQUESTS);
    server.serve();
    let counted = allocation_counter::measure(|| (0..REQUESTS).for_each(|_| server.serve()));
    Allocations {
        count: counted.count_total as f64 / REQUESTS as f64,
        bytes: counted.bytes_total as f64 / REQUESTS as f64,
    }
}
