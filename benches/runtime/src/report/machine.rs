//! The machine of a run.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

/// The machine and its programs, one a line.
pub(crate) fn describe() -> Vec<String> {
    let cpu = value_of("/proc/cpuinfo", "model name", ':');
    let system = value_of("/etc/os-release", "PRETTY_NAME", '=');
    let cores = available_parallelism().map_or(1, usize::from);
    [
        Some(format!(
            "{}, {cores} cores",
            cpu.unwrap_or_else(|| "unknown CPU".to_owned())
        )),
        system,
        version("rustc"),
        version("valgrind"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn value_of(file: &str, name: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once(separator));
    let (_, value) = lines.find(|(key, _)| key.trim() == name)?;
    Some(value.trim().trim_matches('"').to_owned())
}

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned())
}
