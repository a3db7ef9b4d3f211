//! What a policy costs per request: instructions and allocations, counted by valgrind's callgrind on the way
//! of a request through an axum router and of its response until it is dropped.
//!
//! `cargo run --release` in this folder prints the table.

mod callgrind;
mod contenders;
mod origins;
mod requests;

use std::hint::black_box;
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use std::{env, fs};

use axum::Router;
use axum::extract::Request;
use tower_service::Service as _;

use crate::callgrind::Cost;
use crate::contenders::{Contender, Origins};
use crate::requests::{Kind, Page};

const REQUESTS: u64 = 200;

/// What is measured of each contender.
const CASES: [(&str, Kind, Page, Origins); 8] = [
    ("actual-listed-1", Kind::Actual, Page::Listed, Origins::One),
    (
        "actual-listed-100",
        Kind::Actual,
        Page::Listed,
        Origins::Hundred,
    ),
    (
        "actual-unlisted-1",
        Kind::Actual,
        Page::Unlisted,
        Origins::One,
    ),
    (
        "actual-unlisted-100",
        Kind::Actual,
        Page::Unlisted,
        Origins::Hundred,
    ),
    (
        "preflight-listed-1",
        Kind::Preflight,
        Page::Listed,
        Origins::One,
    ),
    (
        "preflight-listed-100",
        Kind::Preflight,
        Page::Listed,
        Origins::Hundred,
    ),
    (
        "preflight-unlisted-1",
        Kind::Preflight,
        Page::Unlisted,
        Origins::One,
    ),
    (
        "preflight-unlisted-100",
        Kind::Preflight,
        Page::Unlisted,
        Origins::Hundred,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [] => report(),
        [case, contender] => run(case, contender),
        _ => Err("usage: cargo run --release [CASE CONTENDER]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cors-bench-runtime: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one case, for valgrind to watch.
fn run(case: &str, contender: &str) -> Result<(), String> {
    let known = CASES.iter().find(|(name, ..)| *name == case);
    let (_, kind, page, origins) = *known.ok_or_else(|| format!("{case:?} is not a case"))?;
    let known = Contender::ALL
        .into_iter()
        .find(|one| one.name() == contender);
    let contender = known.ok_or_else(|| format!("{contender:?} is not a contender"))?;

    let mut router = contender.router(origins);
    // What happens once, such as the first use of a lazy static, is not what a request costs.
    answer(&mut router, kind.request(page))?;
    // One after the other, so that the allocator finds itself in the same place each time, as in a server.
    (0..REQUESTS).try_for_each(|_| measured(&mut router, kind.request(page)))
}

/// What callgrind counts.
#[inline(never)]
fn measured(router: &mut Router, request: Request) -> Result<(), String> {
    answer(router, request)
}

fn answer(router: &mut Router, request: Request) -> Result<(), String> {
    let future = pin!(router.call(request));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => {
            black_box(&response);
            Ok(())
        }
        Poll::Pending => Err("the router waits for something".to_owned()),
    }
}

/// Prints a table of all cases, as Markdown.
fn report() -> Result<(), String> {
    let profiles = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/profiles");
    fs::create_dir_all(&profiles).map_err(|error| error.to_string())?;
    println!(
        "Instructions / allocations per request: those of the bare router, and what each adds to them. \
         Behind ours stands which part that is of what tower-http adds.\n"
    );
    println!("| case | bare | by hand | attribute | empty layer | layer | tower-http |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for (case, _, _, origins) in CASES {
        let count = |contender: Contender| {
            let profile = profiles.join(format!("{case}-{}", contender.name().replace(' ', "-")));
            callgrind::count(&[case, contender.name()], REQUESTS, &profile)
        };
        let bare = count(Contender::Bare)?;
        let tower_http = count(Contender::TowerHttp)?;
        let ours = |cost: Cost| {
            let part = added(cost, bare) / added(tower_http, bare);
            format!("{} ({part:.2})", cell(cost, bare))
        };
        // A hundred origins by hand are no floor: nobody agrees on how to look for one.
        let by_hand = match origins {
            Origins::One => cell(count(Contender::ByHand)?, bare),
            Origins::Hundred => String::new(),
        };
        println!(
            "| {case} | {} / {} | {by_hand} | {} | {} | {} | {} |",
            bare.instructions,
            bare.allocations,
            ours(count(Contender::Attribute)?),
            cell(count(Contender::EmptyLayer)?, bare),
            ours(count(Contender::Layer)?),
            cell(tower_http, bare),
        );
    }
    println!(
        "\nThe profiles are in {}, for `callgrind_annotate`.",
        profiles.display()
    );
    Ok(())
}

fn cell(cost: Cost, bare: Cost) -> String {
    let instructions = cost.instructions.cast_signed() - bare.instructions.cast_signed();
    let allocations = cost.allocations.cast_signed() - bare.allocations.cast_signed();
    format!("{instructions:+} / {allocations:+}")
}

fn added(cost: Cost, bare: Cost) -> f64 {
    cost.instructions as f64 - bare.instructions as f64
}
