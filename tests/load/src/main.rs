//! Load for the quickstart's server: honest clients, each response to whom is checked, and hostile ones beside them.
//!
//! Fails on a wrong response, a panic, and on memory that goes on growing when the server has warmed up.

mod client;
mod handlers;
mod hostile;
#[path = "../../common/naive.rs"]
#[allow(dead_code)] // a list of patterns is matched elsewhere
mod naive;
mod report;
mod request;
mod response;
mod server;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lexopt::prelude::{Long, ValueExt as _};
use tokio::time::{Instant, sleep, sleep_until};

use crate::report::Report;
use crate::server::{Figures, Server};

const HELP: &str = "\
Starts the quickstart's server, and sends it honest and hostile requests.

Options:
  --seconds N  How long. [default: 30]
  --clients N  How many honest clients at a time, and how many hostile ones. [default: 8]
";

/// Connections that are opened and left, at a time.
const LEFT_OPEN: usize = 32;
/// In kB. Hostile requests take hundreds of these for a moment, some more of them at a time than before; to lose a
/// little with every request takes more than this within a minute.
const MAY_GROW: u64 = 8 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    match arguments() {
        Ok(Some((seconds, clients))) => match load(seconds, clients).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => {
                println!("\nFAILED: {problem}");
                ExitCode::FAILURE
            }
        },
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Option<(u64, usize)>, lexopt::Error> {
    let (mut seconds, mut clients) = (30, 8);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seconds") => seconds = arguments.value()?.parse()?,
            Long("clients") => clients = arguments.value()?.parse()?,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some((seconds, clients)))
}

async fn load(seconds: u64, clients: usize) -> Result<(), String> {
    let server = Server::start().await;
    let port = server.port;
    let gone = "the server is gone";
    let start = server.figures().ok_or(gone)?;
    say("start", &start, 0);

    let begin = Instant::now();
    let end = begin + Duration::from_secs(seconds);
    let warm_up = begin + Duration::from_secs(seconds) / 3;
    let report = Arc::new(Report::default());
    let mut tasks = vec![];
    for _ in 0..clients {
        let its = report.clone();
        tasks.push(tokio::spawn(async move {
            client::honest(port, end, &its).await;
        }));
        let its = report.clone();
        tasks.push(tokio::spawn(async move {
            client::hostile(port, end, &its).await;
        }));
    }
    for _ in 0..LEFT_OPEN {
        let its = report.clone();
        tasks.push(tokio::spawn(async move {
            client::leaving(port, end, &its).await;
        }));
    }

    let (mut warm, mut most) = (start, start);
    let mut next = begin;
    while Instant::now() < end {
        next += Duration::from_secs(1);
        sleep_until(next.min(end)).await;
        // A server that is gone has its say below.
        let Some(now) = server.figures() else { break };
        let so_far = if next <= warm_up {
            &mut warm
        } else {
            &mut most
        };
        so_far.memory = so_far.memory.max(now.memory);
        so_far.descriptors = so_far.descriptors.max(now.descriptors);
        so_far.threads = so_far.threads.max(now.threads);
        if (next - begin).as_secs().is_multiple_of(10) {
            let seconds = (next - begin).as_secs();
            say(&format!("{seconds} s"), &now, report.responses());
        }
    }
    for task in tasks {
        task.await
            .map_err(|error| format!("a client failed: {error}"))?;
    }
    let took = begin.elapsed().as_secs_f64();
    // All clients are gone. The server notices in its own time.
    let mut rest = server.figures();
    for _ in 0..100 {
        if rest.is_none_or(|rest| rest.descriptors <= start.descriptors) {
            break;
        }
        sleep(Duration::from_millis(100)).await;
        rest = server.figures();
    }
    let stderr = server.stop().await?;
    let rest = rest.ok_or(gone)?;

    say("most, warming up", &warm, report.responses());
    say("most, from then on", &most, report.responses());
    say("when all have gone", &rest, report.responses());
    let (responses, wrong) = (report.responses(), report.wrong_responses());
    println!("\n{}", report.table());
    println!(
        "{responses} responses in {took:.0} s, {:.0} each second; {wrong} wrong",
        responses as f64 / took
    );

    if wrong > 0 {
        return Err(format!("{wrong} wrong responses"));
    }
    if stderr.contains("panicked") {
        return Err(format!("a panic:\n{stderr}"));
    }
    if most.memory > warm.memory + MAY_GROW {
        return Err(format!(
            "{} kB of memory, {} kB while warming up",
            most.memory, warm.memory
        ));
    }
    if rest.descriptors > start.descriptors {
        return Err("connections are kept whose clients have gone".to_owned());
    }
    Ok(())
}

fn say(when: &str, figures: &Figures, responses: u64) {
    let Figures {
        memory,
        descriptors,
        threads,
    } = figures;
    println!(
        "{when:<20} {memory:>7} kB, {descriptors:>4} descriptors, {threads:>3} threads, {responses:>9} responses"
    );
}
