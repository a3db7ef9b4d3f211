//! Instructions, counted by valgrind's callgrind: one process for each contender, with all cases.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::cases::Case;
use crate::contenders::Contender;
use crate::server::Server;

/// The argument with which this program runs itself under callgrind.
pub(crate) const COMMAND: &str = "callgrind";

/// The numbers of requests that are counted, and of those before them: work that is done once, such as the first use of
/// a lazy static, isn't part of the cost of a request.
const REQUESTS: usize = 20;
const BEFORE: usize = 3;

/// The instructions of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instructions {
    pub(crate) all: f64,
    /// Those of this program itself, without the C library and other shared libraries.
    pub(crate) own: f64,
}

/// Serves the requests of these cases, one case after the other, under callgrind.
pub(crate) fn serve_cases(contender: &Contender, cases: &[&Case]) {
    for case in cases {
        if let Some(mut server) = (contender.start)(&case.policy, &case.request) {
            server.prepare(BEFORE + REQUESTS);
            super::uncounted(|| {
                (0..BEFORE).for_each(|_| server.serve());
                counted_by_callgrind(server.as_mut());
            });
        }
    }
}

/// The function whose instructions callgrind counts.
#[inline(never)]
fn counted_by_callgrind(server: &mut dyn Server) {
    (0..REQUESTS).for_each(|_| server.serve());
}

/// Runs this program again under valgrind. The results are in the order of the cases, all of which the contender must
/// support.
pub(crate) fn count(
    contender: &Contender,
    cases: &[&Case],
    profiles: &Path,
) -> Result<Vec<Instructions>, String> {
    let name = contender.name.replace(' ', "-");
    let profile = profiles.join(format!("{name}.profile"));
    let part = |number: usize| profiles.join(format!("{name}.profile.{number}"));
    for number in 1..=cases.len() {
        // Left by an earlier run.
        let _ = fs::remove_file(part(number));
    }
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let mut to = OsString::from("--callgrind-out-file=");
    to.push(&profile);
    let run = Command::new("valgrind")
        // Two patterns, because callgrind uses each pattern for one option only.
        .args([
            "--tool=callgrind",
            "--toggle-collect=*::counted_by_callgrind*",
        ])
        .arg("--dump-after=*counted_by_callgrind*")
        .arg(to)
        .arg("--")
        .arg(this)
        .args([COMMAND, contender.name])
        .args(cases.iter().map(|case| &case.name))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("can't run valgrind: {error}"))?;
    if !run.status.success() {
        let stderr = String::from_utf8_lossy(&run.stderr);
        return Err(format!(
            "{} under valgrind failed:\n{stderr}",
            contender.name
        ));
    }
    let read_part = |(number, case): (usize, &&Case)| {
        let read = fs::read_to_string(part(number)).map_err(|error| error.to_string());
        read.and_then(|text| read_profile(&text)).map_err(|error| {
            format!(
                "the profile of {} on {}: {error}",
                contender.name, case.name
            )
        })
    };
    (1..).zip(cases).map(read_part).collect()
}

/// Sums up the own cost of each function. See "Callgrind Format Specification" in valgrind's manual.
fn read_profile(profile: &str) -> Result<Instructions, String> {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let mut names = Names::default();
    let mut counts = true;
    let mut is_own = false;
    let mut is_call = false;
    let (mut all, mut own) = (0_u64, 0_u64);
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            is_own = Path::new(names.object(object)) == this;
        } else if let Some(object) = line.strip_prefix("cob=") {
            names.object(object);
        } else if let Some(function) = line.strip_prefix("fn=") {
            counts = !is_bookkeeping(names.function(function));
        } else if let Some(function) = line.strip_prefix("cfn=") {
            names.function(function);
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse().ok());
            let cost: u64 = cost.ok_or_else(|| format!("no cost: {line}"))?;
            // The line after `calls=` has the cost of the callee, which has lines of its own.
            if counts && !is_call {
                all += cost;
                own += if is_own { cost } else { 0 };
            }
            is_call = false;
        }
    }
    if all == 0 {
        return Err("no instructions were counted".to_owned());
    }
    Ok(Instructions {
        all: all as f64 / REQUESTS as f64,
        own: own as f64 / REQUESTS as f64,
    })
}

/// Whether a function belongs to the allocator that counts allocations.
fn is_bookkeeping(function: &str) -> bool {
    function.contains("allocation_counter")
}

/// The names of a profile, each of which is spelled out only at its first use.
#[derive(Default)]
struct Names<'profile> {
    objects: Vec<(&'profile str, &'profile str)>,
    functions: Vec<(&'profile str, &'profile str)>,
}

impl<'profile> Names<'profile> {
    fn object(&mut self, reference: &'profile str) -> &'profile str {
        resolve(&mut self.objects, reference)
    }

    fn function(&mut self, reference: &'profile str) -> &'profile str {
        resolve(&mut self.functions, reference)
    }
}

fn resolve<'profile>(
    known: &mut Vec<(&'profile str, &'profile str)>,
    reference: &'profile str,
) -> &'profile str {
    if let Some((number, name)) = reference.split_once(' ') {
        known.push((number, name));
        return name;
    }
    let mut found = known.iter().filter(|(number, _)| *number == reference);
    found.next().map_or("", |(_, name)| name)
}
