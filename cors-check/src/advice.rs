//! Why a fetch is blocked in plain words, and what to change.
//!
//! The same sentence of the console has many causes. What else the response says tells them apart.

use http::HeaderMap;
use http::header::{HeaderName, LOCATION};

use crate::header::list_values;
use crate::outcome::{Exchange, Outcome};
use crate::reason::Reason;
use crate::request::Credentials;
use crate::vary::varies_by_origin;

/// The cause of a refusal, and the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// What is wrong, in a sentence or two.
    pub cause: String,
    /// What any server has to send, or what else has to change.
    pub fix: String,
    /// The argument of `#[cors(…)]` that does it, for a server that uses the crate `cors`.
    pub argument: Option<String>,
}

impl Advice {
    fn new(cause: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            fix: fix.into(),
            argument: None,
        }
    }

    fn argument(mut self, argument: impl Into<String>) -> Self {
        self.argument = Some(argument.into());
        self
    }
}

impl<B> Outcome<B> {
    /// Why the fetch is blocked, and what to change. There is nothing if it isn't blocked.
    ///
    /// ```
    /// use cors_check::{Browser, Fetch, Page};
    /// use http::Response;
    ///
    /// let page = Page::new("https://app.example.com");
    /// let put = Fetch::new("PUT", "https://api.example.com/notes");
    /// let unauthorized = |_| Response::builder().status(401).body(()).unwrap();
    /// let advice = Browser::new().fetch(&page, &put, unauthorized).advice().unwrap();
    /// assert!(advice.cause.starts_with("authentication answers the preflight with 401"));
    /// ```
    #[must_use]
    pub fn advice(&self) -> Option<Advice> {
        let blocked = self.blocked()?;
        Some(match self.exchanges().last() {
            Some(exchange) => self.of_response(&blocked.reason, exchange),
            None => of_page(&blocked.reason),
        })
    }

    fn of_response(&self, reason: &Reason, last: &Exchange) -> Advice {
        let origin = header(last.request.headers(), "origin").unwrap_or_default();
        let with_credentials = self.fetch.credentials == Credentials::Include;
        if last.is_preflight
            && matches!(
                reason,
                Reason::MissingAllowOrigin | Reason::PreflightStatus(_)
            )
            && let Some(advice) = of_status(last, &origin)
        {
            return advice;
        }
        if origin == "null"
            && let Some(says) = of_origin(reason)
        {
            return self.of_null(&says, last);
        }
        match reason {
            Reason::MissingAllowOrigin => self.of_missing_origin(last, &origin),
            Reason::MultipleAllowOrigins(value) => of_several(last, value, &origin),
            Reason::DifferentAllowOrigin { allowed, .. } => self.of_difference(allowed, &origin),
            Reason::WildcardWithCredentials => Advice::new(
                "the server allows every origin with `*`, which doesn't count for a request with credentials",
                format!(
                    "send `Access-Control-Allow-Origin: {origin}`, `Access-Control-Allow-Credentials: true` and \
                     `Vary: Origin`, or fetch without credentials"
                ),
            )
            .argument(format!("origins = [{origin:?}], credentials")),
            Reason::MissingAllowCredentials(value) => Advice::new(
                match value {
                    None => "the server allows the origin, but not with credentials".to_owned(),
                    Some(value) => format!(
                        "`Access-Control-Allow-Credentials` is `{value}`, and only `true` counts, in lower case and once"
                    ),
                },
                "send `Access-Control-Allow-Credentials: true`, on the preflight and on the response",
            )
            .argument("credentials"),
            Reason::MalformedList(name) => Advice::new(
                format!("`{name}` isn't a list of names separated by commas, so all of it is void"),
                format!("send names with commas between them in `{name}`"),
            ),
            Reason::MethodNotAllowed(method) => of_method(last, method, with_credentials),
            Reason::HeadersNotAllowed(names) => of_headers(last, names, with_credentials),
            other => of_page(other),
        }
    }

    fn of_missing_origin(&self, last: &Exchange, origin: &str) -> Advice {
        let preflight_passed = self.exchanges().any(|exchange| exchange.is_preflight);
        let status = last.response.status();
        let vary_only = varies_by_origin(last.response.headers());
        let advice = if last.is_preflight {
            Advice::new(
                format!(
                    "the server answers the preflight, and {}",
                    match vary_only {
                        true =>
                            "doesn't allow this origin (it looks at `Origin`, as its `Vary` says)",
                        false =>
                            "says nothing about CORS: it isn't configured there, or doesn't allow this origin",
                    }
                ),
                format!("send `Access-Control-Allow-Origin: {origin}` and `Vary: Origin`"),
            )
        } else if preflight_passed {
            Advice::new(
                format!(
                    "the preflight passes, but the response with status {} lacks the header: {}",
                    status.as_u16(),
                    match status.as_u16() {
                        ..400 => "the headers are set for OPTIONS only",
                        _ =>
                            "an error, made by something in front of the CORS policy, has no headers",
                    }
                ),
                format!(
                    "send `Access-Control-Allow-Origin: {origin}` on every response, whatever its status and method"
                ),
            )
        } else if status.as_u16() >= 400 {
            Advice::new(
                format!(
                    "the response with status {} has no CORS headers: an error made in front of the CORS policy, or \
                     an origin that isn't allowed",
                    status.as_u16()
                ),
                format!("send `Access-Control-Allow-Origin: {origin}` on errors, too"),
            )
        } else if status.is_redirection() {
            Advice::new(
                format!(
                    "the redirect to `{}` has no CORS headers, and each hop needs them",
                    header(last.response.headers(), "location").unwrap_or_default()
                ),
                "fetch the last URL directly, or send the headers on the redirect, too",
            )
        } else {
            Advice::new(
                match vary_only {
                    true => {
                        "the server doesn't allow this origin (it looks at `Origin`, as its `Vary` says)"
                    }
                    false => {
                        "the server says nothing about CORS: it isn't configured there, or doesn't allow this origin"
                    }
                },
                format!("send `Access-Control-Allow-Origin: {origin}` and `Vary: Origin`"),
            )
        };
        advice.argument(format!("origins = [{origin:?}]"))
    }

    /// Where the origin is `null`. Nobody should allow that, whatever else the server says.
    fn of_null(&self, says: &str, last: &Exchange) -> Advice {
        const CLOSED: &str = "Don't allow `null`: every website can send it";
        match self.page.origin() == "null" {
            true => Advice::new(
                format!(
                    "the page has no origin of its own (a local file, a sandboxed frame, a `data:` URL), and the \
                     server {says}"
                ),
                format!("serve the page from an origin, `https://…`. {CLOSED}"),
            ),
            false => Advice::new(
                format!(
                    "a redirect led from one foreign origin to another, so the origin is `null` from there on, and the \
                     server {says}"
                ),
                format!(
                    "fetch `{}` directly, without the redirect. {CLOSED}",
                    last.request.uri()
                ),
            ),
        }
    }

    fn of_difference(&self, allowed: &str, origin: &str) -> Advice {
        let fix = format!("send `Access-Control-Allow-Origin: {origin}` and `Vary: Origin`");
        let bare = allowed.trim_end_matches('/');
        let rest = |origin: &str| origin.split_once("://").map(|(_, rest)| rest.to_owned());
        let host = |origin: &str| {
            rest(origin).map(|rest| {
                let end = rest.rfind(':').filter(|at| !rest[*at..].contains(']'));
                rest[..end.unwrap_or(rest.len())].to_owned()
            })
        };
        let cause = if allowed.is_empty() {
            "`Access-Control-Allow-Origin` is empty".to_owned()
        } else if allowed == "null" {
            "the server allows `null`, which is the origin of sandboxed frames and local files, and not of this page"
                .to_owned()
        } else if allowed.contains(' ') {
            format!("`{allowed}` is a list, and the header takes one origin")
        } else if allowed.contains('*') {
            format!(
                "`{allowed}` is a pattern, and browsers compare byte for byte: `*` counts only alone"
            )
        } else if bare == origin {
            format!("`{allowed}` ends with a slash, and an origin doesn't")
        } else if allowed.eq_ignore_ascii_case(origin) {
            format!(
                "`{allowed}` differs in upper and lower case, and browsers compare byte for byte"
            )
        } else if allowed.trim_matches(['"', '\'']) == origin {
            format!("`{allowed}` has quotes around the origin")
        } else if !allowed.contains("://") {
            format!("`{allowed}` lacks the scheme: an origin is `https://…`")
        } else if allowed
            .strip_prefix(origin)
            .is_some_and(|path| path.starts_with('/'))
        {
            format!("`{allowed}` has a path, and an origin doesn't")
        } else if rest(allowed) == rest(origin) {
            format!("the server allows `{allowed}`, which differs in the scheme")
        } else if host(allowed) == host(origin) {
            format!("the server allows `{allowed}`, which differs in the port")
        } else {
            format!(
                "the server allows another origin, `{allowed}`: a fixed value, or a cache that replays what another \
                 page got (a missing `Vary: Origin`)"
            )
        };
        Advice::new(cause, fix).argument(format!("origins = [{origin:?}]"))
    }
}

/// What a server says of the origin `null`, where that is why it fails.
fn of_origin(reason: &Reason) -> Option<String> {
    Some(match reason {
        Reason::MissingAllowOrigin | Reason::PreflightStatus(_) => {
            "doesn't allow `null`".to_owned()
        }
        Reason::MultipleAllowOrigins(allowed) | Reason::DifferentAllowOrigin { allowed, .. } => {
            format!("allows `{allowed}`")
        }
        Reason::WildcardWithCredentials => {
            "allows every origin with `*`, which doesn't count for a request with credentials"
                .to_owned()
        }
        Reason::MissingAllowCredentials(_) => "allows `null`, but not with credentials".to_owned(),
        _ => return None,
    })
}

/// A preflight that something else than a policy answers.
fn of_status(last: &Exchange, origin: &str) -> Option<Advice> {
    let status = last.response.status();
    let code = status.as_u16();
    let first = "answer the preflight (204, with the CORS headers) before";
    Some(match code {
        200..=299 => return None,
        403 if origin == "null" => return None,
        300..=399 => Advice::new(
            format!(
                "the preflight is redirected ({code}) to `{}`, and browsers don't follow a preflight's redirects",
                header(last.response.headers(), LOCATION.as_str()).unwrap_or_default()
            ),
            format!(
                "fetch the URL that it leads to (https, the slash at the end), or {first} anything redirects"
            ),
        ),
        401 | 407 => Advice::new(
            format!(
                "authentication answers the preflight with {code}: a preflight never carries cookies or \
                 `Authorization`"
            ),
            format!("{first} authentication"),
        ),
        403 => Advice::new(
            "the preflight is answered with 403: the server doesn't allow this origin, or something in front of it \
             (authentication, CSRF protection, a firewall) rejects OPTIONS",
            format!("allow the origin, and {first} any of these"),
        ),
        404 | 405 | 501 => Advice::new(
            format!("the preflight is answered with {code}: no route handles OPTIONS at this URL"),
            "answer OPTIONS at this URL with 204 and the CORS headers; check the path, too",
        ),
        429 => Advice::new(
            "a rate limit answers the preflight with 429",
            format!("{first} the rate limit"),
        ),
        400..=499 => Advice::new(
            format!(
                "the preflight is answered with {code}: something in front of the CORS policy rejects it"
            ),
            format!("{first} it"),
        ),
        _ => Advice::new(
            format!(
                "the preflight is answered with {code}: the server fails before its CORS policy"
            ),
            "look at the server's log for the OPTIONS request",
        ),
    })
}

fn of_several(last: &Exchange, value: &str, origin: &str) -> Advice {
    let lines = last
        .response
        .headers()
        .get_all("access-control-allow-origin")
        .iter()
        .count();
    let cause = match lines {
        1 => format!("`{value}` is a list, and the header takes one origin"),
        lines => format!(
            "there are {lines} lines of `Access-Control-Allow-Origin`: two places set it, such as the application \
             and a proxy in front of it"
        ),
    };
    let fix = match lines {
        1 => format!(
            "compare the list with `Origin` at the server, and send `{origin}` alone, with `Vary: Origin`"
        ),
        _ => "let one of them do it: remove the headers in the other".to_owned(),
    };
    Advice::new(cause, fix)
}

fn of_method(last: &Exchange, method: &str, with_credentials: bool) -> Advice {
    let listed = listed(last, "access-control-allow-methods");
    let same = |other: &&String| other.eq_ignore_ascii_case(method);
    let fix = format!("list `{method}` in `Access-Control-Allow-Methods`");
    if let Some(other) = listed.iter().find(same) {
        let upper = method.to_ascii_uppercase();
        return match *other == upper {
            true => Advice::new(
                format!(
                    "the page says `{method}` and the server lists `{other}`: methods are case-sensitive"
                ),
                format!("write `{upper}` in the page's call of `fetch`"),
            ),
            false => Advice::new(
                format!(
                    "the server lists `{other}`, and the method is `{method}`: methods are case-sensitive"
                ),
                fix,
            ),
        };
    }
    let cause = if with_credentials && listed.iter().any(|name| name == "*") {
        "the server lists `*`, which with credentials is a name like any other and covers nothing"
            .to_owned()
    } else if listed.is_empty() {
        "the preflight has no `Access-Control-Allow-Methods`".to_owned()
    } else {
        format!("the server allows {}, and not `{method}`", names(&listed))
    };
    Advice::new(cause, fix).argument(format!("methods = [{method}]"))
}

fn of_headers(last: &Exchange, missing: &[String], with_credentials: bool) -> Advice {
    let listed = listed(last, "access-control-allow-headers");
    let any = listed.iter().any(|name| name == "*");
    let cause = if any && with_credentials {
        "the server lists `*`, which with credentials is a name like any other and covers nothing"
            .to_owned()
    } else if any {
        "the server lists `*`, which doesn't cover `authorization`".to_owned()
    } else if listed.is_empty() {
        "the preflight has no `Access-Control-Allow-Headers`".to_owned()
    } else {
        format!(
            "the server allows {}, and not {}",
            names(&listed),
            names(missing)
        )
    };
    let quoted: Vec<String> = missing.iter().map(|name| format!("{name:?}")).collect();
    let all = if any {
        format!("\"*\", {}", quoted.join(", "))
    } else {
        quoted.join(", ")
    };
    let advice = Advice::new(
        cause,
        format!("list {} in `Access-Control-Allow-Headers`", names(missing)),
    );
    match any && with_credentials {
        true => advice.argument(format!("headers = [{}]", quoted.join(", "))),
        false => advice.argument(format!("headers = [{all}]")),
    }
}

/// Where there is nothing on the wire that says more.
fn of_page(reason: &Reason) -> Advice {
    match reason {
        Reason::InvalidRequest(what) => Advice::new(
            format!("`{what}` isn't something that `fetch` takes"),
            "change the page's call of `fetch`",
        ),
        Reason::ForbiddenMethod(_) | Reason::MethodWithoutCors(_) => {
            Advice::new(reason.to_string(), "use another method")
        }
        Reason::InvalidRedirect(_) | Reason::RedirectWithCredentials(_) => Advice::new(
            reason.to_string(),
            "redirect to an HTTP(S) URL without a user name, or fetch the last URL directly",
        ),
        Reason::TooManyRedirects => Advice::new(
            "the redirects don't end after 20 of them, as in a loop",
            "fetch the last URL directly",
        ),
        Reason::Network(_) => Advice::new(
            format!("{reason}; that isn't CORS, even if the page's error is the same"),
            "check the address, the certificate, and that the server runs",
        ),
        _ => Advice::new(reason.to_string(), "change what the server sends"),
    }
}

fn listed(last: &Exchange, name: &'static str) -> Vec<String> {
    let list = list_values(last.response.headers(), name);
    list.ok().flatten().unwrap_or_default()
}

fn names(names: &[String]) -> String {
    format!("`{}`", names.join("`, `"))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}
