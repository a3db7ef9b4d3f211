//! Another program of the workspace, which serves something for a browser.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::driver::PATIENCE;

/// It and all that it has started are gone when this is.
pub(crate) struct Program {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Builds and starts it by these arguments of `cargo`.
    pub(crate) async fn start(build: &[&str], run: &[&str]) -> Self {
        let cargo = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO"));
            command
                .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
                .args(arguments)
                .stderr(Stdio::inherit());
            command
        };
        let built = cargo(build).stdout(Stdio::null()).status().await;
        assert!(built.expect("cargo").success(), "{build:?}");
        let mut process = cargo(run)
            // It ends with this, at the latest.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .expect("cargo");
        let output = process
            .stdout
            .take()
            .expect("the output that was asked for");
        Self {
            process,
            lines: BufReader::new(output).lines(),
        }
    }

    /// The port in the next line that begins so and ends with an address.
    pub(crate) async fn port(&mut self, begin: &str) -> u16 {
        timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await.expect("text") {
                if let Some((_, port)) = line
                    .strip_prefix(begin)
                    .and_then(|rest| rest.rsplit_once("http://localhost:"))
                {
                    return port.trim().parse().expect("a port");
                }
            }
            panic!("it ends without a line `{begin}…`");
        })
        .await
        .expect("it says where it listens")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(id) = self.process.id() {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{id}")])
                .status();
        }
    }
}
