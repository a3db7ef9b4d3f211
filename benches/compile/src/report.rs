//! The tables, as Markdown that is readable on a terminal too.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::machine::Machine;

/// From this load on, the machine counts as busy with something else.
const BUSY: f64 = 1.0;

pub(crate) fn heading(
    machine: &Machine,
    versions: &BTreeSet<String>,
    repetitions: usize,
) -> String {
    let versions: Vec<_> = versions.iter().map(String::as_str).collect();
    let busy = match machine.load {
        Some(load) if load < BUSY => "",
        _ => " The machine was also busy with something else: compare only CPU times.",
    };
    let (system, compiler) = (&machine.system, &machine.compiler);
    let (processor, cores) = (&machine.processor, machine.cores);
    format!(
        "# What an attribute costs at compile time\n\n\
         Written by `cargo run --release` in this folder. The README explains the figures.\n\n\
         {processor}, {cores} cores, {system}, {compiler}, with {}.{busy}\n\n\
         Times are in seconds: the median of up to {repetitions} runs (minimum–maximum).\n",
        versions.join(", "),
    )
}

/// A table with aligned columns. All but the first contain numbers.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells
            .chain([head[column].chars().count(), 3])
            .max()
            .unwrap_or(3)
    };
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    let mut table = String::new();
    let line = |table: &mut String, cells: &mut dyn Iterator<Item = &str>| {
        for (column, (cell, width)) in cells.zip(&widths).enumerate() {
            let _ = match column {
                0 => write!(table, "| {cell:<width$} |"),
                _ => write!(table, " {cell:>width$} |"),
            };
        }
        table.push('\n');
    };
    line(&mut table, &mut head.iter().copied());
    for (column, width) in widths.iter().enumerate() {
        let _ = match column {
            0 => write!(table, "|-{}-|", "-".repeat(*width)),
            _ => write!(table, "-{}:|", "-".repeat(*width)),
        };
    }
    table.push('\n');
    for row in rows {
        line(&mut table, &mut row.iter().map(String::as_str));
    }
    table
}

/// A quotient, or a dash if it isn't defined.
pub(crate) fn ratio(of: f64, to: f64) -> String {
    if to > 0.0 {
        format!("{:.2}", of / to)
    } else {
        "–".to_owned()
    }
}
