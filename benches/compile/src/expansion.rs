//! The number of lines that an attribute expands to.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::build::Workspace;
use crate::crates::Contender;

/// The lines of a crate with one handler after macro expansion, as rustfmt breaks them.
pub(crate) fn count_lines(workspace: &Workspace, contender: &Contender) -> Result<usize, String> {
    let expanded = workspace.expand(&contender.package(1))?;
    Ok(format(&expanded)?
        .lines()
        .filter(|line| !line.trim().is_empty())
        .count())
}

fn format(source: &str) -> Result<String, String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]);
    rustfmt
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let failed = |error: std::io::Error| format!("rustfmt: {error}");
    let mut child = rustfmt.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(source.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!(
            "rustfmt: {}",
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}
