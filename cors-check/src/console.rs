//! What the browser's console says: in the words of Chromium (`cors_error_string.cc`), Firefox (`security.properties`) or
//! WebKit (`CrossOriginAccessControl.cpp`).

use http::StatusCode;

use crate::engine::Engine;
use crate::outcome::{Blocked, Outcome, Step};
use crate::reason::Reason;
use crate::url;

impl<B> Outcome<B> {
    /// What the console says of a fetch that is blocked by CORS, word for word: Firefox's or WebKit's where the browser goes
    /// by [that engine](crate::Browser::engine), and else Chromium's.
    ///
    /// There is nothing if the fetch isn't blocked, or for another reason than CORS.
    ///
    /// ```
    /// use cors_check::{Browser, Fetch, Page};
    /// use http::Response;
    ///
    /// let page = Page::new("https://app.example.com");
    /// let fetch = Fetch::get("https://api.example.com/notes");
    /// let outcome = Browser::new().fetch(&page, &fetch, |_| Response::new(()));
    /// assert_eq!(
    ///     outcome.console().unwrap(),
    ///     "Access to fetch at 'https://api.example.com/notes' from origin 'https://app.example.com' has been \
    ///      blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    /// );
    /// ```
    #[must_use]
    pub fn console(&self) -> Option<String> {
        let blocked = self.blocked()?;
        let status = self.exchanges().last()?.response.status();
        let of_chromium = message(blocked, status)?;
        let first = url::parse(&self.fetch.url)?.to_string();
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::Redirected(to) => Some(to.to_string()),
            _ => None,
        });
        let (at, from) = match last {
            Some(last) if last != first => (last, format!("(redirected from '{first}') ")),
            _ => (first, String::new()),
        };
        match self.engine {
            Engine::Firefox => return Some(self.of_firefox(&blocked.reason, status, &at)),
            Engine::WebKit => return Some(self.of_webkit(&blocked.reason, status, &at)),
            _ => {}
        }
        let origin = self.page.origin();
        Some(format!(
            "Access to fetch at '{at}' {from}from origin '{origin}' has been blocked by CORS policy: {of_chromium}"
        ))
    }

    fn of_firefox(&self, reason: &Reason, status: StatusCode, url: &str) -> String {
        let code = status.as_u16();
        let list = |name: &str| self.last_value(name);
        let is_redirect =
            self.blocked().is_some_and(|blocked| blocked.by_preflight) && status.is_redirection();
        let why = match reason {
            _ if is_redirect => "CORS request external redirect not allowed).".to_owned(),
            Reason::MissingAllowOrigin => {
                format!("CORS header ‘Access-Control-Allow-Origin’ missing). Status code: {code}.")
            }
            Reason::MultipleAllowOrigins(allowed)
            | Reason::DifferentAllowOrigin { allowed, .. } => {
                format!("CORS header ‘Access-Control-Allow-Origin’ does not match ‘{allowed}’).")
            }
            Reason::WildcardWithCredentials => {
                return format!(
                    "{FIREFOX} ‘{url}’. (Reason: Credential is not supported if the CORS header \
                     ‘Access-Control-Allow-Origin’ is ‘*’)."
                );
            }
            Reason::MissingAllowCredentials(_) => {
                "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).".to_owned()
            }
            Reason::PreflightStatus(_) => {
                format!("CORS preflight response did not succeed). Status code: {code}.")
            }
            Reason::MalformedList(name) => {
                let value = list(name);
                let mut tokens = value.split(',').map(str::trim);
                let is_token = |token: &&str| {
                    !token.is_empty() && !token.bytes().all(crate::header::is_token_byte)
                };
                format!(
                    "invalid token ‘{}’ in CORS header ‘{}’).",
                    tokens.find(is_token).unwrap_or_default(),
                    in_title_case(name)
                )
            }
            Reason::MethodNotAllowed(_) => {
                "Did not find method in CORS header ‘Access-Control-Allow-Methods’).".to_owned()
            }
            Reason::HeadersNotAllowed(names) => format!(
                "header ‘{}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight \
                 response).",
                names.first().map_or("", String::as_str)
            ),
            _ => "CORS request did not succeed). Status code: (null).".to_owned(),
        };
        format!("{FIREFOX} {url}. (Reason: {why}")
    }

    /// Two lines.
    fn of_webkit(&self, reason: &Reason, status: StatusCode, url: &str) -> String {
        let origin = self.sent_origin();
        let code = status.as_u16();
        let why = match reason {
            Reason::MissingAllowOrigin | Reason::DifferentAllowOrigin { .. } => format!(
                "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {code}"
            ),
            Reason::MultipleAllowOrigins(_) => {
                "Access-Control-Allow-Origin cannot contain more than one origin.".to_owned()
            }
            Reason::WildcardWithCredentials => {
                "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
                    .to_owned()
            }
            Reason::MissingAllowCredentials(_) => {
                "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\"."
                    .to_owned()
            }
            Reason::PreflightStatus(_) => {
                format!("Preflight response is not successful. Status code: {code}")
            }
            Reason::MalformedList(name) => format!(
                "Header {} has an invalid value: {}",
                in_title_case(name),
                self.last_value(name)
            ),
            Reason::MethodNotAllowed(method) => {
                format!("Method {method} is not allowed by Access-Control-Allow-Methods.")
            }
            Reason::HeadersNotAllowed(names) => {
                // In the page's order, and as the page has written it.
                let mut set = self.fetch.headers.iter().map(|(name, _)| name);
                let is_missing =
                    |set: &&String| names.iter().any(|name| name.eq_ignore_ascii_case(set));
                let name = set.find(is_missing).or(names.first());
                format!(
                    "Request header field {} is not allowed by Access-Control-Allow-Headers.",
                    name.map_or("", String::as_str)
                )
            }
            _ => "not allowed to follow a cross-origin CORS redirection with non CORS scheme"
                .to_owned(),
        };
        // A redirect is told apart, by where it leads.
        let is_redirect = self.blocked().is_some_and(|blocked| !blocked.by_preflight);
        let last = self.exchanges().last();
        let leads_to = last
            .filter(|_| is_redirect && status.is_redirection())
            .and_then(|last| {
                let location = last.response.headers().get("location")?;
                url::resolve(
                    last.request.uri(),
                    &String::from_utf8_lossy(location.as_bytes()),
                )
            });
        let why = match leads_to {
            Some(to) => format!(
                "Cross-origin redirection to {to} denied by Cross-Origin Resource Sharing policy: {why}"
            ),
            None => why,
        };
        format!("{why}\nFetch API cannot load {url} due to access control checks.")
    }

    /// The value of a header of the last response.
    fn last_value(&self, name: &str) -> String {
        let last = self.exchanges().last();
        let value = last.and_then(|last| crate::header::get(last.response.headers(), name));
        String::from_utf8_lossy(&value.unwrap_or_default()).into_owned()
    }

    fn sent_origin(&self) -> String {
        let last = self.exchanges().last();
        let origin = last.and_then(|last| last.request.headers().get("origin"));
        let origin = origin.map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
        origin.unwrap_or_default()
    }
}

const FIREFOX: &str =
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at";

fn in_title_case(name: &str) -> &'static str {
    match name {
        "access-control-allow-methods" => "Access-Control-Allow-Methods",
        _ => "Access-Control-Allow-Headers",
    }
}

/// The sentence after "blocked by CORS policy".
fn message(blocked: &Blocked, status: StatusCode) -> Option<String> {
    let check = match blocked.by_preflight {
        true => "Response to preflight request doesn't pass access control check: ",
        false => "",
    };
    // Chromium sees a redirect before all else.
    if blocked.by_preflight && status.is_redirection() {
        return Some(format!(
            "{check}Redirect is not allowed for a preflight request."
        ));
    }
    Some(match &blocked.reason {
        Reason::MissingAllowOrigin => format!(
            "{check}No 'Access-Control-Allow-Origin' header is present on the requested resource."
        ),
        Reason::MultipleAllowOrigins(value) => format!(
            "{check}The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is \
             allowed."
        ),
        Reason::DifferentAllowOrigin { allowed, .. } if allowed.contains(' ') => format!(
            "{check}The 'Access-Control-Allow-Origin' header contains multiple values '{allowed}', but only one is \
             allowed."
        ),
        Reason::DifferentAllowOrigin { allowed, .. } if !is_url(allowed) => format!(
            "{check}The 'Access-Control-Allow-Origin' header contains the invalid value '{allowed}'."
        ),
        Reason::DifferentAllowOrigin { allowed, .. } => format!(
            "{check}The 'Access-Control-Allow-Origin' header has a value '{allowed}' that is not equal to the \
             supplied origin."
        ),
        Reason::WildcardWithCredentials => format!(
            "{check}The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard \
             '*' when the request's credentials mode is 'include'."
        ),
        Reason::MissingAllowCredentials(value) => format!(
            "{check}The value of the 'Access-Control-Allow-Credentials' header in the response is '{}' which must \
             be 'true' when the request's credentials mode is 'include'.",
            value.as_deref().unwrap_or_default()
        ),
        Reason::PreflightStatus(_) => format!("{check}It does not have HTTP ok status."),
        Reason::MalformedList(name) => {
            let name = in_title_case(name);
            format!("Cannot parse {name} response header field in preflight response.")
        }
        Reason::MethodNotAllowed(method) => format!(
            "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
        ),
        // Of several it names the first.
        Reason::HeadersNotAllowed(names) => format!(
            "Request header field {} is not allowed by Access-Control-Allow-Headers in preflight response.",
            names.first().map_or("", String::as_str)
        ),
        Reason::RedirectWithCredentials(location) => format!(
            "Redirect location '{location}' contains a username and password, which is disallowed for cross-origin \
             requests."
        ),
        Reason::InvalidRequest(_)
        | Reason::ForbiddenMethod(_)
        | Reason::MethodWithoutCors(_)
        | Reason::InvalidRedirect(_)
        | Reason::TooManyRedirects
        | Reason::Network(_) => return None,
    })
}

/// As far as Chromium looks: `null`, or something with a scheme.
fn is_url(value: &str) -> bool {
    value == "null" || url::has_scheme(value)
}
