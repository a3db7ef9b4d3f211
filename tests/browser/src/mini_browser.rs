//! WebKit without its driver, which tells nothing of the console: a page that asks the server what to call.
//!
//! The engine prints what its console says where it keeps what it loads, and a driven one keeps nothing.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use http::Response;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{ChildStderr, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::browser::{LAST_LINE, MAKE};
use crate::driver::{Display, PATIENCE, ProcessGroup, WEBKIT};
use crate::handler::Body;
use crate::internet::Internet;
use crate::origins::{ELSEWHERE, Page};

/// Makes the next call, from the page that is to make it, and says what came of it. `{MAKE}` stands for the script that
/// does.
const DRIVEN: &str = "<!doctype html><body><script>
    const MAKE = String.raw`{MAKE}`;
    const make_in_frame = step => new Promise(done => {
        onmessage = event => done(event.data);
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts';
        const make = `(${MAKE})(${JSON.stringify(step.call)})`;
        frame.srcdoc = `<script>${make}.then(result => parent.postMessage(result, '*'))<` + `/script>`;
        document.body.append(frame);
    });
    (async () => {
        while (true) {
            const step = await (await fetch('/step')).json();
            if (step.page !== origin) return location.replace(`${step.page}/driven`);
            const result = await (step.sandboxed ? make_in_frame(step) : eval(MAKE)(step.call));
            await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
        }
    })();
</script>";

/// What the page is to do next, and what came of it.
#[derive(Clone)]
pub(crate) struct Steps(Arc<(Step, Step)>);

type Step = watch::Sender<Option<Value>>;

impl Default for Steps {
    fn default() -> Self {
        Self(Arc::new((
            watch::Sender::new(None),
            watch::Sender::new(None),
        )))
    }
}

impl Steps {
    /// What the server has for the page; none at any other path.
    pub(crate) async fn respond(&self, path: &str, body: &[u8]) -> Option<Response<Body>> {
        let (step, result) = &*self.0;
        Some(match path {
            "driven" => {
                let mut page = Response::new(Body::from(DRIVEN.replace("{MAKE}", MAKE)));
                let html = http::HeaderValue::from_static("text/html; charset=utf-8");
                page.headers_mut().insert("content-type", html);
                page
            }
            "step" => {
                let next = some(step).await.to_string();
                Response::new(Body::from(next))
            }
            "result" => {
                step.send_replace(None);
                result.send_replace(serde_json::from_slice(body).ok());
                Response::new(Body::default())
            }
            _ => return None,
        })
    }

    async fn make(&self, to_do: Value) -> Value {
        let (step, result) = &*self.0;
        result.send_replace(None);
        step.send_replace(Some(to_do));
        some(result).await
    }
}

/// The value, as soon as there is one.
async fn some(value: &watch::Sender<Option<Value>>) -> Value {
    let mut changes = value.subscribe();
    let value = changes.wait_for(Option::is_some).await;
    value
        .ok()
        .and_then(|value| value.clone())
        .unwrap_or_default()
}

pub(crate) struct MiniBrowser {
    // The first to go: the others are what it uses.
    _processes: ProcessGroup,
    pub(crate) internet: Internet,
    steps: Steps,
    lines: Lines<BufReader<ChildStderr>>,
    _display: Display,
}

impl MiniBrowser {
    pub(crate) async fn start() -> Self {
        let internet = Internet::start("http/1.1", &[]).await;
        let display = Display::start().await;
        let proxy = internet.network.proxy;
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mini-{proxy}"));
        std::fs::create_dir_all(&profile).expect("a folder");
        let mut process = Command::new(WEBKIT)
            .args([
                "--enable-write-console-messages-to-stdout=true",
                "--ignore-tls-errors",
                // Cookies go to other sites too.
                "--cookies-policy=always",
                &format!("--proxy=socks5://127.0.0.1:{proxy}"),
                &format!("{ELSEWHERE}/driven"),
            ])
            .env("DISPLAY", &display.name)
            .env("HOME", &profile)
            .env("TMPDIR", &profile)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // Where the console goes, whatever the argument is called.
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{WEBKIT}: {error} (apt-get install webkit2gtk-driver)")
            });
        let output = process
            .stderr
            .take()
            .expect("the output that was asked for");
        Self {
            steps: internet.log.steps.clone(),
            internet,
            lines: BufReader::new(output).lines(),
            _processes: ProcessGroup {
                leader: process,
                folder: profile,
            },
            _display: display,
        }
    }

    /// Has a page make a call. Gives what came of it, and what the console says.
    pub(crate) async fn make(
        &mut self,
        page: &Page,
        url: &str,
        call: &Value,
    ) -> (Value, Vec<String>) {
        let made = self.try_to_make(page, url, call).await;
        made.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same, where a browser that is slow to start may need another attempt.
    ///
    /// # Errors
    ///
    /// Nothing comes of it, in all that time.
    pub(crate) async fn try_to_make(
        &mut self,
        page: &Page,
        url: &str,
        call: &Value,
    ) -> Result<(Value, Vec<String>), String> {
        let step = json!({
            "page": page.url,
            "sandboxed": page.sandboxed,
            "call": [url, call, LAST_LINE],
        });
        let result = timeout(PATIENCE, self.steps.make(step)).await;
        let result = result.map_err(|_| format!("the call of {url} doesn't end"))?;
        let mut said = Vec::new();
        // The script writes it to its own console, and then reports it as an error, which is behind all that was said.
        let mut ends = 0;
        timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await.expect("text") {
                if line.contains(LAST_LINE) {
                    ends += 1;
                    if ends == 2 {
                        break;
                    }
                    continue;
                }
                said.extend(line.split_once("CONSOLE ").map(|(_, line)| line.to_owned()));
            }
        })
        .await
        .map_err(|_| format!("the console says nothing of the end: {said:?}"))?;
        Ok((result, said))
    }
}
