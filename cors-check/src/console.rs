//! What the browser's console says, in the words of Chromium (`cors_error_string.cc`).

use http::StatusCode;

use crate::outcome::{Blocked, Outcome, Step};
use crate::reason::Reason;
use crate::url;

impl<B> Outcome<B> {
    /// What Chromium's console says of a fetch that is blocked by CORS, word for word.
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
        let message = message(blocked, status)?;
        let first = url::parse(&self.fetch.url)?.to_string();
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::Redirected(to) => Some(to.to_string()),
            _ => None,
        });
        let (at, from) = match last {
            Some(last) if last != first => (last, format!("(redirected from '{first}') ")),
            _ => (first, String::new()),
        };
        let origin = self.page.origin();
        Some(format!(
            "Access to fetch at '{at}' {from}from origin '{origin}' has been blocked by CORS policy: {message}"
        ))
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
            let name = match *name {
                "access-control-allow-methods" => "Access-Control-Allow-Methods",
                _ => "Access-Control-Allow-Headers",
            };
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
