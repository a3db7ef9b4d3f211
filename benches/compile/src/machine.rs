//! The machine that the figures come from.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::build::output;

pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
    pub(crate) compiler: String,
    /// The load average of the last minute before the measurement.
    pub(crate) load: Option<f64>,
}

pub(crate) fn describe() -> Result<Machine, String> {
    let value = |file: &str, name: &str| {
        let text = fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        let value = line.split_once([':', '='])?.1;
        Some(value.trim().trim_matches('"').to_owned())
    };
    let unknown = || "unknown".to_owned();
    let cores = available_parallelism().map_err(|error| error.to_string())?;
    let load = fs::read_to_string("/proc/loadavg").ok();
    Ok(Machine {
        processor: value("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
        cores: cores.get(),
        system: value("/etc/os-release", "PRETTY_NAME").unwrap_or_else(unknown),
        compiler: output(Command::new("rustc").arg("--version"))?
            .trim()
            .to_owned(),
        load: load.and_then(|load| load.split(' ').next()?.parse().ok()),
    })
}
