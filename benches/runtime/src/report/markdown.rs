//! The same as the terminal has, in a file.

use std::fmt::Write as _;

use super::{COLUMNS, goals, machine, table};
use crate::contenders::{CONTENDERS, Role};
use crate::results::Results;

/// The cases that a reader looks at first.
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
         Written by `cargo run --release`. What is measured and how is in the [README](README.md). Made on:\n\n",
    );
    for line in machine::describe() {
        writeln!(text, "- {line}")?;
    }
    text += "\n![What a policy adds, by number of origins](origins.svg)\n\n## Goals\n\nIn instructions; of each the worst case.\n\n";
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
    text += "\n## All\n\nA framework's own line is all that it takes; the others are what they add to it. \
             `!`: answers otherwise.\n\n";
    writeln!(text, "| {} |", COLUMNS.join(" | "))?;
    text += "|---|---|--:|--:|--:|--:|--:|--:|--:|\n";
    for line in table(results).iter().flatten() {
        let columns = line.columns.join(" | ");
        let columns = if line.role == Role::Ours {
            // In a long table one's own are hard to find.
            columns.replacen(&line.columns[1], &format!("**{}**", line.columns[1]), 1)
        } else {
            columns
        };
        writeln!(text, "| {columns} |")?;
    }
    Ok(text)
}

/// Instructions and nanoseconds of some cases, all contenders beside each other.
fn first(results: &Results, text: &mut String) -> std::fmt::Result {
    let contenders = || CONTENDERS.iter().filter(|one| one.role != Role::Bare);
    *text += "\n## Some cases\n\nWhat is added: instructions / nanoseconds (median).\n\n| case |";
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
