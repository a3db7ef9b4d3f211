//! What a response has to say: the CORS check, and the checks of a preflight.
//!
//! Each is a function of the heads of a request and of a response, and says why it fails.

use std::time::Duration;

use http::StatusCode;
use http::header::HeaderMap;

use crate::engine::{Departure, Engine};
use crate::header::{get, is_non_wildcard_request_header_name, list_values};
use crate::method::is_safelisted;
use crate::reason::Reason;
use crate::request::Credentials;

/// Where a preflight doesn't say how long it is to be cached (Fetch §4.8).
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(5);

/// CORS check (Fetch §4.10): whether a page of this origin may have a response with these headers.
///
/// ```
/// use cors_check::{Credentials, Reason, checks::cors_check};
/// use http::{HeaderMap, HeaderValue, header::ACCESS_CONTROL_ALLOW_ORIGIN};
///
/// let mut response = HeaderMap::new();
/// response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
/// let check = |credentials| cors_check("https://app.example.com", credentials, &response);
/// assert_eq!(check(Credentials::Omit), Ok(()));
/// assert_eq!(check(Credentials::Include), Err(Reason::WildcardWithCredentials));
/// ```
///
/// # Errors
///
/// The header that is missing, or that says something else.
pub fn cors_check(
    origin: &str,
    credentials: Credentials,
    response: &HeaderMap,
) -> Result<(), Reason> {
    let with_credentials = credentials == Credentials::Include;
    let Some(allowed) = get(response, "access-control-allow-origin") else {
        return Err(Reason::MissingAllowOrigin);
    };
    if allowed == b"*" {
        return match with_credentials {
            true => Err(Reason::WildcardWithCredentials),
            false => Ok(()),
        };
    }
    if allowed != origin.as_bytes() {
        let allowed = String::from_utf8_lossy(&allowed).into_owned();
        return Err(if allowed.contains(',') {
            Reason::MultipleAllowOrigins(allowed)
        } else {
            Reason::DifferentAllowOrigin {
                allowed,
                origin: origin.to_owned(),
            }
        });
    }
    match get(response, "access-control-allow-credentials") {
        _ if !with_credentials => Ok(()),
        Some(value) if value == b"true" => Ok(()),
        value => Err(Reason::MissingAllowCredentials(
            value.map(|value| String::from_utf8_lossy(&value).into_owned()),
        )),
    }
}

/// The status of a preflight (Fetch §4.8): an ok status, which a redirect isn't.
///
/// # Errors
///
/// It isn't one.
pub fn preflight_status(status: StatusCode) -> Result<(), Reason> {
    match status.is_success() {
        true => Ok(()),
        false => Err(Reason::PreflightStatus(status)),
    }
}

/// What a preflight allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allowed {
    /// `Access-Control-Allow-Methods`.
    pub methods: Vec<String>,
    /// `Access-Control-Allow-Headers`.
    pub headers: Vec<String>,
    /// `Access-Control-Max-Age`, or five seconds.
    pub max_age: Duration,
    engine: Engine,
}

impl Allowed {
    /// Reads the headers of a preflight (Fetch §4.8), as this engine does.
    ///
    /// # Errors
    ///
    /// A list isn't one.
    pub fn parse(response: &HeaderMap, engine: Engine) -> Result<Self, Reason> {
        let list = |name| {
            let values = list_values(response, name).map_err(|_| Reason::MalformedList(name))?;
            Ok(values.unwrap_or_default())
        };
        Ok(Self {
            methods: list("access-control-allow-methods")?,
            headers: list("access-control-allow-headers")?,
            max_age: max_age(response, engine),
            engine,
        })
    }

    /// Whether the method is allowed (Fetch §4.8).
    ///
    /// # Errors
    ///
    /// It isn't listed.
    pub fn check_method(&self, method: &str, credentials: Credentials) -> Result<(), Reason> {
        if is_safelisted(method)
            || self.methods.iter().any(|listed| listed == method)
            || has_wildcard(&self.methods, credentials)
        {
            Ok(())
        } else {
            Err(Reason::MethodNotAllowed(method.to_owned()))
        }
    }

    /// Whether all of the CORS-unsafe request-header names are allowed (Fetch §4.8). By the standard, a `*` doesn't
    /// cover `authorization`.
    ///
    /// # Errors
    ///
    /// Some of them aren't listed.
    pub fn check_headers<'a>(
        &self,
        unsafe_names: impl IntoIterator<Item = &'a String>,
        credentials: Credentials,
    ) -> Result<(), Reason> {
        let wildcard = has_wildcard(&self.headers, credentials);
        let is_allowed = |name: &str| {
            let mut listed = self.headers.iter();
            listed.any(|listed| listed.eq_ignore_ascii_case(name))
                || wildcard
                    && (self.engine.has(Departure::AuthorizationByWildcard)
                        || !is_non_wildcard_request_header_name(name))
        };
        let missing: Vec<String> = unsafe_names
            .into_iter()
            .filter(|name| !is_allowed(name))
            .cloned()
            .collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Reason::HeadersNotAllowed(missing)),
        }
    }
}

/// With credentials, `*` is a name like any other.
fn has_wildcard(list: &[String], credentials: Credentials) -> bool {
    credentials != Credentials::Include && list.iter().any(|entry| entry == "*")
}

/// `delta-seconds` (RFC 9111 §1.2.2), on one line.
fn max_age(response: &HeaderMap, engine: Engine) -> Duration {
    let Some(value) = get(response, "access-control-max-age") else {
        return DEFAULT_MAX_AGE;
    };
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    match str::from_utf8(&value) {
        // What is too large for a number is too large for any browser.
        Ok(text) if digits => Duration::from_secs(text.parse().unwrap_or(u64::MAX)),
        _ if engine.has(Departure::MalformedMaxAgeIsZero) => Duration::ZERO,
        Ok(text) if text.starts_with('-') && engine.has(Departure::NegativeMaxAgeIsZero) => {
            Duration::ZERO
        }
        _ => DEFAULT_MAX_AGE,
    }
}
