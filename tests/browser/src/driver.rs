//! The three browsers, each by its own driver, in the one language of WebDriver.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use cors_check::Engine;
use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{Capabilities, RequestData, SessionId, WebDriver};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// For one step. Each takes a second or two when the machine has nothing else to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// Where Debian has them, and what they are called there.
const CHROMIUM: &str = "/usr/bin/chromium";
const FIREFOX: &str = "/usr/bin/firefox-esr";
pub(crate) const WEBKIT: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// How a browser finds the servers: all of the internet that there is to it.
pub(crate) struct Network {
    /// `HOST:PORT`, and the port of loopback that it leads to.
    pub(crate) places: Vec<(String, u16)>,
    /// The port of a proxy that goes by these places.
    pub(crate) proxy: u16,
    /// The hash of the one key of a certificate that is right.
    pub(crate) pin: String,
}

/// A driver's process, and all that belongs to it. All of it is gone when this is.
pub(crate) struct Driver {
    // The first to go: the others are what it uses.
    processes: ProcessGroup,
    engine: Engine,
    port: u16,
    // A display, where the browser can't do without.
    _display: Option<Display>,
}

impl Driver {
    /// Starts it. Where it isn't installed, the test fails.
    ///
    /// # Errors
    ///
    /// It doesn't listen, in all that time.
    pub(crate) async fn start(engine: Engine) -> Result<Self, String> {
        let mut display = None;
        let port = free_port().await;
        let (program, package) = match engine {
            Engine::Chromium => (
                "/usr/bin/chromedriver",
                "apt-get install chromium chromium-driver",
            ),
            Engine::Firefox => (
                "geckodriver",
                "apt-get install firefox-esr; cargo install geckodriver --locked",
            ),
            Engine::WebKit => (
                "/usr/bin/WebKitWebDriver",
                "apt-get install webkit2gtk-driver xvfb",
            ),
            _ => panic!("there is no such browser"),
        };
        let mut command = Command::new(program);
        command.arg(format!("--port={port}"));
        match engine {
            // For the console, which no command of WebDriver's reads.
            Engine::Firefox => {
                command.arg("--allow-system-access");
            }
            Engine::WebKit => {
                let started = Display::start().await;
                command.env("DISPLAY", &started.name);
                display = Some(started);
            }
            _ => {}
        }
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("profile-{port}"));
        std::fs::create_dir_all(&profile).expect("a folder");
        let leader = command
            .env("TMPDIR", &profile)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // With the browser in it, so that both can be ended at once.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error} ({package})"));
        let driver = Self {
            engine,
            processes: ProcessGroup {
                leader,
                folder: profile,
            },
            port,
            _display: display,
        };
        timeout(PATIENCE, async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                sleep(Duration::from_millis(50)).await;
            }
        })
        .await
        .map_err(|_| format!("{program} doesn't listen"))?;
        Ok(driver)
    }

    /// Opens the browser.
    ///
    /// # Errors
    ///
    /// It doesn't start, which may be as it is too slow for its driver.
    pub(crate) async fn open(&self, network: &Network) -> Result<WebDriver, String> {
        let mut capabilities = Capabilities::new();
        let (name, options, all) = match self.engine {
            Engine::Chromium => ("chrome", "goog:chromeOptions", self.chromium(network)),
            Engine::Firefox => ("firefox", "moz:firefoxOptions", firefox(network)),
            _ => ("MiniBrowser", "webkitgtk:browserOptions", webkit(network)),
        };
        for (name, value) in [
            ("browserName", json!(name)),
            (options, all),
            ("timeouts", json!({ "script": PATIENCE.as_millis() as u64 })),
        ] {
            capabilities.set(name, value).expect("a capability");
        }
        match self.engine {
            Engine::Chromium => capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" })),
            _ => capabilities.set("acceptInsecureCerts", json!(true)),
        }
        .expect("a capability");
        let address = format!("http://127.0.0.1:{}", self.port);
        match timeout(PATIENCE, WebDriver::new(&address, capabilities)).await {
            Ok(started) => started.map_err(|error| format!("no browser starts: {error}")),
            Err(_) => Err(format!("no browser starts within {PATIENCE:?}")),
        }
    }

    fn chromium(&self, network: &Network) -> Value {
        let places = network.places.iter();
        let mut rules: Vec<String> = places
            .map(|(place, port)| format!("MAP {place} 127.0.0.1:{port}"))
            .collect();
        // Nothing else exists.
        rules.push("MAP * ^NOTFOUND".to_owned());
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
            &format!("--user-data-dir={}", self.processes.folder.display()),
            &format!("--host-resolver-rules={}", rules.join(", ")),
            &format!("--ignore-certificate-errors-spki-list={}", network.pin),
        ];
        // `SameSite=None` cookies go to other sites too, as they do unless a user says otherwise.
        let preferences = json!({ "profile.cookie_controls_mode": 0 });
        json!({ "binary": CHROMIUM, "args": arguments, "prefs": preferences })
    }
}

fn firefox(network: &Network) -> Value {
    let preferences = json!({
        "network.proxy.type": 1,
        "network.proxy.socks": "127.0.0.1",
        "network.proxy.socks_port": network.proxy,
        "network.proxy.socks_version": 5,
        "network.proxy.socks_remote_dns": true,
        "network.proxy.allow_hijacking_localhost": true,
        // As in Chromium: no other scheme than that of the URL, and cookies go to other sites too.
        "dom.security.https_first": false,
        "dom.security.https_only_mode": false,
        "network.cookie.cookieBehavior": 0,
        // It asks nobody else.
        "services.settings.server": "",
        "app.normandy.enabled": false,
    });
    json!({ "binary": FIREFOX, "args": ["-headless"], "prefs": preferences })
}

fn webkit(network: &Network) -> Value {
    json!({
        "binary": WEBKIT,
        "args": [
            "--automation",
            // Cookies go to other sites too.
            "--cookies-policy=always",
            format!("--proxy=socks5://127.0.0.1:{}", network.proxy),
        ],
    })
}

/// The leader of a group of processes, and the folder that is theirs. All of it is gone when this is.
pub(crate) struct ProcessGroup {
    pub(crate) leader: Child,
    pub(crate) folder: PathBuf,
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(id) = self.leader.id() {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{id}")])
                .status();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A screen that nobody looks at.
pub(crate) struct Display {
    pub(crate) name: String,
    _process: Child,
}

impl Display {
    pub(crate) async fn start() -> Self {
        let mut process = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1024x768x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Xvfb (apt-get install xvfb)");
        let output = process
            .stdout
            .take()
            .expect("the output that was asked for");
        let mut lines = BufReader::new(output).lines();
        let number = timeout(PATIENCE, lines.next_line()).await;
        let number = number
            .expect("a display")
            .expect("text")
            .expect("its number");
        Self {
            name: format!(":{number}"),
            _process: process,
        }
    }
}

/// One that was free just now.
async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Firefox's own command: whether scripts run in the page, or in the browser around it.
#[derive(Debug)]
pub(crate) struct InContext(pub(crate) &'static str);

impl FormatRequestData for InContext {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let url = format!("/session/{session}/moz/context");
        RequestData::new(Method::POST, url).add_body(json!({ "context": self.0 }))
    }
}
