//! The measurements, and the cost that they show a policy to add to its framework.

use std::path::Path;

use crate::arguments::Report;
use crate::cases::Case;
use crate::contenders::{CONTENDERS, Contender, Role};
use crate::measure::allocations::{self, Allocations};
use crate::measure::callgrind::{self, Instructions};
use crate::measure::clock;
use crate::server::Summary;

/// The results of a run.
pub(crate) struct Results<'cases> {
    pub(crate) cases: Vec<&'cases Case>,
    pub(crate) rows: Vec<Row>,
}

/// A contender, and its cells in the order of the cases. None if it can't express the policy.
pub(crate) struct Row {
    pub(crate) contender: &'static Contender,
    pub(crate) cells: Vec<Option<Cell>>,
}

/// A contender on a case.
pub(crate) struct Cell {
    pub(crate) summary: Summary,
    pub(crate) instructions: Option<Instructions>,
    /// Nanoseconds, one for each round.
    pub(crate) time: Option<Vec<f64>>,
    pub(crate) allocations: Allocations,
}

/// The cost that a contender adds to its bare framework. For the bare framework: its whole cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Added {
    pub(crate) instructions: Option<f64>,
    pub(crate) time: Option<Spread>,
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
}

/// A median, and the quartiles around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) lower: f64,
    pub(crate) median: f64,
    pub(crate) upper: f64,
}

impl Spread {
    fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let at = |part: usize| samples.get((samples.len() * part / 4).min(samples.len() - 1));
        Self {
            lower: at(1).copied().unwrap_or_default(),
            median: at(2).copied().unwrap_or_default(),
            upper: at(3).copied().unwrap_or_default(),
        }
    }
}

impl Results<'_> {
    fn row(&self, contender: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.contender.name == contender)
    }

    pub(crate) fn added(&self, contender: &Contender, case: usize) -> Option<Added> {
        let cell = self.row(contender.name)?.cells[case].as_ref()?;
        if contender.bare == contender.name {
            return Some(Added {
                instructions: cell.instructions.map(|counted| counted.all),
                time: cell.time.clone().map(Spread::of),
                allocations: cell.allocations.count,
                bytes: cell.allocations.bytes,
            });
        }
        let bare = self.row(contender.bare)?.cells[case].as_ref()?;
        // Within one round, where one follows shortly after the other.
        let differences = |(with, without): (&Vec<f64>, &Vec<f64>)| {
            let pairs = with.iter().zip(without);
            Spread::of(pairs.map(|(with, without)| with - without).collect())
        };
        Some(Added {
            instructions: cell
                .instructions
                .zip(bare.instructions)
                .map(|(with, without)| with.all - without.all),
            time: cell.time.as_ref().zip(bare.time.as_ref()).map(differences),
            allocations: cell.allocations.count - bare.allocations.count,
            bytes: cell.allocations.bytes - bare.allocations.bytes,
        })
    }

    /// Whether a peer allows what the policy rejects, or the other way round.
    pub(crate) fn disagrees(&self, contender: &Contender, case: usize) -> bool {
        let cell = self
            .row(contender.name)
            .and_then(|row| row.cells[case].as_ref());
        contender.role == Role::Peer
            && cell.is_some_and(|cell| {
                cell.summary.allow_origin.is_some() != self.cases[case].is_allowed
            })
    }

    /// The added cost by the names of a contender and a case.
    pub(crate) fn added_by(&self, contender: &str, case: &str) -> Option<Added> {
        let case = self.cases.iter().position(|one| one.name == case)?;
        self.added(self.row(contender)?.contender, case)
    }
}

/// The ratio of two costs: in instructions, or else in time.
pub(crate) fn ratio(one: Option<Added>, other: Option<Added>) -> Option<f64> {
    let (one, other) = (one?, other?);
    let instructions = one.instructions.zip(other.instructions);
    let times = || Some((one.time?.median, other.time?.median));
    let (one, other) = instructions.or_else(times)?;
    // Undefined if a policy spares its framework more work than it adds.
    (one > 0.0 && other > 0.0).then_some(one / other)
}

/// Measures all contenders on these cases.
pub(crate) fn measure<'cases>(
    cases: Vec<&'cases Case>,
    options: &Report,
    profiles: &Path,
) -> Result<Results<'cases>, String> {
    let mut rows: Vec<Row> = CONTENDERS
        .iter()
        .map(|contender| Row {
            contender,
            cells: Vec::new(),
        })
        .collect();
    for case in &cases {
        let mut able = Vec::new();
        let mut servers = Vec::new();
        for row in &mut rows {
            let server = (row.contender.start)(&case.policy, &case.request);
            row.cells.push(server.map(|mut server| {
                let cell = Cell {
                    summary: server.observe(),
                    instructions: None,
                    time: None,
                    allocations: allocations::count(server.as_mut()),
                };
                able.push(row.contender.name);
                servers.push(server);
                cell
            }));
        }
        compare_with_floor(case, &rows)?;
        if options.time {
            let times = clock::time(&mut servers);
            for (name, samples) in able.iter().zip(times) {
                let row = rows.iter_mut().find(|row| row.contender.name == *name);
                if let Some(Some(cell)) = row.and_then(|row| row.cells.last_mut()) {
                    cell.time = Some(samples);
                }
            }
        }
    }
    if options.instructions {
        for row in &mut rows {
            let able = cases
                .iter()
                .zip(&row.cells)
                .filter(|(_, cell)| cell.is_some());
            let able: Vec<&Case> = able.map(|(case, _)| *case).collect();
            let counts = callgrind::count(row.contender, &able, profiles)?;
            for (cell, counted) in row.cells.iter_mut().flatten().zip(counts) {
                cell.instructions = Some(counted);
            }
        }
    }
    Ok(Results { cases, rows })
}

/// Fails if a contender of ours and its floor give different responses: then it isn't a floor.
fn compare_with_floor(case: &Case, rows: &[Row]) -> Result<(), String> {
    let summary = |name: &str| {
        let row = rows.iter().find(|row| row.contender.name == name)?;
        Some(&row.cells.last()?.as_ref()?.summary)
    };
    for row in rows {
        let contender = row.contender;
        if contender.role != Role::Ours {
            continue;
        }
        let (ours, floor) = (summary(contender.name), summary(contender.floor));
        if ours != floor || ours.is_none_or(|ours| ours.allow_origin.is_some() != case.is_allowed) {
            return Err(format!(
                "{} on {} gives {ours:?}, but the floor gives {floor:?}",
                contender.name, case.name
            ));
        }
    }
    Ok(())
}
