//! A browser, and the servers that are all of the internet to it.

use cors::Explanation;
use cors_check::Engine;
use serde::Deserialize;
use serde_json::Value;
use thirtyfour::WebDriver;
use tokio::time::{Duration, Instant, sleep, timeout};

use crate::call::Call;
use crate::driver::{Driver, InContext, PATIENCE};
use crate::internet::Internet;
use crate::origins::{API, ELSEWHERE, Page};
use crate::server::{Arrival, Log};

/// A running browser, and the servers that are all of the internet to it.
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    pub(crate) driver: WebDriver,
    pub(crate) log: Log,
    calls: usize,
    // In the order in which they go.
    _process: Driver,
    _internet: Internet,
}

/// What became of a call.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) token: String,
    pub(crate) page: OnPage,
    pub(crate) arrivals: Vec<Arrival>,
    /// What the policies say of these, where they are those of handlers with the attribute.
    pub(crate) explained: Vec<Explanation>,
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
        // In Firefox the console of scripts and that of the network are two, and this gets to the latter.
        setTimeout(() => reportError(last_line));
        done(results);
    });
";

/// One call: what it gives is what the page learns.
pub(crate) const MAKE: &str = "async ([url, call, last_line]) => {
    const result = await fetch(url, call).then(
        response => ({ status: response.status, etag: response.headers.get('etag') }),
        error => ({ error: String(error) }),
    );
    console.log(last_line);
    // In Firefox the console of scripts and that of the network are two, and this gets to the latter.
    setTimeout(() => reportError(last_line));
    return { origin: self.origin, ...result };
}";

/// What a script writes to the console when all calls are done.
pub(crate) const LAST_LINE: &str = "That was the last call.";

impl Browser {
    /// Starts everything. Where there is no such browser, this fails and the test with it.
    pub(crate) async fn start(engine: Engine) -> Self {
        Self::start_with(engine, "http/1.1", &[]).await
    }

    /// The same with HTTP/2, where there is TLS.
    pub(crate) async fn start_http2(engine: Engine) -> Self {
        Self::start_with(engine, "h2", &[]).await
    }

    /// The same with more places: a URL, and the port of loopback where its server is. Where the URL has TLS, it ends
    /// here.
    pub(crate) async fn start_with(engine: Engine, protocol: &str, more: &[(&str, u16)]) -> Self {
        let internet = Internet::start(protocol, more).await;
        // On a busy machine a browser may be too slow for its driver.
        let (process, driver) = some_times(engine.name(), || async {
            let process = Driver::start(engine).await?;
            let driver = process.open(&internet.network).await?;
            for origin in [API, ELSEWHERE] {
                load(&driver, &format!("{origin}/login")).await?;
                assert_eq!(spoken(&driver).await?, protocol);
            }
            Ok((process, driver))
        })
        .await;
        Self {
            engine,
            driver,
            log: internet.log.clone(),
            calls: 0,
            _process: process,
            _internet: internet,
        }
    }

    pub(crate) async fn go_to(&self, url: &str) {
        some_times(url, || load(&self.driver, url)).await;
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
        // The frame of a page that has just loaded may not be there yet.
        some_times(page.origin, || async {
            load(&self.driver, page.url).await?;
            if page.sandboxed {
                let entered = self.driver.enter_frame(0).await;
                entered.map_err(|error| error.to_string())?;
            }
            let origin = self.driver.execute("return self.origin", []).await;
            let origin = origin.map_err(|error| error.to_string())?;
            match origin.json() == page.origin {
                true => Ok(()),
                false => Err(format!("its origin is {}", origin.json())),
            }
        })
        .await;
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
                explained: self.log.take_explained(token),
            })
            .collect()
    }

    /// Has the page that is open call this URL, without a token. Gives what came of it.
    pub(crate) async fn call(&self, url: &str, call: &Value) -> Value {
        let script = format!("const [step, done] = arguments; ({MAKE})(step).then(done);");
        let step = serde_json::json!([url, call, LAST_LINE]);
        let result = timeout(PATIENCE, self.driver.execute_async(script, [step])).await;
        let result = result
            .expect("a call that ends")
            .expect("a script that runs");
        result.json().clone()
    }

    /// What arrived with this token since the last call.
    pub(crate) fn arrivals(&self, token: &str) -> Vec<Arrival> {
        self.log.take(token)
    }

    /// The lines of the console since the last call, up to the end of the calls that were made. WebKit's driver doesn't
    /// tell them.
    pub(crate) async fn console(&self) -> Option<Vec<String>> {
        let deadline = Instant::now() + PATIENCE;
        let mut lines = Vec::new();
        while !lines.iter().any(|line: &String| line.contains(LAST_LINE)) {
            match self.engine {
                Engine::Chromium => {
                    let new = self.driver.get_log("browser").await.expect("a console");
                    lines.extend(new.into_iter().map(|line| line.message));
                }
                Engine::Firefox => lines.extend(self.firefox_console().await),
                _ => return None,
            }
            assert!(
                Instant::now() < deadline,
                "the calls don't end; the console so far:\n{}",
                lines.join("\n")
            );
        }
        Some(lines)
    }

    /// Leaves out what the console says of the page itself.
    pub(crate) async fn forget_console(&self) {
        if self.engine == Engine::Firefox {
            self.firefox_console().await;
        }
    }

    async fn firefox_console(&self) -> Vec<String> {
        const MESSAGES: &str = "
            const messages = Services.console.getMessageArray();
            Services.console.reset();
            return messages.filter(message => message instanceof Ci.nsIScriptError).map(message => message.errorMessage);
        ";
        let handle = self.driver.handle();
        handle.cmd(InContext("chrome")).await.expect("the browser");
        let messages = self.driver.execute(MESSAGES, []).await;
        handle.cmd(InContext("content")).await.expect("the page");
        let messages: Vec<String> = messages
            .expect("a console")
            .convert()
            .expect("lines of text");
        if messages.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
        messages
    }

    /// Ends the browser in good order. Without this, it ends too.
    pub(crate) async fn quit(self) {
        self.driver.quit().await.expect("a browser that ends");
    }
}

/// What a browser that is slow to start, or to load a page, does at the third attempt at the latest. Nothing else is tried
/// twice.
pub(crate) async fn some_times<T, F: Future<Output = Result<T, String>>>(
    what: &str,
    attempt: impl Fn() -> F,
) -> T {
    let mut again = 0..2;
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => match again.next() {
                Some(_) => eprintln!("{what}, once more: {error}"),
                None => panic!("{what}: {error}"),
            },
        }
    }
}

async fn load(driver: &WebDriver, url: &str) -> Result<(), String> {
    match timeout(PATIENCE, driver.goto(url)).await {
        Ok(loaded) => loaded.map_err(|error| format!("{url} doesn't load: {error}")),
        Err(_) => Err(format!("{url} doesn't load")),
    }
}

/// By which protocol the page that is open came. In WebKit, that is known only some time after it is loaded.
async fn spoken(driver: &WebDriver) -> Result<String, String> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let spoken = "return performance.getEntriesByType('navigation')[0]?.nextHopProtocol";
        let spoken = driver.execute(spoken, []).await;
        let spoken = spoken.map_err(|error| error.to_string())?;
        if let Some(spoken) = spoken.json().as_str() {
            return Ok(spoken.to_owned());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Err("it isn't said how the page came".to_owned())
}
