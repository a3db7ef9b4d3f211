//! The command line.

use std::path::PathBuf;

use clap::Parser;
use cors_check::Engine;
use http::{HeaderName, HeaderValue, Method, Uri};

const EXAMPLES: &str = "\
Examples:
  Can a page of https://app.example.com send this PUT with cookies? (The PUT itself isn't sent.)
    cors-check https://api.example.com/notes -o https://app.example.com \\
        -X PUT -H 'content-type: application/json' --credentials

  Which of two pages can use which of three methods?
    cors-check https://api.example.com/notes -o https://app.example.com -o http://localhost:3000 -X GET -X PUT -X DELETE

  The smoke test of a deployment:
    cors-check --expect cors.toml

  Is it open to pages that nobody meant?
    cors-check https://api.example.com/notes -o https://app.example.com --probe

Exit status: 0 if the page can read it (or all is as expected, or no hole was found), 1 if it is blocked (or something
isn't as expected, or a hole was found), 2 if that couldn't be found out.";

/// What a browser lets a page do at a server, and why not.
///
/// Acts as a browser with a page of another origin, by the Fetch standard. Only GET, HEAD and OPTIONS are sent, unless
/// --send is given: every other method stops after the preflight. To find a cause, it may send more of these: preflights
/// that ask for less, and a GET once or twice more, from another origin or with a new query.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command"
)]
pub(crate) struct Arguments {
    /// What the page fetches; several are checked one after the other
    #[arg(required_unless_present = "expect")]
    pub(crate) urls: Vec<String>,

    /// The page's origin, such as https://app.example.com, or null. Repeat it for several pages
    #[arg(short, long = "origin", value_name = "ORIGIN", value_parser = origin)]
    pub(crate) origins: Vec<String>,

    /// The method, as the page writes it. Repeat it for several
    #[arg(short = 'X', long = "method", value_name = "METHOD", value_parser = method)]
    pub(crate) methods: Vec<String>,

    /// A request header. All of them are sent together
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) headers: Vec<(String, String)>,

    /// Check each header in a fetch of its own
    #[arg(long, requires = "headers")]
    pub(crate) each_header: bool,

    /// Fetch with credentials: cookies, HTTP authentication, client certificates
    #[arg(short, long)]
    pub(crate) credentials: bool,

    /// The body of the request
    #[arg(short, long, value_name = "TEXT")]
    pub(crate) data: Option<String>,

    /// By whose rules: those of the standard, or those of chromium, firefox or webkit where they depart from it
    #[arg(long, value_name = "ENGINE", default_value = "standard", value_parser = ByName::parse)]
    pub(crate) engine: ByName,

    /// A response header that the page has to be able to read. Repeat it for several
    #[arg(long = "expose", value_name = "NAME", value_parser = name)]
    pub(crate) exposes: Vec<String>,

    /// A file of expectations, in TOML, which says all that is to be fetched
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "urls", "origins", "methods", "headers", "each_header", "credentials", "data", "exposes", "probe",
    ])]
    pub(crate) expect: Option<PathBuf>,

    /// Look for the classic holes: which other origins are allowed, with credentials and without. For each it sends a
    /// GET, and the preflights of PUT and DELETE without what would follow them
    #[arg(long, conflicts_with_all = [
        "methods", "headers", "each_header", "credentials", "data", "send", "exposes", "engine", "verbose",
    ])]
    pub(crate) probe: bool,

    /// Send requests that may change something, too
    #[arg(long)]
    pub(crate) send: bool,

    /// Only say what would be sent
    #[arg(long, conflicts_with_all = ["json", "verbose"])]
    pub(crate) dry_run: bool,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Print every message also of the fetches that succeed, where there are several
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Certificates to trust besides the system's, in the format PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,

    /// Seconds for each request
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) timeout: u64,

    /// The most requests that are sent in all
    #[arg(long, value_name = "NUMBER", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_requests: u32,
}

/// An engine, as the command line names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByName(pub(crate) Engine);

impl ByName {
    fn parse(name: &str) -> Result<Self, String> {
        let mut engines = Engine::ALL.iter().copied();
        let engine = engines.find(|engine| engine.name() == name);
        engine
            .map(Self)
            .ok_or_else(|| "expected one of standard, chromium, firefox and webkit".to_owned())
    }
}

/// An origin as a browser sends it, or what to write instead.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    // The latter is what applications send whose page is a file.
    if ["null", "file://"].contains(&text) {
        return Ok(text.to_owned());
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
        let host = match !text.is_empty() && text.bytes().all(is_host) {
            true => text,
            false => "app.example.com",
        };
        return Err(format!(
            "expected an origin with its scheme, such as https://{host}"
        ));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('*') {
        return Err("expected one origin, not a pattern: a page has one".to_owned());
    }
    let mut expected = format!("{scheme}://{host}").to_ascii_lowercase();
    for (scheme, port) in [("https:", ":443"), ("http:", ":80")] {
        if expected.starts_with(scheme)
            && let Some(bare) = expected.strip_suffix(port)
        {
            expected = bare.to_owned();
        }
    }
    if !is_host_and_port(&expected) {
        return Err(format!(
            "expected `{scheme}://`, a host in ASCII (such as xn--…), and a port if it isn't the default one"
        ));
    }
    match expected == text {
        true => Ok(expected),
        false => Err(format!("browsers write it otherwise: write {expected}")),
    }
}

/// Whether there is nothing but a host after the scheme, and perhaps a port.
fn is_host_and_port(origin: &str) -> bool {
    let Ok(url) = origin.parse::<Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    let (scheme, port) = (url.scheme_str().unwrap_or_default(), url.port_u16());
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    !host.is_empty() && origin == format!("{scheme}://{host}{port}")
}

/// A header as the page sets it. Its value counts: with some, a header needs no preflight.
pub(crate) fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let name = name.trim();
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err("expected `NAME: VALUE`".to_owned());
    }
    if !text.contains(':') {
        return Err(format!("expected a value, such as `{name}: 1`"));
    }
    match HeaderValue::from_bytes(value.trim().as_bytes()) {
        Ok(_) => Ok((name.to_owned(), value.trim().to_owned())),
        Err(_) => Err("expected a value without line breaks and the like".to_owned()),
    }
}

/// The name of a header.
pub(crate) fn name(text: &str) -> Result<String, String> {
    match HeaderName::from_bytes(text.as_bytes()) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected the name of a header, such as etag".to_owned()),
    }
}

/// A method as the page writes it.
pub(crate) fn method(text: &str) -> Result<String, String> {
    match Method::from_bytes(text.as_bytes()) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected a method, such as PUT".to_owned()),
    }
}
