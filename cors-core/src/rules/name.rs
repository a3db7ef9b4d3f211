//! One method, or the name of one header.

use http::{HeaderName, Method};

use super::{List, Violation};

/// Fetch §2.2.1, "forbidden method".
const FORBIDDEN_METHODS: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];
/// The methods whose spelling everybody knows. Methods are case-sensitive (RFC 9110 §9.1); for the first
/// six `fetch` mends the case (Fetch §2.2.1, "normalize"), so that a page can't even send another.
const STANDARD_METHODS: [&str; 8] = [
    "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "QUERY",
];

/// Fetch §2.2.2, "forbidden request-header", and the prefixes below.
const FORBIDDEN_REQUEST: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];
const FORBIDDEN_REQUEST_PREFIXES: [&str; 2] = ["proxy-", "sec-"];

/// Fetch §2.2.2, "forbidden response-header name".
const FORBIDDEN_RESPONSE: [&str; 2] = ["set-cookie", "set-cookie2"];

/// Headers that RFC 9110, RFC 9111 and Fetch give a meaning in responses only.
const ONLY_RESPONSE: [&str; 17] = [
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "age",
    "authentication-info",
    "etag",
    "location",
    "retry-after",
    "server",
    "strict-transport-security",
    "vary",
    "www-authenticate",
    "timing-allow-origin",
];

/// Headers that RFC 9110, RFC 6265 and Fetch give a meaning in requests only. `Accept` and
/// `Accept-Encoding` are not among them: a response may have those too (RFC 9110 §12.5.1, §12.5.3).
const ONLY_REQUEST: [&str; 20] = [
    "accept-charset",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "cookie",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "proxy-authorization",
    "referer",
    "te",
    "user-agent",
];

pub(super) fn check_method(method: &str) -> Result<(), Violation> {
    let value = || method.to_owned();
    if Method::from_bytes(method.as_bytes()).is_err() {
        let trimmed = method.trim();
        return Err(Violation::MethodToken {
            method: value(),
            fix: (trimmed != method && check_method(trimmed).is_ok()).then(|| trimmed.to_owned()),
        });
    }
    // Fetch compares forbidden methods regardless of case.
    if FORBIDDEN_METHODS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method))
    {
        return Err(Violation::MethodForbidden { method: value() });
    }
    match STANDARD_METHODS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(method))
    {
        Some(&known) if known != method => Err(Violation::MethodCase {
            method: value(),
            fix: known.to_owned(),
        }),
        _ => Ok(()),
    }
}

pub(super) fn check_header(list: List, name: &str) -> Result<(), Violation> {
    let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
        let trimmed = name.trim().trim_end_matches(':').trim_end();
        let dashed = trimmed.split_whitespace().collect::<Vec<_>>().join("-");
        return Err(Violation::HeaderToken {
            list,
            name: name.to_owned(),
            fix: (dashed != name && check_header(list, &dashed).is_ok()).then_some(dashed),
        });
    };
    // The parsed name is in lower case.
    let lower = parsed.as_str();
    let name = name.to_owned();
    match list {
        List::Expose if FORBIDDEN_RESPONSE.contains(&lower) => {
            Err(Violation::ExposeForbidden { name })
        }
        List::Expose if ONLY_REQUEST.contains(&lower) => Err(Violation::ExposeOfRequests { name }),
        List::Expose => Ok(()),
        _ if FORBIDDEN_REQUEST.contains(&lower)
            || FORBIDDEN_REQUEST_PREFIXES
                .iter()
                .any(|prefix| lower.starts_with(prefix)) =>
        {
            Err(Violation::HeaderForbidden { name })
        }
        _ if ONLY_RESPONSE.contains(&lower) => Err(Violation::HeaderOfResponses { name }),
        _ => Ok(()),
    }
}
