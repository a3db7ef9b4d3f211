//! Chromium, by way of chromedriver.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, timeout};

use crate::call::Call;
use crate::certificate::Certificate;
use crate::origins::{API, ELSEWHERE, PAGES, Page, host_and_port};
use crate::server::{Arrival, Log, Server};

/// For one step. Each takes a second or two when the machine has nothing else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// By the standard, `Access-Control-Allow-Headers: *` doesn't cover `Authorization`. Chromium can do that, and is
/// shipped without.
const NON_WILDCARD_AUTHORIZATION: &str = "CorsNonWildcardRequestHeadersSupport";

/// One browser at a time: they are big.
static ONE: Mutex<()> = Mutex::const_new(());

/// A running browser, and the servers that are all of the internet to it.
pub(crate) struct Browser {
    driver: WebDriver,
    log: Log,
    calls: usize,
    // In the order in which they go.
    _process: Chromedriver,
    _one: MutexGuard<'static, ()>,
}

/// What became of a call.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) token: String,
    pub(crate) page: OnPage,
    pub(crate) arrivals: Vec<Arrival>,
}

/// What the script on the page says of a call.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum OnPage {
    /// There is no response for the page.
    Blocked {
        error: String,
    },
    Opaque,
    #[serde(alias = "basic", alias = "cors")]
    Read {
        status: u16,
        headers: Vec<String>,
        body: String,
    },
}

/// Some calls at a time. Six are as many connections as Chromium opens to a host, and a redirected request keeps
/// its own while the preflight of the next hop waits for another: six of those would wait for ever.
const SCRIPT: &str = "
    const [calls, last_line, done] = arguments;
    const make_by_xhr = call => new Promise(done => {
        const request = new XMLHttpRequest();
        request.open(call.method, call.url);
        request.withCredentials = call.credentials === 'include';
        for (const [name, value] of call.headers) request.setRequestHeader(name, value);
        request.onerror = () => done({ type: 'blocked', error: 'by XMLHttpRequest' });
        request.onload = () => done({
            type: 'cors',
            status: request.status,
            headers: request.getAllResponseHeaders().trim().split('\\r\\n').map(line => line.split(':')[0]),
            body: request.responseText,
        });
        request.send(call.body);
    });
    const make = async call => {
        if (call.by_xhr) return make_by_xhr(call);
        try {
            const response = await fetch(call.url, call);
            if (response.type === 'opaque') return { type: 'opaque' };
            return {
                type: response.type,
                status: response.status,
                headers: [...response.headers.keys()],
                body: await response.text(),
            };
        } catch (error) {
            return { type: 'blocked', error: String(error) };
        }
    };
    const results = [];
    let next = 0;
    const some = async () => {
        while (next < calls.length) {
            const index = next++;
            results[index] = await make(calls[index]);
        }
    };
    Promise.all([some(), some(), some(), some()]).then(() => {
        console.log(last_line);
        done(results);
    });
";

/// What the script writes to the console when all calls are done.
const LAST_LINE: &str = "That was the last call.";

impl Browser {
    /// Starts everything. Where there is no Chromium, this fails and the test with it.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[NON_WILDCARD_AUTHORIZATION], "http/1.1").await
    }

    /// The same with HTTP/2, where there is TLS.
    pub(crate) async fn start_http2() -> Self {
        Self::start_with(&[NON_WILDCARD_AUTHORIZATION], "h2").await
    }

    /// The same with Chromium's features as it is shipped.
    pub(crate) async fn start_as_shipped() -> Self {
        Self::start_with(&[], "http/1.1").await
    }

    async fn start_with(features: &[&str], protocol: &str) -> Self {
        let one = ONE.lock().await;
        let mut origins: Vec<&str> = PAGES.iter().map(|page| page.url).collect();
        origins.extend([API, ELSEWHERE]);
        origins.sort_unstable();
        origins.dedup();
        let hosts = origins.iter().map(|origin| host_and_port(origin).1);
        let certificate = Certificate::for_hosts(hosts.map(str::to_owned).collect(), protocol);
        let server = Server::start(&certificate).await;

        let mut rules: Vec<String> = origins
            .iter()
            .map(|origin| {
                let (scheme, host, port) = host_and_port(origin);
                let to = if scheme == "https" {
                    server.tls_port
                } else {
                    server.plain_port
                };
                format!("MAP {host}:{port} 127.0.0.1:{to}")
            })
            .collect();
        // Nothing else exists.
        rules.push("MAP * ^NOTFOUND".to_owned());

        let process = Chromedriver::start().await;
        let driver = process
            .open(&rules.join(", "), &certificate.pin, features)
            .await;
        let browser = Self {
            driver,
            log: server.log,
            calls: 0,
            _process: process,
            _one: one,
        };
        for origin in [API, ELSEWHERE] {
            browser.go_to(&format!("{origin}/login")).await;
            let spoken = "return performance.getEntriesByType('navigation')[0].nextHopProtocol";
            let spoken = browser.driver.execute(spoken, []).await;
            assert_eq!(spoken.expect("a page").json(), protocol);
        }
        browser
    }

    async fn go_to(&self, url: &str) {
        timeout(PATIENCE, self.driver.goto(url))
            .await
            .unwrap_or_else(|_| panic!("{url} doesn't load"))
            .unwrap_or_else(|error| panic!("{url} doesn't load: {error}"));
    }

    /// Why this URL can't be gone to.
    pub(crate) async fn fail_to_go_to(&self, url: &str) -> String {
        match timeout(PATIENCE, self.driver.goto(url))
            .await
            .expect("a response")
        {
            Ok(()) => panic!("{url} does load"),
            Err(error) => error.to_string(),
        }
    }

    /// Goes to a page.
    pub(crate) async fn open(&self, page: &Page) {
        self.go_to(page.url).await;
        if page.sandboxed {
            self.driver.enter_frame(0).await.expect("a frame");
        }
        let origin = self.driver.execute("return self.origin", []).await;
        let origin = origin.expect("a page with an origin");
        assert_eq!(origin.json(), page.origin, "of {page:?}");
    }

    /// Has the page that is open make these calls, in any order.
    pub(crate) async fn make(&mut self, calls: &[Call]) -> Vec<Seen> {
        let tokens: Vec<String> = calls
            .iter()
            .map(|_| {
                self.calls += 1;
                self.calls.to_string()
            })
            .collect();
        self.make_with(calls, &tokens).await
    }

    /// The same with these tokens, and so with URLs that may have been used before.
    pub(crate) async fn make_with(&self, calls: &[Call], tokens: &[String]) -> Vec<Seen> {
        let list: Vec<Value> = calls
            .iter()
            .zip(tokens)
            .map(|(call, token)| call.to_json(token))
            .collect();
        let script = self
            .driver
            .execute_async(SCRIPT, [list.into(), LAST_LINE.into()]);
        let results: Vec<OnPage> = timeout(PATIENCE, script)
            .await
            .expect("calls that end")
            .expect("a script that runs")
            .convert()
            .expect("one result for each call");
        assert_eq!(results.len(), calls.len());
        tokens
            .iter()
            .zip(results)
            .map(|(token, page)| Seen {
                token: token.clone(),
                page,
                arrivals: self.log.take(token),
            })
            .collect()
    }

    /// The lines of the console since the last call, up to the end of the calls that were made.
    pub(crate) async fn console(&self) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut lines = Vec::new();
        while !lines.iter().any(|line: &String| line.contains(LAST_LINE)) {
            let new = self.driver.get_log("browser").await.expect("a console");
            lines.extend(new.into_iter().map(|line| line.message));
            assert!(
                Instant::now() < deadline,
                "the calls don't end; the console so far:\n{}",
                lines.join("\n")
            );
        }
        lines
    }

    /// Ends the browser in good order. Without this, it ends too.
    pub(crate) async fn quit(self) {
        self.driver.quit().await.expect("a browser that ends");
    }
}

/// The process, and the folder for the browser's profile. Both are gone when this is.
struct Chromedriver {
    process: Child,
    port: u16,
    profile: PathBuf,
}

impl Chromedriver {
    async fn start() -> Self {
        let mut process = Command::new("/usr/bin/chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // With the browser in it, so that both can be ended at once.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .expect("/usr/bin/chromedriver (apt-get install chromium chromium-driver)");
        let output = process
            .stdout
            .take()
            .expect("the output that was asked for");
        let mut lines = BufReader::new(output).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                // "ChromeDriver was started successfully on port 38765."
                if let Some((_, port)) = line.split_once("successfully on port ") {
                    return port.trim_end_matches('.').parse().expect("a port");
                }
            }
            panic!("chromedriver ends at once");
        })
        .await
        .expect("chromedriver says where it listens");
        // It would stop at a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("profile-{}", process.id().unwrap_or_default()));
        Self {
            process,
            port,
            profile,
        }
    }

    async fn open(&self, rules: &str, pin: &str, features: &[&str]) -> WebDriver {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // http://app.example.com is not to become https://app.example.com, and a sandboxed frame not a
            // process of its own, whose console chromedriver doesn't read.
            "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,IsolateSandboxedIframes",
            &format!("--enable-features={}", features.join(",")),
            &format!("--user-data-dir={}", self.profile.display()),
            &format!("--host-resolver-rules={rules}"),
            &format!("--ignore-certificate-errors-spki-list={pin}"),
        ];
        // `SameSite=None` cookies go to other sites too, as they do unless a user says otherwise.
        let preferences = json!({ "profile.cookie_controls_mode": 0 });
        let mut capabilities = Capabilities::new();
        for (name, value) in [
            ("browserName", json!("chrome")),
            (
                "goog:chromeOptions",
                json!({ "binary": "/usr/bin/chromium", "args": arguments, "prefs": preferences }),
            ),
            ("goog:loggingPrefs", json!({ "browser": "ALL" })),
            ("timeouts", json!({ "script": PATIENCE.as_millis() as u64 })),
        ] {
            capabilities.set(name, value).expect("a capability");
        }
        let address = format!("http://127.0.0.1:{}", self.port);
        timeout(PATIENCE, WebDriver::new(address, capabilities))
            .await
            .expect("Chromium starts")
            .expect("Chromium starts")
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if let Some(id) = self.process.id() {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{id}")])
                .status();
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
