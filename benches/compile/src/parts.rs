//! The measurements, part by part, and the section of the report for each.

use std::collections::HashMap;

use crate::build::{Kind, Target, Workspace};
use crate::crates::{self, CONTENDERS, Contender, Framework, ORIGINS, SIZES};
use crate::expansion;
use crate::figures::Samples;
use crate::options::{Effort, Part};
use crate::report::{ratio, table};

/// The attribute that ours is compared with.
const PEER: &str = "http-tracing";

/// Measures a part, and writes its section of the report.
pub(crate) fn measure(part: Part, workspace: &Workspace, effort: Effort) -> Result<String, String> {
    let section = match part {
        Part::First => measure_first_build(workspace, effort)?,
        Part::Handlers => measure_handlers(workspace, effort)?,
        Part::Size => measure_size(workspace)?,
        Part::Lines => count_lines(workspace)?,
        Part::Origins => measure_origins(workspace, effort)?,
    };
    Ok(format!("\n{section}"))
}

/// A crate and all its dependencies, as in the first build of a user.
fn measure_first_build(workspace: &Workspace, effort: Effort) -> Result<String, String> {
    // These builds take long and vary little.
    let repetitions = effort.repetitions.min(3);
    let contenders = || {
        CONTENDERS
            .iter()
            .filter(|one| one.framework == Framework::Http && one.name != "http-tracing-skip")
    };
    let mut samples: HashMap<&str, [Samples; 2]> = HashMap::new();
    for _ in 0..repetitions {
        for contender in contenders() {
            let [check, build] = samples.entry(contender.name).or_default();
            let package = contender.package(1);
            check.add(workspace.build_everything(&package, Kind::Check)?);
            build.add(workspace.build_everything(&package, Kind::Build)?);
        }
    }
    let rows: Vec<_> = contenders()
        .map(|contender| {
            let [check, build] = &samples[contender.name];
            let [peer_check, peer_build] = &samples[PEER];
            vec![
                contender.title.to_owned(),
                check.cpu.cell(),
                ratio(check.cpu.median(), peer_check.cpu.median()),
                check.wall.cell(),
                build.cpu.cell(),
                ratio(build.cpu.median(), peer_build.cpu.median()),
                build.wall.cell(),
            ]
        })
        .collect();
    let head = [
        "one handler",
        "check: CPU",
        "× tracing",
        "wall",
        "build: CPU",
        "× tracing",
        "wall",
    ];
    Ok(format!(
        "## The first build: the crate and its dependencies\n\n{}",
        table(&head, &rows)
    ))
}

/// A build of one crate whose dependencies are built already.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Check,
    Recheck,
    Build,
    Rebuild,
}

type Timed = HashMap<(&'static str, usize, Step), Samples>;

/// The crate alone, without and with an earlier build.
fn measure_handlers(workspace: &Workspace, effort: Effort) -> Result<String, String> {
    let timed = time_handlers(workspace, effort)?;
    let (smallest, largest) = (effort.sizes[0], effort.sizes[effort.sizes.len() - 1]);
    let per_handler = |contender: &Contender, step| {
        let at = |size| timed[&(contender.name, size, step)].cpu.median();
        (at(largest) - at(smallest)) / (largest - smallest) as f64 * 1000.0
    };
    let added = |contender: &Contender, step| {
        per_handler(contender, step) - per_handler(contender.plain(), step)
    };
    let peer = CONTENDERS
        .iter()
        .find(|one| one.name == PEER)
        .unwrap_or(&CONTENDERS[0]);
    let mut costs = vec![];
    let mut alone = vec![];
    let mut rebuilds = vec![];
    for contender in &CONTENDERS {
        let mut cost = vec![contender.title.to_owned()];
        for step in [Step::Check, Step::Build] {
            cost.push(format!("{:.2}", per_handler(contender, step)));
            if contender.is_plain() {
                cost.extend([String::new(), String::new()]);
            } else {
                cost.push(format!("{:.2}", added(contender, step)));
                cost.push(ratio(added(contender, step), added(peer, step)));
            }
        }
        costs.push(cost);
        let cells = |size, steps: [Step; 2]| {
            let samples = steps.map(|step| &timed[&(contender.name, size, step)]);
            samples
                .into_iter()
                .flat_map(|samples| [samples.cpu.cell(), samples.wall.cell()])
        };
        for &size in effort.sizes {
            let mut row = vec![contender.title.to_owned(), size.to_string()];
            row.extend(cells(size, [Step::Check, Step::Build]));
            alone.push(row);
        }
        let mut row = vec![contender.title.to_owned()];
        row.extend(cells(largest, [Step::Recheck, Step::Rebuild]));
        rebuilds.push(row);
    }
    let cost_head = [
        "ms of CPU per handler",
        "check",
        "attribute",
        "× tracing",
        "build",
        "attribute",
        "× tracing",
    ];
    let head = [
        "the crate alone",
        "handlers",
        "check: CPU",
        "wall",
        "build: CPU",
        "wall",
    ];
    let one_changed = format!("one of {largest} handlers changed");
    let rebuild_head = [&one_changed, "check: CPU", "wall", "build: CPU", "wall"];
    Ok(format!(
        "## A handler: the crate alone, its dependencies already built\n\n{}\n{}\n## After a change to one handler\n\n{}",
        table(&cost_head, &costs),
        table(&head, &alone),
        table(&rebuild_head, &rebuilds),
    ))
}

fn time_handlers(workspace: &Workspace, effort: Effort) -> Result<Timed, String> {
    for contender in &CONTENDERS {
        let package = contender.package(1);
        workspace.build(&package, Kind::Check, Target::Kept)?;
        workspace.build(&package, Kind::Build, Target::Kept)?;
    }
    let largest = effort.sizes.last().copied();
    let mut timed = Timed::new();
    let mut add = |contender: &Contender, size, step, cost| {
        timed
            .entry((contender.name, size, step))
            .or_default()
            .add(cost);
    };
    for repetition in 0..effort.repetitions {
        for &size in effort.sizes {
            for contender in &CONTENDERS {
                if repetition >= contender.repetitions(size) {
                    continue;
                }
                let package = contender.package(size);
                let rebuild = |number: usize, kind| {
                    workspace.rebuild(contender, size, 2 * repetition + number, kind)
                };
                add(
                    contender,
                    size,
                    Step::Check,
                    workspace.build_alone(&package, Kind::Check)?,
                );
                if Some(size) == largest {
                    add(contender, size, Step::Recheck, rebuild(1, Kind::Check)?);
                }
                add(
                    contender,
                    size,
                    Step::Build,
                    workspace.build_alone(&package, Kind::Build)?,
                );
                if Some(size) == largest {
                    add(contender, size, Step::Rebuild, rebuild(2, Kind::Build)?);
                }
            }
        }
    }
    Ok(timed)
}

/// The bytes that a handler adds to a released program.
fn measure_size(workspace: &Workspace) -> Result<String, String> {
    const MANY: usize = SIZES[1];
    let mut rows = vec![];
    let mut per_handler: HashMap<&str, f64> = HashMap::new();
    for contender in &CONTENDERS {
        let one = workspace.size(&contender.package(1))?;
        let many = workspace.size(&contender.package(MANY))?;
        let bytes = (many as f64 - one as f64) / (MANY - 1) as f64;
        per_handler.insert(contender.name, bytes);
        let plain = per_handler
            .get(contender.plain().name)
            .copied()
            .unwrap_or_default();
        rows.push(vec![
            contender.title.to_owned(),
            one.to_string(),
            many.to_string(),
            format!("{bytes:.0}"),
            if contender.is_plain() {
                String::new()
            } else {
                format!("{:.0}", bytes - plain)
            },
        ]);
    }
    let head = [
        "bytes, released and stripped",
        "1 handler",
        "100 handlers",
        "per handler",
        "attribute",
    ];
    Ok(format!("## Size of the program\n\n{}", table(&head, &rows)))
}

/// The lines of code that an attribute expands to.
fn count_lines(workspace: &Workspace) -> Result<String, String> {
    let mut rows = vec![];
    let mut plain = 0;
    for contender in &CONTENDERS {
        let lines = expansion::count_lines(workspace, contender)?;
        if contender.is_plain() {
            plain = lines;
            continue;
        }
        rows.push(vec![
            contender.title.to_owned(),
            (lines.saturating_sub(plain)).to_string(),
        ]);
    }
    let head = ["lines of expansion", "attribute"];
    Ok(format!(
        "## Lines that an attribute expands to\n\n{}",
        table(&head, &rows)
    ))
}

/// A policy with many origins.
fn measure_origins(workspace: &Workspace, effort: Effort) -> Result<String, String> {
    for kind in [Kind::Check, Kind::Build] {
        workspace.build(&crates::package_of_origins(1), kind, Target::Kept)?;
    }
    let mut samples: HashMap<usize, [Samples; 2]> = HashMap::new();
    for _ in 0..effort.repetitions {
        for origins in ORIGINS {
            let package = crates::package_of_origins(origins);
            let [check, build] = samples.entry(origins).or_default();
            check.add(workspace.build_alone(&package, Kind::Check)?);
            build.add(workspace.build_alone(&package, Kind::Build)?);
        }
    }
    let rows: Vec<_> = ORIGINS
        .iter()
        .map(|origins| {
            let [check, build] = &samples[origins];
            vec![
                origins.to_string(),
                check.cpu.cell(),
                check.wall.cell(),
                build.cpu.cell(),
                build.wall.cell(),
            ]
        })
        .collect();
    let head = [
        "origins in one policy",
        "check: CPU",
        "wall",
        "build: CPU",
        "wall",
    ];
    Ok(format!(
        "## A policy with many origins\n\n{}",
        table(&head, &rows)
    ))
}
