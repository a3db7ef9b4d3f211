//! The events of the target `cors`, from whatever thread a framework decides on.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Level, Metadata, Subscriber};

/// The fields of an event, with its text as `message`.
#[derive(Clone, Debug, Default)]
pub struct Event(BTreeMap<&'static str, String>);

/// All of them.
static EVENTS: Mutex<Vec<Event>> = Mutex::new(vec![]);

impl Event {
    /// A field; empty where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// From now on, events are recorded.
    pub fn record() {
        static RECORDED: Once = Once::new();
        RECORDED.call_once(|| set_global_default(Recorder).expect("the suite's own subscriber"));
    }

    /// Those about an origin that starts like this, which no other test sends.
    #[must_use]
    pub fn about(origin: &str) -> Vec<Self> {
        let events = EVENTS.lock().unwrap();
        let about = events
            .iter()
            .filter(|one| one.field("origin").starts_with(origin));
        about.cloned().collect()
    }
}

impl Visit for Event {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "cors" && *metadata.level() <= Level::DEBUG
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}

    fn event(&self, told: &tracing::Event<'_>) {
        let mut event = Event::default();
        told.record(&mut event);
        event.0.insert("level", told.metadata().level().to_string());
        EVENTS.lock().unwrap().push(event);
    }
}
