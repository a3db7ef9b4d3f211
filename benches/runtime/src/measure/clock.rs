//! Time. All contenders take turns, so other load on the machine affects all of them.

use std::time::Instant;

use crate::server::Server;

const ROUNDS: usize = 101;
/// Requests that are timed together, after some that aren't, because another contender has filled the CPU's caches.
const BATCH: usize = 40;
const BEFORE: usize = 8;

/// Nanoseconds per request of each server, one for each round.
pub(crate) fn time(servers: &mut [Box<dyn Server>]) -> Vec<Vec<f64>> {
    let mut samples = vec![Vec::with_capacity(ROUNDS); servers.len()];
    for _ in 0..ROUNDS {
        for (server, samples) in servers.iter_mut().zip(&mut samples) {
            server.prepare(BEFORE + BATCH);
            super::uncounted(|| {
                (0..BEFORE).for_each(|_| server.serve());
                let start = Instant::now();
                (0..BATCH).for_each(|_| server.serve());
                samples.push(start.elapsed().as_nanos() as f64 / BATCH as f64);
            });
        }
    }
    samples
}
