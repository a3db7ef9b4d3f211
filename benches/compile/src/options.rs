//! The command line: which parts are measured, and how often.

use lexopt::Arg::{Long, Short};
use lexopt::ValueExt as _;

use crate::crates::SIZES;

pub(crate) const HELP: &str = "\
Measures what an attribute costs at compile time.

Usage: cargo run --release [-- OPTIONS]

Options:
  -n, --repetitions N  How often each time is taken [default: 3]
  -q, --quick          Take each time once, and leave out the crates of 1,000 handlers
      --only PART      Measure only this part; may be repeated. The parts are first, handlers, size,
                       lines, origins
  -h, --help           Print this help

A run without --quick and --only writes RESULTS.md.
";

const DEFAULT_REPETITIONS: usize = 3;

pub(crate) enum Command {
    Help,
    Measure(Options),
}

pub(crate) struct Options {
    pub(crate) effort: Effort,
    pub(crate) parts: Vec<Part>,
}

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) repetitions: usize,
    /// The numbers of handlers in the crates.
    pub(crate) sizes: &'static [usize],
}

/// A part of the measurement, and a section of the report.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    First,
    Handlers,
    Size,
    Lines,
    Origins,
}

impl Part {
    pub(crate) const ALL: [Self; 5] = [
        Self::First,
        Self::Handlers,
        Self::Size,
        Self::Lines,
        Self::Origins,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Handlers => "handlers",
            Self::Size => "size",
            Self::Lines => "lines",
            Self::Origins => "origins",
        }
    }
}

impl Options {
    /// Whether everything is measured, so the results are worth keeping.
    pub(crate) fn is_complete(&self) -> bool {
        self.effort.sizes == SIZES && self.parts.len() == Part::ALL.len()
    }
}

pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Command, String> {
    let mut repetitions = DEFAULT_REPETITIONS;
    let mut sizes = SIZES.as_slice();
    let mut parts = vec![];
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('q') | Long("quick") => {
                repetitions = 1;
                sizes = &SIZES[..2];
            }
            Short('n') | Long("repetitions") => {
                let number = arguments.value().and_then(|text| text.parse());
                repetitions = number.map_err(|error| error.to_string())?;
                if repetitions == 0 {
                    return Err("--repetitions must be at least 1".to_owned());
                }
            }
            Long("only") => {
                let name = arguments.value().and_then(lexopt::ValueExt::string);
                let name = name.map_err(|error| error.to_string())?;
                let part = Part::ALL.into_iter().find(|part| part.name() == name);
                parts.push(part.ok_or_else(|| format!("unknown part {name:?}; see --help"))?);
            }
            other => return Err(other.unexpected().to_string()),
        }
    }
    if parts.is_empty() {
        parts.extend(Part::ALL);
    }
    let effort = Effort { repetitions, sizes };
    Ok(Command::Measure(Options { effort, parts }))
}
