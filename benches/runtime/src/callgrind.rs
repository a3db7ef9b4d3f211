//! One case under valgrind, and what it counted.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// What a case costs per request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) instructions: u64,
    pub(crate) allocations: u64,
}

/// Runs this very program again, on one case, and counts what happens inside of the function called
/// `measured`.
pub(crate) fn count(case: &[&str], requests: u64, out: &Path) -> Result<Cost, String> {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let mut to: std::ffi::OsString = "--callgrind-out-file=".into();
    to.push(out);
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*::measured*"])
        .args([to.as_os_str(), OsStr::new("--")])
        .arg(this)
        .args(case)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("can't run valgrind: {error}"))?;
    if !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr);
        return Err(format!("{case:?} under valgrind failed:\n{said}"));
    }
    let profile =
        fs::read_to_string(out).map_err(|error| format!("no profile of {case:?}: {error}"))?;
    let (instructions, allocations) =
        read(&profile).ok_or_else(|| format!("the profile of {case:?} has no totals"))?;
    Ok(Cost {
        instructions: instructions / requests,
        allocations: allocations / requests,
    })
}

/// All instructions of a profile, and how often memory was asked for. See "Callgrind Format Specification"
/// in valgrind's manual.
fn read(profile: &str) -> Option<(u64, u64)> {
    let mut total = None;
    let mut allocators = Vec::new();
    let mut called = "";
    let mut allocations = 0;
    for line in profile.lines() {
        if let Some(function) = line.strip_prefix("cfn=").or(line.strip_prefix("fn=")) {
            // A name stands behind its number the first time only.
            let (number, name) = function.split_once(' ').unwrap_or((function, ""));
            if ["malloc", "calloc", "realloc", "posix_memalign"].contains(&name) {
                allocators.push(number);
            }
            called = number;
        } else if let Some(calls) = line.strip_prefix("calls=") {
            if allocators.contains(&called) {
                allocations += calls.split(' ').next()?.parse::<u64>().ok()?;
            }
        } else if let Some(instructions) = line.strip_prefix("totals: ") {
            total = instructions.trim().parse().ok();
        }
    }
    Some((total?, allocations))
}
