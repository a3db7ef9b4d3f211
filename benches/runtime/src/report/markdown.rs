//! The report as a file.

use std::fmt::Write as _;

use super::{COLUMNS, goals, machine, table};
use crate::contenders::{CONTENDERS, Role};
use crate::results::Results;

/// The cases that readers look at first.
const FIRST: [&str; 12] = [
    "n=one/r=a/o=y",
    "n=one/r=p/o=y",
    "n=multiple/r=a/o=y",
    "exact-1/actual",
    "exact-1/preflight",
    "exact-1/refused",
    "exact-10/actual",
    "exact-10000/actual",
    "wildcard-10000/actual",
    "origin-100kB/wildcard-1/actual",
    "4000-names/exact-1/preflight",
    "twenty-headers/exact-1/actual",
];

pub(crate) fn write(results: &Results) -> Result<String, std::fmt::Error> {
    let mut text = String::from(
        "# Results\n\n\
         Written by `cargo run --release`. The [README](README.md) explains the figures. Measured on:\n\n",
    );
    for line in machine::describe() {
        writeln!(text, "- {line}")?;
    }
    text += "\n![The cost that a policy adds, by its number of origins](origins.svg)\n\n## Goals\n\nIn instructions; the worst case of each.\n\n";
    text += "| goal | at most | | | |\n|---|--:|---|--:|---|\n";
    for goal in goals(results) {
        for (contender, times, case) in goal.found {
            let met = if times <= goal.limit { "" } else { "missed" };
            writeln!(
                text,
                "| {} | {:.2} | {contender}, {case} | {times:.2} | {met} |",
                goal.text, goal.limit
            )?;
        }
    }
    first(results, &mut text)?;
    text += "\n## All\n\nThe line of a framework is its whole cost; the other lines are the cost that they add to it. \
             `!`: allows what the policy rejects, or the other way round.\n\n";
    writeln!(text, "| {} |", COLUMNS.join(" | "))?;
    text += "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
    for line in table(results).iter().flatten() {
        let columns = line.columns.join(" | ");
        let columns = if line.role == Role::Ours {
            // Highlighted, since they are hard to find in a long table.
            columns.replacen(&line.columns[1], &format!("**{}**", line.columns[1]), 1)
        } else {
            columns
        };
        writeln!(text, "| {columns} |")?;
    }
    Ok(text)
}

/// Instructions and nanoseconds of some cases, with a column for each contender.
fn first(results: &Results, text: &mut String) -> std::fmt::Result {
    let contenders = || CONTENDERS.iter().filter(|one| one.role != Role::Bare);
    *text += "\n## Some cases\n\nAdded cost: instructions / nanoseconds (median).\n\n| case |";
    for contender in contenders() {
        write!(text, " {} |", contender.name)?;
    }
    writeln!(text, "\n|---|{}", "--:|".repeat(contenders().count()))?;
    for case in FIRST {
        write!(text, "| {case} |")?;
        for contender in contenders() {
            let added = results.added_by(contender.name, case);
            let instructions = added.and_then(|added| added.instructions);
            let time = added.and_then(|added| added.time);
            let figure = |figure: Option<f64>| {
                figure.map_or_else(String::new, |figure| format!("{figure:.0}"))
            };
            match added {
                Some(_) => write!(
                    text,
                    " {} / {} |",
                    figure(instructions),
                    figure(time.map(|time| time.median))
                )?,
                None => *text += " |",
            }
        }
        *text += "\n";
    }
    Ok(())
}
