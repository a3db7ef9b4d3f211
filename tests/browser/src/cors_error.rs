//! The guide "it says CORS error", line by line: what each console says, what has happened, what the log says, and that the
//! line to write lets the page read.

#[path = "../../cors_error/page.rs"]
mod guide;
#[path = "../../cors_error/policies.rs"]
mod policies;
#[path = "../../cors_error/table.rs"]
mod table;

use std::io;
use std::sync::{Arc, Mutex, Once};

use axum::Router;
use axum::body::Body as AxumBody;
use cors::{Config, Decision, LiveOrigins, Policy};
use cors_check::Engine;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::browser::{Browser, LAST_LINE, some_times};
use crate::handler::{self, Body};
use crate::mini_browser::MiniBrowser;
use crate::origins::{ELSEWHERE, Page};
use crate::server::{Arrival, Log};
use table::{REFUSALS, Refusal, Server, URL};

const APP: &str = "https://app.example.com";
const SHOP: &str = "https://shop.example";

/// The origins of the pages that the guide names.
pub(crate) fn origins() -> impl Iterator<Item = &'static str> {
    let origins = REFUSALS.iter().map(|refusal| refusal.origin);
    origins
        .filter(|origin| *origin != "null")
        .chain(["https://www.example.org"])
}

fn page(origin: &'static str) -> Page {
    match origin {
        "null" => Page {
            origin,
            url: APP,
            sandboxed: true,
        },
        url => Page {
            origin,
            url,
            sandboxed: false,
        },
    }
}

/// What responds at the URL of the guide.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Serving>>);

#[derive(Clone)]
enum Serving {
    Policy(Arc<Policy>),
    /// No policy: something in front of it responds.
    Status(u16),
    Router(Router),
}

impl Default for Serving {
    fn default() -> Self {
        Self::Status(404)
    }
}

impl Serving {
    fn of(server: Server) -> Self {
        policies::policy_of(server).map_or(Self::Status(401), Self::by)
    }

    fn by(policy: Policy) -> Self {
        Self::Policy(Arc::new(policy))
    }
}

impl Notes {
    pub(crate) async fn respond(&self, request: Request<Body>) -> Response<AxumBody> {
        let serving = self.0.lock().expect("what is served").clone();
        match serving {
            Serving::Policy(policy) => match policy.decide(&request) {
                Decision::Respond(response) => response.into_response(),
                Decision::Proceed(headers) => headers.applied(handler::answer(&request)),
            }
            .map(AxumBody::new),
            Serving::Status(status) => {
                let mut response = Response::new(AxumBody::empty());
                *response.status_mut() = StatusCode::from_u16(status).expect("a status");
                response
            }
            Serving::Router(router) => {
                let Ok(response) = router.oneshot(request.map(AxumBody::new)).await;
                response
            }
        }
    }
}

/// What the log has, as the guide tells a service to write it.
static LINES: Mutex<String> = Mutex::new(String::new());

struct LogWriter;

impl io::Write for LogWriter {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let text_of_it = String::from_utf8_lossy(text);
        LINES.lock().expect("a whole log").push_str(&text_of_it);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_log() {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        // That of the guide, in `RUST_LOG`.
        let filter: Targets = "cors=debug".parse().expect("a filter");
        let lines = tracing_subscriber::fmt::layer()
            .without_time()
            .with_ansi(false)
            .with_writer(|| LogWriter);
        tracing_subscriber::registry()
            .with(filter)
            .with(lines)
            .init();
    });
}

/// A browser whose console can be read.
enum Viewer {
    Driven(Box<Browser>),
    WebKit(Box<MiniBrowser>),
}

/// All that there is to see of a call.
#[derive(Debug)]
struct Seen {
    /// What the page learns.
    result: Value,
    console: Vec<String>,
    log: Vec<String>,
    arrivals: Vec<Arrival>,
}

impl Viewer {
    async fn start(engine: Engine) -> Self {
        write_log();
        if engine != Engine::WebKit {
            return Self::Driven(Box::new(Browser::start(engine).await));
        }
        let browser = some_times("MiniBrowser", || async {
            let mut browser = MiniBrowser::start().await;
            let login = format!("{ELSEWHERE}/login");
            let (page, get) = (page(ELSEWHERE), json!({}));
            let (result, _) = browser.try_to_make(&page, &login, &get).await?;
            assert_eq!(result["status"], 200, "{result}");
            Ok(browser)
        });
        Self::WebKit(Box::new(browser.await))
    }

    fn log(&self) -> &Log {
        match self {
            Self::Driven(browser) => &browser.log,
            Self::WebKit(browser) => &browser.internet.log,
        }
    }

    async fn call(
        &mut self,
        origin: &'static str,
        url: &str,
        call: &Value,
        serving: Serving,
    ) -> Seen {
        *self.log().notes.0.lock().expect("what is served") = serving;
        let page = page(origin);
        if let Self::Driven(browser) = &self {
            browser.open(&page).await;
            browser.forget_console().await;
        }
        self.log().take("");
        LINES.lock().expect("a whole log").clear();
        let (result, console) = match self {
            Self::Driven(browser) => {
                let result = browser.call(url, call).await;
                (result, browser.console().await.expect("a console"))
            }
            Self::WebKit(browser) => browser.make(&page, url, call).await,
        };
        assert_eq!(result["origin"], origin);
        let log = std::mem::take(&mut *LINES.lock().expect("a whole log"));
        Seen {
            result,
            console: console
                .iter()
                .filter_map(|line| self.text_of(line))
                .collect(),
            log: log
                .lines()
                .map(|line| line.trim_start().to_owned())
                .collect(),
            arrivals: self.log().take(""),
        }
    }

    /// A line of the console without what the driver puts before it, and none that is the script's.
    fn text_of(&self, line: &str) -> Option<String> {
        if line.contains(LAST_LINE) {
            return None;
        }
        let text = match self {
            // The place of the script, or the URL.
            Self::Driven(browser) if browser.engine == Engine::Chromium => {
                line.split_once(" - ")?.1
            }
            Self::Driven(_) => line,
            Self::WebKit(_) => {
                let kinds = ["SECURITY ERROR ", "JS ERROR "];
                kinds
                    .iter()
                    .find_map(|kind| line.strip_prefix(kind))
                    .unwrap_or(line)
            }
        };
        Some(text.to_owned())
    }

    async fn quit(self) {
        if let Self::Driven(browser) = self {
            browser.quit().await;
        }
    }
}

fn fetch(refusal: &Refusal) -> Value {
    let headers: serde_json::Map<_, _> = refusal
        .headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    let credentials = if refusal.credentials {
        "include"
    } else {
        "omit"
    };
    json!({ "method": refusal.method, "headers": headers, "credentials": credentials })
}

/// The line of this browser below a heading.
fn quoted(engine: Engine, heading: &str) -> String {
    let name = match engine {
        Engine::Chromium => "Chromium: ",
        Engine::Firefox => "Firefox:  ",
        _ => "Safari:   ",
    };
    let section = guide::section(heading);
    let line = section.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("{heading}: no line of {name}"))
        .to_owned()
}

/// What the console says beside the line that the guide quotes.
fn beside(engine: Engine, by_preflight: bool) -> Vec<String> {
    let (line, quoted) = match engine {
        Engine::Chromium => {
            let line = "Failed to load resource: net::ERR_FAILED";
            (line.to_owned(), line)
        }
        Engine::Firefox if !by_preflight => return vec![],
        Engine::Firefox => {
            let reason = "(Reason: CORS request did not succeed). Status code: (null).";
            let blocked = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at";
            (format!("{blocked} {URL}. {reason}"), reason)
        }
        _ => {
            let line = "Fetch API cannot load … due to access control checks.";
            (line.replace('…', URL), line)
        }
    };
    assert_said(quoted);
    vec![line]
}

/// That the guide has these words.
#[track_caller]
fn assert_said(words: &str) {
    assert!(
        guide::as_one_line(guide::PAGE).contains(words),
        "not in the guide: {words}"
    );
}

/// That the page got nothing, the request was sent or not, and the console says this.
#[track_caller]
fn assert_blocked(engine: Engine, seen: &Seen, by_preflight: bool, line: &str) {
    let error = seen.result["error"].as_str().unwrap_or_default();
    // The same whatever the reason is.
    let errors = [
        "TypeError: Failed to fetch",
        "TypeError: NetworkError when attempting to fetch resource.",
        "TypeError: Load failed",
    ];
    assert!(errors.contains(&error), "{seen:#?}");
    let mut console = beside(engine, by_preflight);
    console.insert(0, line.to_owned());
    assert_eq!(seen.console, console, "{seen:#?}");
    let arrived: Vec<_> = seen
        .arrivals
        .iter()
        .map(|one| one.asks_for.is_some())
        .collect();
    let preflighted = by_preflight || arrived.first() == Some(&true);
    let expected: &[bool] = match (preflighted, by_preflight) {
        (true, true) => &[true],
        (true, false) => &[true, false],
        (false, _) => &[false],
    };
    assert_eq!(arrived, expected, "{seen:#?}");
}

#[track_caller]
fn assert_read(seen: &Seen) {
    assert_eq!(seen.result["status"], 200, "{seen:#?}");
    assert!(seen.console.is_empty() && seen.log.is_empty(), "{seen:#?}");
}

in_each_engine! {
    async fn each_refusal_of_the_guide_is_as_it_says(engine: Engine) {
        let mut viewer = Viewer::start(engine).await;
        for refusal in REFUSALS {
            if engine == Engine::WebKit && refusal.origin == "null" {
                use std::io::Write as _;
                // Aloud, though the test passes.
                let skipped = "SKIPPED: a sandboxed page in an undriven WebKit can't tell what came of its call";
                let _ = writeln!(std::io::stderr(), "{skipped}");
                continue;
            }
            let first = REFUSALS.iter().find(|one| one.heading == refusal.heading);
            let first = first.expect("itself, at least");
            let line = quoted(engine, refusal.heading).replace(first.origin, refusal.origin);
            let by_preflight = refusal.method != "GET" || !refusal.headers.is_empty();
            let serving = Serving::of(refusal.server);
            let seen = viewer.call(refusal.origin, URL, &fetch(refusal), serving).await;
            assert_blocked(engine, &seen, by_preflight, &line);
            if !by_preflight {
                // "The request was sent, and its handler has run."
                assert!(seen.arrivals[0].method == refusal.method, "{seen:#?}");
            }
            if refusal.server == Server::Authentication {
                assert!(seen.log.is_empty(), "{seen:#?}");
                continue;
            }
            assert_eq!(seen.log.len(), 1, "{seen:#?}");
            assert!(seen.log[0].contains(refusal.log), "{seen:#?}");
            if !refusal.fix.is_empty() {
                let fixed = Serving::by(policies::fixed(refusal));
                assert_read(&viewer.call(refusal.origin, URL, &fetch(refusal), fixed).await);
            }
        }
        viewer.quit().await;
    }

    async fn what_else_the_guide_says_is_so(engine: Engine) {
        let mut viewer = Viewer::start(engine).await;
        let listed = || Serving::of(Server::Listed);
        let by = |config: Config| Serving::by(policies::check(config));
        let get = json!({ "credentials": "omit" });
        let put = json!({ "method": "PUT", "credentials": "omit" });

        // The line of the log, as a whole.
        let seen = viewer.call("http://localhost:5173", URL, &get, listed()).await;
        let (event, policy) = seen.log[0].split_once(" policy=").expect("where it is written");
        assert!(guide::PAGE.contains(&format!("\n{event} policy=src/main.rs:14\n")), "{event}");
        assert!(policy.contains(".rs:"), "{policy}");

        // The same pages over HTTPS, and without the dot.
        for origin in ["https://www.example.org", APP] {
            assert_read(&viewer.call(origin, URL, &get, listed()).await);
        }

        // "The request was sent, and its handler has run, also for a POST such as a form sends. With `enforce` it hasn't."
        let post = json!({ "method": "POST", "body": "a=1", "credentials": "omit" });
        let refused = quoted(engine, REFUSALS[0].heading).replace(REFUSALS[0].origin, SHOP);
        for (policy, runs, log) in [
            (policies::listed(), true, "the request goes on to its handler, and the browser keeps the response"),
            (policies::listed().enforce(true), false, "the policy rejects the request, and its handler doesn't run"),
        ] {
            let status = if runs { "200" } else { "403" };
            let seen = viewer.call(SHOP, URL, &post, by(policy)).await;
            assert_blocked(engine, &seen, false, &refused.replace("200", status));
            assert_eq!(seen.arrivals[0].handler_ran, runs, "{seen:#?}");
            assert!(seen.log.len() == 1 && seen.log[0].contains(log), "{seen:#?}");
        }
        // To one that no script reads, CORS doesn't apply, and nothing is told.
        let mut opaque = post.clone();
        opaque["mode"] = "no-cors".into();
        let seen = viewer.call(SHOP, URL, &opaque, listed()).await;
        assert_eq!(seen.result["status"], 0, "{seen:#?}");
        assert!(seen.arrivals[0].handler_ran && seen.log.is_empty(), "{seen:#?}");

        // "Three more reasons aren't about the page."
        static LIVE: LiveOrigins = LiveOrigins::new();
        static UNSET: Policy = cors::policy! { origins = LIVE };
        let missing = quoted(engine, REFUSALS[0].heading).replace(REFUSALS[0].origin, SHOP);
        for (policy, words, log) in [
            (Policy::NOBODY, "the policy allows no origin", "the policy allows no origin"),
            (&UNSET, "… was never set, and allows no origin", "LIVE was never set, and allows no origin"),
        ] {
            assert_said(words);
            let seen = viewer.call(SHOP, URL, &get, Serving::by(policy.clone())).await;
            assert_blocked(engine, &seen, false, &missing);
            assert!(seen.log.len() == 1 && seen.log[0].contains(log), "{seen:#?}");
        }

        // "With the status 403 and an event in the log …; where the handler has no policy".
        let of_preflight = "Response to preflight request doesn't pass access control check";
        let refused = quoted(engine, of_preflight).replace(SHOP, APP);
        let no_policy = "what it reaches has no policy";
        assert_said(no_policy);
        for (call, is_preflighted) in [(&put, true), (&json!({ "method": "POST", "credentials": "omit" }), false)] {
            let seen = viewer.call(APP, URL, call, Serving::Router(with_a_closed_handler())).await;
            let line = if is_preflighted { &refused } else { &missing.replace(SHOP, APP) };
            assert_blocked(engine, &seen, is_preflighted, line);
            assert!(seen.log.len() == 1 && seen.log[0].contains(no_policy), "{seen:#?}");
        }

        // "Something in front of it responds."
        let in_front = quoted(engine, "The same with another status, and nothing in the log");
        for status in [401, 404, 405, 502] {
            assert_said(&format!("with {status}"));
            let seen = viewer.call(APP, URL, &put, Serving::Status(status)).await;
            let line = in_front.replace("401", &status.to_string());
            assert_blocked(engine, &seen, true, &line);
            assert!(seen.log.is_empty(), "{seen:#?}");
        }

        // "Browsers mend the case of all but …".
        for method in ["patch", "query", "put", "delete", "get", "post"] {
            let call = json!({ "method": method, "credentials": "omit" });
            let policy = policies::listed().methods(["PATCH", "QUERY", "DELETE"]);
            let seen = viewer.call(APP, URL, &call, by(policy)).await;
            if matches!(method, "patch" | "query") {
                let heading = "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response";
                let line = quoted(engine, heading).replace("DELETE", method);
                assert_blocked(engine, &seen, true, &line);
                let why = format!("but {}: methods are case-sensitive", method.to_uppercase());
                assert!(seen.log.len() == 1 && seen.log[0].contains(&why), "{seen:#?}");
            } else {
                assert_read(&seen);
            }
        }

        // "It names all that are missing, where the console names one."
        let call = json!({ "headers": { "x-debug": "1", "x-trace": "1" }, "credentials": "omit" });
        let seen = viewer.call(APP, URL, &call, listed()).await;
        let named = |name: &str| seen.console[0].to_ascii_lowercase().contains(name);
        assert!(named("x-debug") != named("x-trace"), "{seen:#?}");
        assert!(seen.log.len() == 1 && seen.log[0].contains("x-debug, x-trace"), "{seen:#?}");

        // "Without a cookie, and in a preflight, … there is no event."
        let heading = "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true'";
        let line = quoted(engine, heading);
        let without_cookie = format!("{SHOP}/notes");
        let call = json!({ "credentials": "include" });
        let seen = viewer.call(APP, &without_cookie, &call, listed()).await;
        assert_eq!(seen.console[0], line.replace(URL, &without_cookie), "{seen:#?}");
        assert!(seen.log.is_empty() && seen.arrivals[0].cookies.is_empty(), "{seen:#?}");
        let call = json!({ "method": "PUT", "credentials": "include" });
        let seen = viewer.call(APP, URL, &call, listed()).await;
        let line = match engine {
            Engine::Chromium => line.replace("policy: ", &format!("policy: {of_preflight}: ")),
            _ => line,
        };
        assert_blocked(engine, &seen, true, &line);
        assert!(seen.log.is_empty(), "{seen:#?}");

        // "No message, but a header is missing."
        for (policy, etag) in [
            (policies::listed(), json!(null)),
            (policies::listed().expose(["etag"]), json!("\"1\"")),
        ] {
            let seen = viewer.call(APP, URL, &get, by(policy)).await;
            assert_read(&seen);
            assert_eq!(seen.result["etag"], etag);
        }
        viewer.quit().await;
    }
}

/// A handler with a policy, and two without one.
fn with_a_closed_handler() -> Router {
    #[cors::axum::cors(origins = ["https://app.example.com"])]
    async fn open() {}
    async fn closed() {}
    let path = cors::axum::get(open).post(closed).put(closed);
    cors::axum::Router::new().route("/notes", path).into()
}
