//! `cors-check`: what a browser lets a page do at a live server, and why not.

mod arguments;
mod caching;
mod check;
mod json;
mod narrowing;
mod plan;
mod probe;
mod report;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use cors_check::{Client, Limits, origin_of};

use crate::arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<u8, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let status = match arguments.probe {
        true => runtime.block_on(run_probes(arguments)),
        false => runtime.block_on(run_cases(arguments)),
    };
    // Doesn't wait for the system to find a name.
    runtime.shutdown_background();
    status
}

fn client(arguments: &Arguments) -> Result<Client, String> {
    let mut limits = Limits::default();
    limits.time = Duration::from_secs(arguments.timeout);
    limits.requests = arguments.max_requests;
    // Nothing here looks at bodies.
    limits.body = 0;
    let roots = match &arguments.cacert {
        Some(path) => {
            std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => vec![],
    };
    Client::new(limits, &roots).map_err(|error| error.to_string())
}

async fn run_cases(arguments: &Arguments) -> Result<u8, String> {
    let cases = plan::cases(arguments)?;
    let total = cases.len();
    let listed = if arguments.dry_run {
        total
    } else {
        total.min(20)
    };
    for case in cases.iter().take(listed) {
        say(&plan::announce(case, arguments.send));
    }
    if total > listed {
        say(&format!(
            "and {} more (--dry-run lists them all)",
            total - listed
        ));
    }
    say(&plan::announce_rest(arguments.max_requests));
    if arguments.dry_run {
        return Ok(0);
    }
    let mut client = client(arguments)?;
    let mut all = vec![];
    for (case, number) in cases.into_iter().zip(1..) {
        progress(number, total);
        let checked = check::check(&mut client, case, arguments.send, arguments.engine.0).await;
        if !arguments.json {
            progress_done(total);
            let whole = total == 1 || arguments.verbose || checked.status() != 0 && total <= 5;
            print(&report::case(&checked, whole))?;
        }
        all.push(checked);
    }
    progress_done(total);
    let status = overall(all.iter().map(check::Checked::status));
    if arguments.json {
        print(&json::text(&json::report(&all, status)))?;
    } else if total > 1 {
        let good = all.iter().filter(|checked| checked.status() == 0).count();
        print(&format!("{good} of {total} as expected\n"))?;
    }
    Ok(status)
}

async fn run_probes(arguments: &Arguments) -> Result<u8, String> {
    let [url] = &*arguments.urls else {
        return Err("expected one URL for --probe".to_owned());
    };
    plan::fetch("GET", url, &[], true, None)?;
    let origin = match &*arguments.origins {
        [] => origin_of(url),
        [origin] => Some(origin.clone()),
        _ => return Err("expected one origin for --probe".to_owned()),
    };
    let mut probes = probe::probes(&origin.unwrap_or_default());
    // Its own pages needn't be allowed.
    let own = origin_of(url);
    probes.retain(|probe| Some(&probe.origin) != own.as_ref());
    let total = probes.len();
    say(&format!(
        "{url} as pages of {total} other origins: for each a GET and the preflights of {} (which aren't sent), \
         with the redirects that follow; at most {} requests in all",
        probe::METHODS.join(" and "),
        arguments.max_requests
    ));
    if arguments.dry_run {
        for probe in &probes {
            say(&format!("{:22} {}", probe.name, probe.origin));
        }
        return Ok(0);
    }
    let mut client = client(arguments)?;
    let mut all = vec![];
    for (probe, number) in probes.into_iter().zip(1..) {
        progress(number, total);
        let probed = probe::probe(&mut client, url, probe).await;
        if probed.is_implied(&all) {
            continue;
        }
        if !arguments.json {
            progress_done(total);
            print(&report::probed(&probed))?;
        }
        all.push(probed);
    }
    progress_done(total);
    let status = overall(all.iter().map(|probed| probed.finding().status()));
    if arguments.json {
        print(&json::text(&json::probes(url, &all, status)))?;
    }
    Ok(status)
}

/// The exit status: what was found counts more than what couldn't be found out.
fn overall(statuses: impl Iterator<Item = u8>) -> u8 {
    let statuses: Vec<u8> = statuses.collect();
    match statuses.contains(&1) {
        true => 1,
        false => statuses.into_iter().max().unwrap_or(2),
    }
}

/// What isn't the report goes to the standard error.
fn say(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

fn print(text: &str) -> Result<(), String> {
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| error.to_string())
}

fn progress(number: usize, total: usize) {
    if total > 1 && io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r[{number}/{total}]");
    }
}

/// Clears the line of the progress.
fn progress_done(total: usize) {
    if total > 1 && io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
