//! The report of a run: a table on the terminal, the same in a file, and a plot.

pub(crate) mod machine;
pub(crate) mod markdown;
pub(crate) mod plot;
pub(crate) mod terminal;

use crate::cases::{self, KINDS};
use crate::contenders::{CONTENDERS, Contender, Role};
use crate::results::{Added, Results, ratio};

pub(crate) const COLUMNS: [&str; 9] = [
    "case",
    "contender",
    "instructions",
    "ns",
    "quartiles",
    "allocations",
    "bytes",
    "× floor",
    "× tower-http",
];

/// A line of the table.
pub(crate) struct Line {
    pub(crate) role: Role,
    pub(crate) columns: [String; 9],
}

/// The table, a block of lines for each case.
pub(crate) fn table(results: &Results) -> Vec<Vec<Line>> {
    let block = |case| {
        let line = |contender| line(results, contender, case);
        CONTENDERS.iter().filter_map(line).collect()
    };
    (0..results.cases.len()).map(block).collect()
}

fn line(results: &Results, contender: &'static Contender, case: usize) -> Option<Line> {
    let added = results.added(contender, case)?;
    let name = &results.cases[case].name;
    let disagrees = results.disagrees(contender, case);
    let is_bare = contender.role == Role::Bare;
    let times = |other: &str| match contender.role {
        Role::Bare => String::new(),
        _ => ratio(Some(added), results.added_by(other, name))
            .map_or_else(String::new, |times| format!("{times:.2}")),
    };
    let sign = |text: String| {
        if is_bare {
            text.trim_start_matches('+').to_owned()
        } else {
            text
        }
    };
    Some(Line {
        role: contender.role,
        columns: [
            name.clone(),
            format!("{}{}", contender.name, if disagrees { " !" } else { "" }),
            sign(instructions(added)),
            sign(
                added
                    .time
                    .map_or_else(String::new, |time| format!("{:+.0}", time.median)),
            ),
            added.time.map_or_else(String::new, |time| {
                format!("{:.0} to {:.0}", time.lower, time.upper)
            }),
            sign(format!("{:+}", added.allocations)),
            sign(format!("{:+}", added.bytes)),
            times(contender.floor),
            times(contender.tower_http()),
        ],
    })
}

fn instructions(added: Added) -> String {
    added
        .instructions
        .map_or_else(String::new, |instructions| format!("{instructions:+.0}"))
}

/// A goal for the speed of this crate, and the results.
pub(crate) struct Goal {
    pub(crate) text: &'static str,
    pub(crate) limit: f64,
    /// The worst case of each contender of ours, by name.
    pub(crate) found: Vec<(&'static str, f64, String)>,
}

pub(crate) fn goals(results: &Results) -> Vec<Goal> {
    let ours = || CONTENDERS.iter().filter(|one| one.role == Role::Ours);
    let worst = |measure: &dyn Fn(&'static Contender) -> Vec<(f64, String)>| {
        let worst_of = |one: &'static Contender| {
            let found = measure(one)
                .into_iter()
                .max_by(|one, other| one.0.total_cmp(&other.0));
            found.map(|(times, case)| (one.name, times, case))
        };
        ours().filter_map(worst_of).collect()
    };
    // At most ten origins, and no hostile header.
    let small = |name: &str| {
        [
            "n=one",
            "n=multiple",
            "n=two",
            "n=all",
            "exact-1/",
            "exact-10/",
            "wildcard-1/",
            "wildcard-10/",
            "mixed-10/",
        ]
        .iter()
        .any(|start| name.starts_with(start))
            && !name.contains("evil")
    };
    let against = |one: &'static Contender, other: &'static str| -> Vec<(f64, String)> {
        let cases = results.cases.iter().filter(|case| small(&case.name));
        cases
            .filter_map(|case| {
                let times = ratio(
                    results.added_by(one.name, &case.name),
                    results.added_by(other, &case.name),
                )?;
                Some((times, case.name.clone()))
            })
            .collect()
    };
    let same = |one: &'static Contender, pairs: &[(String, String)]| -> Vec<(f64, String)> {
        pairs
            .iter()
            .filter_map(|(large, small)| {
                let times = ratio(
                    results.added_by(one.name, large),
                    results.added_by(one.name, small),
                )?;
                Some((times, large.clone()))
            })
            .collect()
    };
    let mut many = Vec::new();
    for (kind, _) in KINDS {
        for request in ["actual", "preflight", "refused"] {
            let one = if kind == "mixed" { "wildcard" } else { kind };
            many.push((
                cases::case_name(kind, 10_000, request),
                cases::case_name(one, 1, request),
            ));
        }
    }
    let hostile = [
        ("origin-100kB/exact-1/actual", "exact-1/refused"),
        ("origin-100kB/wildcard-1/actual", "wildcard-1/refused"),
        ("origin-100kB/mixed-10000/actual", "mixed-10000/refused"),
        (
            "origin-100kB-of-dots/mixed-10000/actual",
            "mixed-10000/refused",
        ),
        ("4000-names/exact-1/preflight", "exact-1/preflight"),
        ("4000-commas/exact-1/preflight", "exact-1/preflight"),
        ("n=all/r=p/o=y/m=evil_acrh", "n=all/r=p/o=y"),
    ]
    .map(|(hostile, ordinary)| (hostile.to_owned(), ordinary.to_owned()));
    vec![
        Goal {
            text: "up to ten origins, times the floor",
            limit: 1.15,
            found: worst(&|one| against(one, one.floor)),
        },
        Goal {
            text: "up to ten origins, times tower-http",
            limit: 1.0 / 3.0,
            found: worst(&|one| against(one, one.tower_http())),
        },
        Goal {
            text: "10,000 origins, times one",
            limit: 1.5,
            found: worst(&|one| same(one, &many)),
        },
        Goal {
            text: "hostile headers, times ordinary ones",
            limit: 1.2,
            found: worst(&|one| same(one, &hostile)),
        },
    ]
}
