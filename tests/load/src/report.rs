//! What is counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

/// So many wrong responses are printed. All of them tend to have one reason.
const PRINTED: usize = 10;

#[derive(Default)]
pub(crate) struct Report(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    responses: u64,
    wrong: u64,
    by_kind: BTreeMap<&'static str, BTreeMap<String, u64>>,
    printed: usize,
}

impl Report {
    /// One of this kind, and what came of it: a status, mostly.
    pub(crate) fn count(&self, kind: &'static str, outcome: &str) {
        let mut counts = self.0.lock().expect("whole counts");
        counts.responses += u64::from(outcome.parse::<u16>().is_ok());
        let outcomes = counts.by_kind.entry(kind).or_default();
        match outcomes.get_mut(outcome) {
            Some(count) => *count += 1,
            None => drop(outcomes.insert(outcome.to_owned(), 1)),
        }
    }

    pub(crate) fn wrong(&self, what: &str) {
        let mut counts = self.0.lock().expect("whole counts");
        counts.wrong += 1;
        if counts.printed < PRINTED {
            counts.printed += 1;
            println!("WRONG: {what}\n");
        }
    }

    pub(crate) fn responses(&self) -> u64 {
        self.0.lock().expect("whole counts").responses
    }

    pub(crate) fn wrong_responses(&self) -> u64 {
        self.0.lock().expect("whole counts").wrong
    }

    /// A line for each kind.
    pub(crate) fn table(&self) -> String {
        let counts = self.0.lock().expect("whole counts");
        let mut table = String::new();
        for (kind, outcomes) in &counts.by_kind {
            let outcomes: Vec<String> = outcomes
                .iter()
                .map(|(outcome, count)| format!("{outcome}: {count}"))
                .collect();
            let _ = writeln!(table, "  {kind:<26} {}", outcomes.join(", "));
        }
        table
    }
}
