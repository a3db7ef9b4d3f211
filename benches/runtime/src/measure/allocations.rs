//! Allocations and their bytes, counted by a global allocator.

use crate::contenders::Server;

const REQUESTS: usize = 10;

/// What a request asks of the allocator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allocations {
    pub(crate) count: f64,
    pub(crate) bytes: f64,
}

pub(crate) fn count(server: &mut dyn Server) -> Allocations {
    // What is allocated once is not what a request allocates.
    server.load(1 + REQUESTS);
    server.answer();
    let counted = allocation_counter::measure(|| (0..REQUESTS).for_each(|_| server.answer()));
    Allocations {
        count: counted.count_total as f64 / REQUESTS as f64,
        bytes: counted.bytes_total as f64 / REQUESTS as f64,
    }
}
