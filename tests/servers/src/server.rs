//! Where servers run: those of other languages as processes, those of this one in threads.

use std::io::{self, BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// One of another language. It ends with this.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    /// The one on express, if that is here.
    pub(crate) fn on_node() -> Option<Self> {
        if !Path::new(HERE).join("express/node_modules/cors").is_dir() {
            skip(
                "express",
                "`npm install` in tests/servers/express, with Node",
            );
            return None;
        }
        Self::start(Command::new("node").arg("server.js"), "express")
    }

    /// The one on rs/cors, if that is here.
    pub(crate) fn on_go() -> Option<Self> {
        const DEBIANS: &str = "/usr/share/gocode";
        if !Path::new(DEBIANS).join("src/github.com/rs/cors").is_dir() {
            skip(
                "rs/cors",
                "Debian's golang-go and golang-github-rs-cors-dev",
            );
            return None;
        }
        // A binary of its own, so that the one process is the server.
        let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rs-cors-server");
        let built = Command::new("go")
            .current_dir(Path::new(HERE).join("rs-cors"))
            .env("GO111MODULE", "off")
            .env("GOPATH", DEBIANS)
            .args(["build", "-o"])
            .arg(&binary)
            .arg("server.go")
            .status();
        if built.is_err() {
            skip("rs/cors", "Debian's golang-go");
            return None;
        }
        assert!(
            built.is_ok_and(|status| status.success()),
            "it doesn't compile"
        );
        Self::start(&mut Command::new(binary), "rs-cors")
    }

    fn start(command: &mut Command, folder: &str) -> Option<Self> {
        let started = command
            .current_dir(Path::new(HERE).join(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = started else {
            skip(folder, "its language");
            return None;
        };
        let output = process
            .stdout
            .take()
            .expect("the output that was asked for");
        let mut url = String::new();
        BufReader::new(output)
            .read_line(&mut url)
            .expect("where it is");
        let url = url.trim().to_owned();
        assert!(
            url.starts_with("http://127.0.0.1:"),
            "{folder} says {url:?}"
        );
        Some(Self { process, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves on a port of loopback until the tests end, and says where.
pub(crate) fn in_thread<F: Future<Output = io::Result<()>>>(
    serve: impl FnOnce(TcpListener) -> F + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime
            .expect("a runtime")
            .block_on(serve(listener))
            .expect("a server");
    });
    format!("http://{address}")
}

/// Aloud, also where the output of a test that passes isn't shown.
fn skip(what: &str, needs: &str) {
    use std::io::Write as _;
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: no server on {what}, which needs {needs}"
    );
}
