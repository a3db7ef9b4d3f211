//! What reached the API. A page can't see whether the browser sent a preflight, or whether a request whose
//! response it may not read was sent at all; so it marks each call with `?run=…` and asks here.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};

use crate::log;

/// More than the page asks for at a time.
const KEPT: usize = 256;
/// Longer marks and methods aren't the page's.
const LONGEST: usize = 40;

#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<VecDeque<Entry>>>);

struct Entry {
    run: String,
    /// For example `OPTIONS 204`.
    what: String,
    /// What the log says of it.
    log: Vec<String>,
}

impl Seen {
    /// Has a request answered, and remembers that it was there.
    pub(crate) async fn watch<I, O, A: Future<Output = Response<O>>>(
        &self,
        request: Request<I>,
        answer: impl FnOnce(Request<I>) -> A,
    ) -> Response<O> {
        let run = run(&request).map(str::to_owned);
        let method = request.method().clone();
        let (response, log) = log::lines(answer(request)).await;
        if let Some(run) = run
            && run.len() <= LONGEST
            && method.as_str().len() <= LONGEST
        {
            let what = format!("{method} {}", response.status().as_u16());
            let mut entries = self.entries();
            if entries.len() == KEPT {
                entries.pop_front();
            }
            entries.push_back(Entry { run, what, log });
        }
        response
    }

    /// The requests with this mark, in the order they came.
    pub(crate) fn of(&self, run: &str) -> Vec<String> {
        let entries = self.entries();
        let found = entries.iter().filter(|entry| entry.run == run);
        found.map(|entry| entry.what.clone()).collect()
    }

    /// What the log says of the requests with this mark.
    pub(crate) fn log(&self, run: &str) -> Vec<String> {
        let entries = self.entries();
        let found = entries.iter().filter(|entry| entry.run == run);
        found.flat_map(|entry| entry.log.clone()).collect()
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The mark of a request.
pub(crate) fn run<B>(request: &Request<B>) -> Option<&str> {
    request.uri().query()?.strip_prefix("run=")
}
