//! The cost of a policy per request, compared with the floor and with peers. See the README.

// The guard uses only a part of this program.
#![cfg_attr(not(feature = "peers"), allow(dead_code))]

mod arguments;
mod cases;
mod contenders;
mod guard;
#[cfg(feature = "live")]
mod live;
mod matching;
mod measure;
mod paths;
mod policies;
#[cfg(feature = "refusals")]
mod refusals;
#[cfg(feature = "peers")]
mod report;
mod requests;
#[cfg(feature = "peers")]
mod results;
mod server;

#[cfg(feature = "peers")]
use std::fs;
use std::process::ExitCode;

use crate::arguments::Task;
use crate::cases::Case;
use crate::contenders::CONTENDERS;
use crate::paths::profiles;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cors-bench-runtime: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let task = arguments::parse().map_err(|error| format!("{error}\n\n{}", arguments::USAGE))?;
    let cases = cases::all();
    match task {
        Task::Help => print!("{}", arguments::USAGE),
        Task::Report(options) => report(&options, &cases)?,
        Task::Check => guard::check(&cases, &profiles("guard")?)?,
        Task::Accept => guard::accept(&cases, &profiles("guard")?)?,
        Task::Live => live(&cases)?,
        Task::Refusals => refusals()?,
        Task::Callgrind {
            contender,
            cases: names,
        } => {
            let contender = CONTENDERS.iter().find(|one| one.name == contender);
            let contender = contender.ok_or("unknown contender")?;
            let named = names
                .iter()
                .filter_map(|name| cases.iter().find(|case| case.name == *name));
            measure::callgrind::serve_cases(contender, &named.collect::<Vec<_>>());
        }
    }
    Ok(())
}

#[cfg(feature = "live")]
fn live(cases: &[Case]) -> Result<(), String> {
    live::print(cases, &profiles("live")?)
}

#[cfg(not(feature = "live"))]
fn live(_: &[Case]) -> Result<(), String> {
    Err("--live needs the feature `live`".to_owned())
}

#[cfg(feature = "refusals")]
fn refusals() -> Result<(), String> {
    refusals::print()
}

#[cfg(not(feature = "refusals"))]
fn refusals() -> Result<(), String> {
    Err("--refusals needs the feature `refusals`".to_owned())
}

#[cfg(not(feature = "peers"))]
fn report(_: &arguments::Report, _: &[Case]) -> Result<(), String> {
    Err("without the feature `peers`, only --check and --accept are available".to_owned())
}

#[cfg(feature = "peers")]
fn report(options: &arguments::Report, cases: &[Case]) -> Result<(), String> {
    let is_selected = |case: &&Case| {
        let only = options.only.as_deref();
        only.is_none_or(|only| case.name.contains(only))
    };
    let cases: Vec<&Case> = cases.iter().filter(is_selected).collect();
    let results = results::measure(cases, options, &profiles("report")?)?;
    report::terminal::print(&results);
    if options.only.is_some() || !options.time || !options.instructions {
        return Ok(());
    }
    let markdown = report::markdown::write(&results).map_err(|error| error.to_string())?;
    let plot = report::plot::draw(&results).map_err(|error| error.to_string())?;
    for (name, text) in [("RESULTS.md", markdown), ("origins.svg", plot)] {
        fs::write(paths::package().join(name), text).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}
