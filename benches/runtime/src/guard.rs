//! Compares the instructions of our contenders with the accepted ones.
//!
//! It counts only the instructions of this program itself, minus those of the bare framework: the C library picks its
//! `memcpy` and `malloc` by the machine.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::Case;
use crate::contenders::{CONTENDERS, Contender, Role};
use crate::measure::callgrind;

/// A larger relative change has to be accepted.
const TOLERANCE: f64 = 0.05;

const ACCEPT: &str = "cargo run --release --no-default-features -- --accept";

/// The cases that matter most, hostile ones included.
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

/// The instructions that a contender adds in a case.
struct Counted {
    contender: String,
    case: String,
    instructions: f64,
}

fn file() -> PathBuf {
    crate::paths::package().join("instructions.txt")
}

/// Writes the current instructions.
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

/// Fails if the current instructions differ from the accepted ones.
pub(crate) fn check(cases: &[Case], profiles: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file()).map_err(|error| format!("instructions.txt: {error}"))?;
    let accepted = read(&text)?;
    let counted = count(cases, profiles)?;
    let mut problems = Vec::new();
    for now in &counted {
        let is_same = |was: &&Counted| was.contender == now.contender && was.case == now.case;
        let Some(was) = accepted.iter().find(is_same) else {
            problems.push(format!(
                "{}, {}: not in instructions.txt",
                now.contender, now.case
            ));
            continue;
        };
        let change = now.instructions / was.instructions - 1.0;
        let line = format!(
            "{}, {}: {:.0} instructions, {:.0} accepted ({:+.1} %)",
            now.contender,
            now.case,
            now.instructions,
            was.instructions,
            change * 100.0
        );
        println!("{line}");
        // NaN is a problem too.
        if change.is_nan() || change.abs() > TOLERANCE {
            problems.push(line);
        }
    }
    if accepted.len() != counted.len() {
        problems.push("instructions.txt has cases that aren't counted".to_owned());
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the cost of a policy has changed by more than {:.0} %:\n  {}\nTo accept it, in benches/runtime: {ACCEPT}",
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
        let bare = own(bare.ok_or("no contender without a policy")?)?;
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
