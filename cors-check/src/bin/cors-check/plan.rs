//! What is to be checked: a matrix from the command line, or a file of expectations.

use std::path::Path;

use cors_check::header::unsafe_request_header_names;
use cors_check::method::{is_safelisted, normalize};
use cors_check::{Browser, Credentials, Fetch, Next, Page, Reason};
use serde::Deserialize;

use crate::arguments::{self, Arguments};

/// A fetch of a page, and what is expected of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) origin: String,
    pub(crate) fetch: Fetch,
    /// The page is to read it. Otherwise it has to be blocked.
    pub(crate) readable: bool,
    pub(crate) exposes: Vec<String>,
}

/// A file of expectations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For all of them.
    url: Option<String>,
    expect: Vec<Expectation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    url: Option<String>,
    origin: String,
    method: Option<String>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    credentials: bool,
    body: Option<String>,
    #[serde(default = "yes")]
    readable: bool,
    #[serde(default)]
    expose: Vec<String>,
}

fn yes() -> bool {
    true
}

/// Each combination of the arguments, or each entry of the file.
pub(crate) fn cases(arguments: &Arguments) -> Result<Vec<Case>, String> {
    match &arguments.expect {
        Some(path) => of_file(path),
        None => matrix(arguments),
    }
}

fn matrix(arguments: &Arguments) -> Result<Vec<Case>, String> {
    if arguments.origins.is_empty() {
        return Err("expected the page's origin: --origin https://app.example.com".to_owned());
    }
    let get = vec!["GET".to_owned()];
    let methods = match arguments.methods.is_empty() {
        true => &get,
        false => &arguments.methods,
    };
    let sets: Vec<Vec<(String, String)>> = match arguments.each_header {
        true => arguments
            .headers
            .iter()
            .map(|header| vec![header.clone()])
            .collect(),
        false => vec![arguments.headers.clone()],
    };
    let mut cases = vec![];
    for url in &arguments.urls {
        for origin in &arguments.origins {
            for method in methods {
                for headers in &sets {
                    cases.push(Case {
                        origin: origin.clone(),
                        fetch: fetch(
                            method,
                            url,
                            headers,
                            arguments.credentials,
                            arguments.data.as_deref(),
                        )?,
                        readable: true,
                        exposes: arguments.exposes.clone(),
                    });
                }
            }
        }
    }
    Ok(cases)
}

fn of_file(path: &Path) -> Result<Vec<Case>, String> {
    let at = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{at}: {error}"))?;
    let file: File = toml::from_str(&text).map_err(|error| format!("{at}: {error}"))?;
    if file.expect.is_empty() {
        return Err(format!("{at}: expected at least one [[expect]]"));
    }
    let mut cases = vec![];
    for (entry, number) in file.expect.into_iter().zip(1..) {
        let context = |error: String| format!("{at}: [[expect]] number {number}: {error}");
        let url = entry.url.or_else(|| file.url.clone());
        let url = url.ok_or_else(|| context("expected a `url`, here or at the top".to_owned()))?;
        let headers: Result<Vec<_>, String> = entry
            .headers
            .iter()
            .map(|text| arguments::header(text))
            .collect();
        let method = arguments::method(entry.method.as_deref().unwrap_or("GET"));
        let method = method.map_err(context)?;
        let exposes: Result<Vec<_>, String> = entry
            .expose
            .iter()
            .map(|text| arguments::name(text))
            .collect();
        let headers = headers.map_err(context)?;
        cases.push(Case {
            origin: arguments::origin(&entry.origin).map_err(context)?,
            fetch: fetch(
                &method,
                &url,
                &headers,
                entry.credentials,
                entry.body.as_deref(),
            )
            .map_err(context)?,
            readable: entry.readable,
            exposes: exposes.map_err(context)?,
        });
    }
    Ok(cases)
}

/// What the page asks for.
pub(crate) fn fetch(
    method: &str,
    url: &str,
    headers: &[(String, String)],
    credentials: bool,
    body: Option<&str>,
) -> Result<Fetch, String> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    if !scheme.is_some_and(|scheme| matches!(&*scheme.to_ascii_lowercase(), "http" | "https")) {
        return Err(without_scheme(url));
    }
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !host.is_ascii() {
        return Err(format!(
            "expected a host in ASCII (such as xn--…), as browsers send it, found `{host}`"
        ));
    }
    let mut fetch = Fetch::new(method, url);
    if credentials {
        fetch = fetch.credentials(Credentials::Include);
    }
    for (name, value) in headers {
        fetch = fetch.header(name, value);
    }
    if let Some(body) = body {
        fetch = fetch.text(body);
    }
    // What no page can ask for is known before anything is sent.
    if let Next::Done(outcome) = Browser::new().start::<()>(&Page::new("null"), &fetch)
        && let Some(blocked) = outcome.blocked()
        && let Reason::InvalidRequest(what) = &blocked.reason
    {
        return Err(format!("`{what}` isn't something that `fetch` takes"));
    }
    Ok(fetch)
}

fn without_scheme(url: &str) -> String {
    let expected = format!("expected a URL with http:// or https://, found `{url}`");
    let first = url.starts_with(|first: char| first.is_ascii_alphanumeric());
    match first && !url.contains("://") {
        true if url.starts_with("localhost") || url.starts_with("127.") => {
            format!("{expected}: write http://{url}")
        }
        true => format!("{expected}: write https://{url}"),
        false => expected,
    }
}

/// Whether a request with this method changes nothing (RFC 9110 §9.2.1).
pub(crate) fn is_safe(method: &str) -> bool {
    ["GET", "HEAD", "OPTIONS"].contains(&method)
}

/// What is about to be sent, in a line.
pub(crate) fn announce(case: &Case, send: bool) -> String {
    let method = normalize(&case.fetch.method);
    let url = &case.fetch.url;
    let needs_preflight =
        !is_safelisted(&method) || !unsafe_request_header_names(&case.fetch.headers).is_empty();
    let first = if needs_preflight {
        "a preflight (OPTIONS), then "
    } else {
        ""
    };
    let rest = match is_safe(&method) || send {
        true => method,
        false => format!("nothing: {method} isn't sent without --send"),
    };
    format!("{url} as a page of {}: {first}{rest}", case.origin)
}

/// What else may be sent, in a line.
pub(crate) fn announce_rest(most: u32) -> String {
    format!(
        "redirects are followed, and more is asked to find a cause: preflights for less, and a GET, where one is refused \
         without a word; a GET once or twice more, from another origin or with a new query (`cors-check=…`), where a cache \
         may be the cause or could do harm; at most {most} requests in all"
    )
}
