//! The command line.

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
cargo run --release [-- OPTIONS]

  --time-only            no valgrind
  --instructions-only    no clock
  --only TEXT            only the cases with TEXT in their names; writes no files
  --check                compares the instructions of our contenders with instructions.txt
  --live                 origins that are known at deployment, with the feature `live`
  --refusals             the time of a refusal that is logged, with the feature `refusals`
  --accept               writes the current instructions to instructions.txt
";

/// The task of this run.
#[derive(Debug)]
pub(crate) enum Task {
    Help,
    Report(Report),
    Check,
    Accept,
    Live,
    Refusals,
    /// Serve these cases while callgrind counts.
    Callgrind {
        contender: String,
        cases: Vec<String>,
    },
}

/// The measurements to make and report.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) time: bool,
    pub(crate) instructions: bool,
    pub(crate) only: Option<String>,
}

pub(crate) fn parse() -> Result<Task, lexopt::Error> {
    let mut arguments = lexopt::Parser::from_env();
    let mut report = Report {
        time: true,
        instructions: true,
        only: None,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("time-only") => report.instructions = false,
            Long("instructions-only") => report.time = false,
            Long("only") => report.only = Some(arguments.value()?.string()?),
            Long("check") => return Ok(Task::Check),
            Long("accept") => return Ok(Task::Accept),
            Long("live") => return Ok(Task::Live),
            Long("refusals") => return Ok(Task::Refusals),
            Short('h') | Long("help") => return Ok(Task::Help),
            Value(task) if task == crate::measure::callgrind::COMMAND => {
                let contender = arguments.value()?.string()?;
                let cases: Result<_, _> = arguments.raw_args()?.map(|case| case.string()).collect();
                return Ok(Task::Callgrind {
                    contender,
                    cases: cases?,
                });
            }
            other => return Err(other.unexpected()),
        }
    }
    if !report.time && !report.instructions {
        return Err("--time-only and --instructions-only exclude each other".into());
    }
    Ok(Task::Report(report))
}
