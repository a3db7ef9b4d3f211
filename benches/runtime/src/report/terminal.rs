//! The table on the terminal.

use super::{COLUMNS, goals, table};
use crate::results::Results;

pub(crate) fn print(results: &Results) {
    let table = table(results);
    let lines = || table.iter().flatten().map(|line| &line.columns);
    let width = |column: usize| {
        let widths = lines().map(|columns| columns[column].chars().count());
        widths
            .chain([COLUMNS[column].chars().count()])
            .max()
            .unwrap_or_default()
    };
    let widths: [usize; 9] = std::array::from_fn(width);
    let print_line = |columns: [&str; 9]| {
        let mut text = String::new();
        for (column, (cell, width)) in columns.iter().zip(widths).enumerate() {
            let gap = " ".repeat(width - cell.chars().count() + 2);
            // Names are aligned to the left, figures to the right.
            text += &if column < 2 {
                format!("{cell}{gap}")
            } else {
                format!("{gap}{cell}")
            };
        }
        println!("{}", text.trim_end());
    };
    print_line(COLUMNS);
    for block in &table {
        println!();
        for line in block {
            print_line(line.columns.each_ref().map(String::as_str));
        }
    }
    println!(
        "\nThe line of a framework is its whole cost; the other lines are the cost that they add to it. !: allows what the policy rejects, or the other way round."
    );
    for goal in goals(results) {
        println!("\n{}: at most {:.2}", goal.text, goal.limit);
        for (contender, times, case) in goal.found {
            println!("  {times:.2}  {contender}, {case}");
        }
    }
}
