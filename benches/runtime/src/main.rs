//! What a policy costs per request, beside the floor and the peers. See the README.

// The guard is a part of this program, and doesn't use all of it.
#![cfg_attr(not(feature = "peers"), allow(dead_code))]

mod arguments;
mod cases;
mod contenders;
mod guard;
mod measure;
mod policies;
#[cfg(feature = "peers")]
mod report;
mod requests;
#[cfg(feature = "peers")]
mod results;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::arguments::Task;
use crate::cases::Case;
use crate::contenders::CONTENDERS;

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
        Task::Report(asked) => report(&asked, &cases)?,
        Task::Check => guard::check(&cases, &profiles("guard")?)?,
        Task::Accept => guard::accept(&cases, &profiles("guard")?)?,
        Task::Watched {
            contender,
            cases: names,
        } => {
            let contender = CONTENDERS.iter().find(|one| one.name == contender);
            let contender = contender.ok_or("no such contender")?;
            let named = names
                .iter()
                .filter_map(|name| cases.iter().find(|case| case.name == *name));
            measure::callgrind::watched(contender, &named.collect::<Vec<_>>());
        }
    }
    Ok(())
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where callgrind writes its profiles.
fn profiles(of: &str) -> Result<PathBuf, String> {
    let profiles = here().join("target/profiles").join(of);
    fs::create_dir_all(&profiles).map_err(|error| format!("target/profiles: {error}"))?;
    Ok(profiles)
}

#[cfg(not(feature = "peers"))]
fn report(_: &arguments::Report, _: &[Case]) -> Result<(), String> {
    Err("without the feature `peers` there are only --check and --accept".to_owned())
}

#[cfg(feature = "peers")]
fn report(asked: &arguments::Report, cases: &[Case]) -> Result<(), String> {
    let is_asked = |case: &&Case| {
        let only = asked.only.as_deref();
        only.is_none_or(|only| case.name.contains(only))
    };
    let cases: Vec<&Case> = cases.iter().filter(is_asked).collect();
    let results = results::measure(cases, asked, &profiles("report")?)?;
    report::terminal::print(&results);
    if asked.only.is_some() || !asked.time || !asked.instructions {
        return Ok(());
    }
    let markdown = report::markdown::write(&results).map_err(|error| error.to_string())?;
    let plot = report::plot::draw(&results).map_err(|error| error.to_string())?;
    for (name, text) in [("RESULTS.md", markdown), ("origins.svg", plot)] {
        fs::write(here().join(name), text).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}
