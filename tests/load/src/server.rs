//! The quickstart's server as a process, looked at from outside.

use std::fs;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");

pub(crate) struct Server {
    process: Child,
    id: u32,
    pub(crate) port: u16,
    stderr: Arc<Mutex<String>>,
}

/// What the system says of the process.
#[derive(Clone, Copy, Default)]
pub(crate) struct Figures {
    pub(crate) memory: u64,
    pub(crate) descriptors: usize,
    pub(crate) threads: u64,
}

impl Server {
    /// Builds it, and starts it on ports that are free.
    pub(crate) async fn start() -> Self {
        // On Unix, cargo becomes the program that it runs.
        let mut process = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--release", "--manifest-path", WORKSPACE])
            .args(["-p", "quickstart", "--", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("cargo");
        let id = process.id().expect("a process that runs");
        let stderr = Arc::new(Mutex::new(String::new()));
        let mut complaints = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let kept = stderr.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = complaints.next_line().await {
                eprintln!("server: {line}");
                let mut kept = kept.lock().expect("whole lines");
                *kept += &line;
                *kept += "\n";
            }
        });
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = loop {
            let line = lines.next_line().await.expect("text");
            let line = line.expect("a server that says where it is");
            if let Some(port) = line.strip_prefix("The API   http://localhost:") {
                break port.parse().expect("a port");
            }
        };
        let name = fs::read_to_string(format!("/proc/{id}/comm")).expect("a process that runs");
        assert_eq!(name.trim(), "quickstart", "the figures would be of that");
        Self {
            process,
            id,
            port,
            stderr,
        }
    }

    /// None where it is gone.
    pub(crate) fn figures(&self) -> Option<Figures> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id)).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        Some(Figures {
            memory: field("VmRSS:")?,
            descriptors: fs::read_dir(format!("/proc/{}/fd", self.id)).ok()?.count(),
            threads: field("Threads:")?,
        })
    }

    /// Ends it, and gives what it had to complain about, if it was still there.
    pub(crate) async fn stop(mut self) -> Result<String, String> {
        let gone = self.process.try_wait().expect("a child");
        self.process.kill().await.expect("a child");
        let stderr = self.stderr.lock().expect("whole lines").clone();
        match gone {
            None => Ok(stderr),
            Some(status) => Err(format!("the server has ended, with {status}:\n{stderr}")),
        }
    }
}
