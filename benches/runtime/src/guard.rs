//! The instructions of ours that are checked in, and whether they are still the same.
//!
//! Only those of this program itself are compared, less those of the bare framework: which `memcpy` or `malloc` the C
//! library takes is another on another machine.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::Case;
use crate::contenders::{CONTENDERS, Contender, Role};
use crate::measure::callgrind;

/// A change of more than this part is one that somebody has to accept.
const TOLERANCE: f64 = 0.05;

const ACCEPT: &str = "cargo run --release --no-default-features -- --accept";

/// Where what is paid shows, and where an attacker would look.
const CASES: [&str; 9] = [
    "n=one/r=a/o=y",
    "n=one/r=p/o=y",
    "n=multiple/r=a/o=y",
    "exact-1/actual",
    "exact-1/preflight",
    "exact-1/refused",
    "wildcard-10/actual",
    "mixed-10000/actual",
    "origin-100kB/wildcard-1/actual",
];

/// What a contender adds in a case.
struct Counted {
    contender: String,
    case: String,
    instructions: f64,
}

fn file() -> PathBuf {
    crate::here().join("instructions.txt")
}

/// Writes what is counted now.
pub(crate) fn accept(cases: &[Case], profiles: &Path) -> Result<(), String> {
    let mut text = format!(
        "# Instructions that a policy adds to a request, without those of the C library.\n\
         # Written by: {ACCEPT}\n"
    );
    for counted in count(cases, profiles)? {
        let Counted {
            contender,
            case,
            instructions,
        } = counted;
        writeln!(text, "{contender} | {case} | {instructions:.0}")
            .map_err(|error| error.to_string())?;
    }
    fs::write(file(), text).map_err(|error| format!("instructions.txt: {error}"))
}

/// Fails if what is counted now differs from what was accepted.
pub(crate) fn check(cases: &[Case], profiles: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file()).map_err(|error| format!("instructions.txt: {error}"))?;
    let accepted = read(&text)?;
    let counted = count(cases, profiles)?;
    let mut problems = Vec::new();
    for now in &counted {
        let of_the_same = |was: &&Counted| was.contender == now.contender && was.case == now.case;
        let Some(was) = accepted.iter().find(of_the_same) else {
            problems.push(format!(
                "{}, {}: not in instructions.txt",
                now.contender, now.case
            ));
            continue;
        };
        let change = now.instructions / was.instructions - 1.0;
        let line = format!(
            "{}, {}: {:.0} instructions, and {:.0} were accepted ({:+.1} %)",
            now.contender,
            now.case,
            now.instructions,
            was.instructions,
            change * 100.0
        );
        println!("{line}");
        // Not a number is a problem too.
        if change.is_nan() || change.abs() > TOLERANCE {
            problems.push(line);
        }
    }
    if accepted.len() != counted.len() {
        problems.push("instructions.txt has other cases".to_owned());
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!(
        "what a policy costs has changed by more than {:.0} %:\n  {}\nIf that is as it should be, in benches/runtime: {ACCEPT}",
        TOLERANCE * 100.0,
        problems.join("\n  ")
    ))
}

fn read(text: &str) -> Result<Vec<Counted>, String> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let read_line = |line: &str| {
        let mut parts = line.split(" | ");
        let counted = (parts.next(), parts.next(), parts.next().map(str::parse));
        let (Some(contender), Some(case), Some(Ok(instructions))) = counted else {
            return Err(format!("instructions.txt: {line}"));
        };
        Ok(Counted {
            contender: contender.to_owned(),
            case: case.to_owned(),
            instructions,
        })
    };
    lines.map(read_line).collect()
}

fn count(cases: &[Case], profiles: &Path) -> Result<Vec<Counted>, String> {
    let cases: Vec<&Case> = CASES
        .iter()
        .filter_map(|name| cases.iter().find(|case| case.name == *name))
        .collect();
    let own = |contender: &Contender| -> Result<Vec<f64>, String> {
        let counts = callgrind::count(contender, &cases, profiles)?;
        Ok(counts.into_iter().map(|count| count.own).collect())
    };
    let mut all = Vec::new();
    for ours in CONTENDERS.iter().filter(|one| one.role == Role::Ours) {
        let bare = CONTENDERS.iter().find(|one| one.name == ours.bare);
        let bare = own(bare.ok_or("no bare framework")?)?;
        for ((case, with), without) in cases.iter().zip(own(ours)?).zip(bare) {
            all.push(Counted {
                contender: ours.name.to_owned(),
                case: case.name.clone(),
                instructions: with - without,
            });
        }
    }
    Ok(all)
}
