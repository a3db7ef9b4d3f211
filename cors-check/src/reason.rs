//! Why a page doesn't get a response.

use std::fmt;

use http::StatusCode;

use crate::section::Section;

/// Why a browser keeps a response from a page, or doesn't send the request: the step of the algorithm that fails.
///
/// A page can't tell one from the other. `Display` says it in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The page's own mistake: this isn't a method, a header or an HTTP(S) URL, and `fetch` throws.
    InvalidRequest(String),
    /// No page can use this method.
    ForbiddenMethod(String),
    /// In the mode `no-cors`, only CORS-safelisted methods can be used.
    MethodWithoutCors(String),
    /// There is no `Access-Control-Allow-Origin`.
    MissingAllowOrigin,
    /// `Access-Control-Allow-Origin` has several values, of which none counts.
    MultipleAllowOrigins(String),
    /// `Access-Control-Allow-Origin` is another origin than the request's.
    DifferentAllowOrigin {
        /// Byte for byte.
        allowed: String,
        /// The request's.
        origin: String,
    },
    /// `Access-Control-Allow-Origin` is `*`, and the credentials mode is `include`.
    WildcardWithCredentials,
    /// `Access-Control-Allow-Credentials` isn't `true`, and the credentials mode is `include`. This is its value.
    MissingAllowCredentials(Option<String>),
    /// The preflight has no ok status. Browsers don't follow its redirects either.
    PreflightStatus(StatusCode),
    /// A header of the preflight with this name isn't a list of tokens.
    MalformedList(&'static str),
    /// `Access-Control-Allow-Methods` doesn't list this method.
    MethodNotAllowed(String),
    /// `Access-Control-Allow-Headers` doesn't list these headers, whose names are in lower case.
    HeadersNotAllowed(Vec<String>),
    /// A redirect leads to something that isn't an HTTP(S) URL.
    InvalidRedirect(String),
    /// A redirect leads to a URL with a user name or a password in it.
    RedirectWithCredentials(String),
    /// There are more redirects than the 20 that browsers follow.
    TooManyRedirects,
    /// There is no response: no connection, or one that breaks.
    Network(String),
}

impl Reason {
    /// The section of the Fetch standard with the step that fails.
    #[must_use]
    pub fn section(&self) -> Section {
        match self {
            Self::InvalidRequest(_) | Self::MethodWithoutCors(_) => Section::REQUEST_CLASS,
            Self::ForbiddenMethod(_) => Section::METHODS,
            Self::MissingAllowOrigin
            | Self::MultipleAllowOrigins(_)
            | Self::DifferentAllowOrigin { .. }
            | Self::WildcardWithCredentials
            | Self::MissingAllowCredentials(_) => Section::CORS_CHECK,
            Self::PreflightStatus(_)
            | Self::MalformedList(_)
            | Self::MethodNotAllowed(_)
            | Self::HeadersNotAllowed(_) => Section::PREFLIGHT,
            Self::InvalidRedirect(_)
            | Self::RedirectWithCredentials(_)
            | Self::TooManyRedirects => Section::REDIRECT,
            Self::Network(_) => Section::NETWORK,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(what) => write!(f, "`{what}` can't be requested"),
            Self::ForbiddenMethod(method) => write!(f, "`{method}` is a forbidden method"),
            Self::MethodWithoutCors(method) => {
                write!(f, "`{method}` can't be used in the mode `no-cors`")
            }
            Self::MissingAllowOrigin => {
                f.write_str("the response has no `Access-Control-Allow-Origin`")
            }
            Self::MultipleAllowOrigins(value) => write!(
                f,
                "expected one origin in `Access-Control-Allow-Origin`, found `{value}`"
            ),
            Self::DifferentAllowOrigin { allowed, origin } => write!(
                f,
                "`Access-Control-Allow-Origin` is `{allowed}`, and the origin is `{origin}`"
            ),
            Self::WildcardWithCredentials => f.write_str(
                "`Access-Control-Allow-Origin` can't be `*` for a request with credentials",
            ),
            Self::MissingAllowCredentials(None) => {
                f.write_str("the response has no `Access-Control-Allow-Credentials: true`")
            }
            Self::MissingAllowCredentials(Some(value)) => write!(
                f,
                "expected `true` in `Access-Control-Allow-Credentials`, found `{value}`"
            ),
            Self::PreflightStatus(status) => write!(
                f,
                "expected a status from 200 to 299 of the preflight, found {}",
                status.as_u16()
            ),
            Self::MalformedList(name) => write!(f, "expected a list of tokens in `{name}`"),
            Self::MethodNotAllowed(method) => {
                write!(f, "`Access-Control-Allow-Methods` doesn't list `{method}`")
            }
            Self::HeadersNotAllowed(names) => write!(
                f,
                "`Access-Control-Allow-Headers` doesn't list `{}`",
                names.join("`, `")
            ),
            Self::InvalidRedirect(location) => {
                write!(
                    f,
                    "the redirect to `{location}` doesn't lead to an HTTP(S) URL"
                )
            }
            Self::RedirectWithCredentials(location) => {
                write!(
                    f,
                    "the redirect to `{location}` has a user name or a password in its URL"
                )
            }
            Self::TooManyRedirects => f.write_str("there are more than 20 redirects"),
            Self::Network(error) => write!(f, "there is no response: {error}"),
        }
    }
}
