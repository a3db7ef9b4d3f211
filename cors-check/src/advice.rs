//! Why a fetch is blocked in plain words, and what to change.
//!
//! The same sentence of the console has many causes. What else the response says tells them apart.

use http::HeaderMap;
use http::header::{HeaderName, LOCATION};

use crate::checks::cors_check;
use crate::header::{list_values, varies_by_origin, varies_by_origin_alone};
use crate::outcome::{Exchange, Outcome};
use crate::reason::Reason;
use crate::request::Credentials;
use crate::url::is_insecure_origin;

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
    /// For a server that doesn't allow this origin.
    ///
    /// ```
    /// use cors_check::{Advice, Credentials};
    ///
    /// let advice = Advice::for_origin("https://app.example.com", Credentials::Include);
    /// assert_eq!(advice.argument.unwrap(), r#"origins = ["https://app.example.com"], credentials"#);
    /// // Every website can send it.
    /// assert_eq!(Advice::for_origin("null", Credentials::Omit).argument, None);
    /// ```
    #[must_use]
    pub fn for_origin(origin: &str, credentials: Credentials) -> Self {
        let cause = format!("the server doesn't allow the origin `{origin}`");
        if origin == "null" {
            return Self::new(
                cause,
                format!("serve the page from an origin, `https://…`. {NO_NULL}"),
            );
        }
        let headers = match credentials {
            Credentials::Include => {
                format!(
                    "`Access-Control-Allow-Origin: {origin}`, `Access-Control-Allow-Credentials: true`"
                )
            }
            _ => format!("`Access-Control-Allow-Origin: {origin}`"),
        };
        let mut argument = format!("origins = [{origin:?}]");
        if credentials == Credentials::Include {
            argument += ", credentials";
        }
        Self::new(cause, format!("send {headers} and `Vary: Origin`"))
            .argument(argument)
            .with_hazard(origin, credentials)
    }

    /// For a server that doesn't allow this method.
    ///
    /// ```
    /// use cors_check::Advice;
    ///
    /// assert_eq!(Advice::for_method("PUT").argument.unwrap(), "methods = [PUT]");
    /// assert!(Advice::for_method("patch").fix.starts_with("write `PATCH` in the page's call of `fetch`"));
    /// ```
    #[must_use]
    pub fn for_method(method: &str) -> Self {
        let upper = method.to_ascii_uppercase();
        // The two of the standards that `fetch` leaves as they are written (Fetch §2.2.1, "normalize").
        let (name, page) = match ["PATCH", "QUERY"].contains(&&*upper) && upper != method {
            true => (
                &*upper,
                format!("write `{upper}` in the page's call of `fetch`, and "),
            ),
            false => (method, String::new()),
        };
        // The macro takes an identifier, which `M-SEARCH` isn't, or a string.
        let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        Self::new(
            format!("the server doesn't allow the method `{method}`"),
            format!("{page}list `{name}` in `Access-Control-Allow-Methods`"),
        )
        .argument(match is_name {
            true => format!("methods = [{name}]"),
            false => format!("methods = [{name:?}]"),
        })
    }

    /// For a server that doesn't allow these request headers.
    ///
    /// ```
    /// use cors_check::Advice;
    ///
    /// let advice = Advice::for_headers(["x-a", "x-b"]);
    /// assert_eq!(advice.argument.unwrap(), r#"headers = ["x-a", "x-b"]"#);
    /// ```
    #[must_use]
    pub fn for_headers<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let quote = |name: &str| (format!("`{name}`"), format!("{name:?}"));
        let (named, quoted): (Vec<_>, Vec<_>) = names.into_iter().map(quote).unzip();
        let named = named.join(", ");
        Self::new(
            format!("the server doesn't allow {named}"),
            format!("list {named} in `Access-Control-Allow-Headers`"),
        )
        .argument(format!("headers = [{}]", quoted.join(", ")))
    }

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

    fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = cause.into();
        self
    }

    /// Names the hazard of this origin, without which the crate rejects the argument.
    fn with_hazard(mut self, origin: &str, credentials: Credentials) -> Self {
        let hazard = if origin == "file://" {
            self.fix += ". Every file on the user's disk has this origin";
            "file_origin"
        } else if credentials == Credentials::Include && is_insecure_origin(origin) {
            self.fix += ". It is better to serve the page over https: anyone on the network between can pose as this one";
            "insecure_origins"
        } else {
            return self;
        };
        if let Some(argument) = &mut self.argument {
            *argument += &format!(", dangerously_allow = [{hazard}]");
        }
        self
    }
}

const ANSWER_FIRST: &str = "answer the preflight (204, with the CORS headers) before";
const NO_NULL: &str = "Don't allow `null`: every website can send it";

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
            && let Some(advice) = match last.response.status().as_u16() {
                403 => self.of_forbidden(last, &origin),
                _ => of_status(last),
            }
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
            Reason::DifferentAllowOrigin { allowed, .. } => self.of_difference(last, allowed, &origin),
            Reason::WildcardWithCredentials => {
                let mut advice = Advice::for_origin(&origin, Credentials::Include).because(
                    "the server allows every origin with `*`, which doesn't count for a request with credentials",
                );
                advice.fix = format!("fetch without credentials, or {}", advice.fix);
                advice
            }
            Reason::MissingAllowCredentials(value) => Advice::new(
                match value {
                    None => "the server allows the origin, but not with credentials".to_owned(),
                    Some(value) => format!(
                        "`Access-Control-Allow-Credentials` is `{value}`, and only `true` counts, in lower case and once"
                    ),
                },
                "send `Access-Control-Allow-Credentials: true`, on the preflight and on the response",
            )
            .argument("credentials")
            .with_hazard(&origin, Credentials::Include),
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
        let code = last.response.status().as_u16();
        let by_policy = varies_by_origin(last.response.headers());
        let advice = Advice::for_origin(origin, self.fetch.credentials);
        let says = match by_policy {
            true => "doesn't allow this origin (it looks at `Origin`, as its `Vary` says)",
            false => {
                "says nothing about CORS: it isn't configured there, or doesn't allow this origin"
            }
        };
        if last.is_preflight {
            advice.because(format!("the server answers the preflight, and {says}"))
        } else if preflight_passed && code == 403 && by_policy {
            advice.because(
                "the preflight passes, and the request is rejected by a policy nearer to the handler, which doesn't list \
                 this origin (it looks at `Origin`, as its `Vary` says)",
            )
        } else if preflight_passed {
            Advice::new(
                format!(
                    "the preflight passes, but the response with status {code} lacks the header: {}",
                    match code {
                        ..400 => "the headers are set for OPTIONS only",
                        _ =>
                            "an error, made by something in front of the CORS policy, has no headers",
                    }
                ),
                format!(
                    "send `Access-Control-Allow-Origin: {origin}` on every response, whatever its status and method"
                ),
            )
        } else if by_policy {
            advice.because(format!("the server {says}"))
        } else if code >= 400 {
            Advice {
                fix: format!("send `Access-Control-Allow-Origin: {origin}` on errors, too"),
                ..advice
            }
            .because(format!(
                "the response with status {code} has no CORS headers: an error made in front of the CORS policy, or an \
                 origin that isn't allowed"
            ))
        } else if last.response.status().is_redirection() {
            Advice {
                fix: "fetch the last URL directly, or send the headers on the redirect, too"
                    .to_owned(),
                ..advice
            }
            .because(format!(
                "the redirect to `{}` has no CORS headers, and each hop needs them",
                header(last.response.headers(), "location").unwrap_or_default()
            ))
        } else {
            advice.because(format!("the server {says}"))
        }
    }

    /// A preflight with 403: from a policy, or from something in front of it.
    fn of_forbidden(&self, last: &Exchange, origin: &str) -> Option<Advice> {
        let headers = last.response.headers();
        if cors_check(origin, self.fetch.credentials, headers).is_ok() {
            return Some(Advice::new(
                "the preflight allows the origin, and is answered with 403: something else (authentication, CSRF \
                 protection, a firewall) rejects OPTIONS",
                format!("{ANSWER_FIRST} any of these"),
            ));
        }
        if origin == "null" {
            return None;
        }
        Some(match varies_by_origin_alone(headers) {
            true => {
                let method = header(last.request.headers(), "access-control-request-method");
                let method = method.unwrap_or_default();
                Advice::for_origin(origin, self.fetch.credentials).because(format!(
                    "the origin isn't in the policy that governs `{method}`, or no policy does: the preflight is \
                     answered with 403, which depends on `Origin`, as its `Vary` says"
                ))
            }
            false => Advice::new(
                "the preflight is answered with 403: the server doesn't allow this origin, or something in front of it \
                 (authentication, CSRF protection, a firewall) rejects OPTIONS",
                format!("allow the origin, and {ANSWER_FIRST} any of these"),
            ),
        })
    }

    /// Where the origin is `null`. Nobody should allow that, whatever else the server says.
    fn of_null(&self, says: &str, last: &Exchange) -> Advice {
        match self.page.origin() == "null" {
            true => Advice::new(
                format!(
                    "the page has no origin of its own (a local file, a sandboxed frame, a `data:` URL), and the \
                     server {says}"
                ),
                format!("serve the page from an origin, `https://…`. {NO_NULL}"),
            ),
            false => Advice::new(
                format!(
                    "a redirect led from one foreign origin to another, so the origin is `null` from there on, and the \
                     server {says}"
                ),
                format!(
                    "fetch `{}` directly, without the redirect. {NO_NULL}",
                    last.request.uri()
                ),
            ),
        }
    }

    fn of_difference(&self, last: &Exchange, allowed: &str, origin: &str) -> Advice {
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
                 page got ({})",
                match varies_by_origin(last.response.headers()) {
                    true => "which ignores the `Vary: Origin` that is there",
                    false => "a missing `Vary: Origin`",
                }
            )
        };
        Advice::for_origin(origin, self.fetch.credentials).because(cause)
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
fn of_status(last: &Exchange) -> Option<Advice> {
    let status = last.response.status();
    let code = status.as_u16();
    let first = ANSWER_FIRST;
    Some(match code {
        200..=299 => return None,
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
    let advice = Advice::for_method(method);
    if let Some(other) = listed.iter().find(same) {
        let upper = method.to_ascii_uppercase();
        return match *other == upper {
            true => Advice::new(
                format!(
                    "the page says `{method}` and the server lists `{other}`: methods are case-sensitive"
                ),
                format!("write `{upper}` in the page's call of `fetch`"),
            ),
            false => advice.because(format!(
                "the server lists `{other}`, and the method is `{method}`: methods are case-sensitive"
            )),
        };
    }
    if with_credentials && listed.iter().any(|name| name == "*") {
        advice.because(
            "the server lists `*`, which with credentials is a name like any other and covers nothing",
        )
    } else if listed.is_empty() {
        advice.because("the preflight has no `Access-Control-Allow-Methods`")
    } else {
        let mut advice = advice.because(format!(
            "the server allows {}, and not `{method}`",
            names(&listed)
        ));
        advice.fix += ". Where a router makes that list, no handler takes the method";
        advice
    }
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
    let mut advice = Advice::for_headers(missing.iter().map(String::as_str)).because(cause);
    if any && !with_credentials {
        advice.argument = advice
            .argument
            .map(|argument| argument.replacen('[', "[\"*\", ", 1));
    }
    advice
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
