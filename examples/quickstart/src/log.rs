//! What the log says of a refusal. A service has `tracing-subscriber` write such events; this one keeps them for its own
//! page, beside the call that they are about.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

tokio::task_local! {
    /// The lines about the request that is being answered.
    static LINES: Lines;
}

type Lines = Arc<Mutex<Vec<String>>>;

/// Listens from now on.
pub(crate) fn start() {
    // There is one already if the servers are started again.
    let _ = set_global_default(Log);
}

/// Has a request answered, and gives the lines about it.
pub(crate) async fn lines<F: Future>(answer: F) -> (F::Output, Vec<String>) {
    let lines = Lines::default();
    let output = LINES.scope(Arc::clone(&lines), answer).await;
    let lines = std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
    (output, lines)
}

struct Log;

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "cors"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let _ = LINES.try_with(|lines| {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push(line.0.join("; "));
        });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The fields that the page doesn't show anyway.
#[derive(Default)]
struct Line(Vec<String>);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "nearest" => self.0.push(format!("the nearest is {value:?}")),
            "policy" => self.0.push(format!("by {value:?}")),
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "reason" {
            self.0.push(value.to_owned());
        }
    }
}
