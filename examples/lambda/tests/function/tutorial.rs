//! The table of the README: each row is a page's request, which is run here as a browser would run it, and the
//! last column is what comes of it.

use crate::gateway::{Gateway, Request, Response};
use crate::{Running, request};

const README: &str = include_str!("../../README.md");
const HEADER: &str = "| page | sends |";

/// A request as a script on a page makes it.
#[derive(Debug)]
struct Fetch {
    /// None for a client that is no browser.
    page: Option<String>,
    method: String,
    /// Names of request headers that are not CORS-safelisted.
    headers: Vec<String>,
    credentials: bool,
}

impl Fetch {
    /// Reads the first two columns, such as `https://app.example.com` and `GET` with `accesstoken`,
    /// credentials.
    fn parse(page: &str, sends: &str) -> Self {
        let code = |text: &str| -> Vec<String> {
            let parts = text.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect()
        };
        let mut words = code(sends);
        Self {
            page: code(page).pop(),
            method: words.remove(0),
            headers: words,
            credentials: sends.ends_with("credentials"),
        }
    }

    fn is_preflighted(&self) -> bool {
        let safelisted = ["GET", "HEAD", "POST"].contains(&self.method.as_str());
        self.page.is_some() && (!safelisted || !self.headers.is_empty())
    }

    fn preflight(&self) -> Request {
        let mut headers = vec![("Access-Control-Request-Method", self.method.as_str())];
        let names = self.headers.join(",");
        if !names.is_empty() {
            headers.push(("Access-Control-Request-Headers", &names));
        }
        headers.extend(self.page.as_deref().map(|page| ("Origin", page)));
        request("OPTIONS", &headers)
    }

    fn request(&self) -> Request {
        let mut headers: Vec<_> = self.headers.iter().map(|name| (&**name, "x")).collect();
        headers.extend(self.page.as_deref().map(|page| ("Origin", page)));
        if self.credentials {
            headers.push(("Cookie", "session=1"));
        }
        let mut request = request(&self.method, &headers);
        if self.method == "POST" {
            request.body = br#"{"name":"you"}"#.to_vec();
        }
        request
    }

    /// Fetch §4.10, "CORS check".
    fn may_read(&self, response: &Response) -> bool {
        let allowed = header(response, "access-control-allow-origin");
        let with_credentials = header(response, "access-control-allow-credentials") == Some("true");
        match allowed {
            Some("*") => !self.credentials,
            _ => allowed == self.page.as_deref() && (with_credentials || !self.credentials),
        }
    }

    /// What comes of it at a gateway, in the words of the table (Fetch §4.8, "CORS-preflight fetch").
    async fn run(&self, running: &Running, gateway: Gateway) -> String {
        let mut story = String::new();
        if self.is_preflighted() {
            let answer = send(running, gateway, &self.preflight()).await;
            let status = answer.status;
            if !(200..300).contains(&status) || !self.may_read(&answer) {
                return format!("{status}, not sent");
            }
            let methods = list(&answer, "access-control-allow-methods");
            let safelisted = ["GET", "HEAD", "POST"].contains(&self.method.as_str());
            if !safelisted && !methods.contains(&self.method) {
                return format!("{status} without `{}`, not sent", self.method);
            }
            let names = list(&answer, "access-control-allow-headers");
            if let Some(missing) = self.headers.iter().find(|name| !names.contains(name)) {
                return format!("{status} without `{missing}`, not sent");
            }
            story = format!("{status}, then ");
        }
        let response = send(running, gateway, &self.request()).await;
        let hello = br#"{"message":"Hello"#;
        assert!(response.body.starts_with(hello), "{response:?}");
        story += &response.status.to_string();
        if self.page.is_some() {
            story += if self.may_read(&response) {
                ", read"
            } else {
                ", not read"
            };
        }
        story
    }
}

async fn send(running: &Running, gateway: Gateway, request: &Request) -> Response {
    let returned = running.returns(&gateway.event(request)).await;
    gateway.response(&returned).unwrap()
}

/// The value of a header that a response has once at most.
fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let mut lines = response.headers.iter().filter(|(n, _)| n == name);
    let value = lines.next().map(|(_, value)| value.as_str());
    assert!(lines.next().is_none(), "two lines of {name}");
    value
}

fn list(response: &Response, name: &str) -> Vec<String> {
    let value = header(response, name).unwrap_or_default();
    value
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect()
}

#[tokio::test]
async fn every_row_of_the_readme() {
    let running = Running::start().await;
    let mut rows = 0;
    let table = README.lines().skip_while(|line| !line.starts_with(HEADER));
    for row in table.skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [page, sends, .., ours] = cells[..] else {
            panic!("{row}")
        };
        let fetch = Fetch::parse(page, sends);
        for gateway in Gateway::ALL {
            let story = fetch.run(&running, gateway).await;
            assert_eq!(story, ours, "{gateway:?}: {fetch:?}");
        }
        rows += 1;
    }
    assert!(rows >= 16, "{rows} rows were found");
}
