//! Headers (Fetch §2.2.2): which of them a page may send without asking, and may read.

use std::collections::BTreeSet;

use http::header::{HeaderMap, HeaderValue, VARY};

use crate::method;

/// The value of a header with this name, the lines of which are joined with a comma ("get").
pub(crate) fn get(list: &HeaderMap, name: &str) -> Option<Vec<u8>> {
    let lines = list.get_all(name).iter().map(HeaderValue::as_bytes);
    let lines: Vec<&[u8]> = lines.collect();
    (!lines.is_empty()).then(|| lines.join(&b", "[..]))
}

/// The entries of a header that is a list of tokens, or `None` where there is no such header ("extract header list
/// values", by the syntax of §3.3.4). Empty entries don't count (RFC 9110 §5.6.1.2).
///
/// ```
/// use cors_check::header::{NotAList, list_values};
/// use http::{HeaderMap, HeaderValue, header::VARY};
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(list_values(&headers, "vary"), Ok(None));
/// headers.append(VARY, HeaderValue::from_static("origin, , accept"));
/// assert_eq!(list_values(&headers, "vary"), Ok(Some(vec!["origin".into(), "accept".into()])));
/// headers.append(VARY, HeaderValue::from_static("two words"));
/// assert_eq!(list_values(&headers, "vary"), Err(NotAList));
/// ```
///
/// # Errors
///
/// An entry isn't a token.
pub fn list_values(list: &HeaderMap, name: &str) -> Result<Option<Vec<String>>, NotAList> {
    if !list.contains_key(name) {
        return Ok(None);
    }
    let mut values = vec![];
    for line in list.get_all(name) {
        for entry in line.as_bytes().split(|byte| *byte == b',') {
            let entry = entry.trim_ascii();
            if !entry.iter().copied().all(is_token_byte) {
                return Err(NotAList);
            }
            if !entry.is_empty() {
                // All of it is ASCII.
                values.push(String::from_utf8_lossy(entry).into_owned());
            }
        }
    }
    Ok(Some(values))
}

/// The value of a header isn't a list of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAList;

impl std::fmt::Display for NotAList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected a list of tokens")
    }
}

impl std::error::Error for NotAList {}

/// RFC 9110 §5.6.2, `tchar`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether `Vary` says that the response depends on the request's `Origin`.
///
/// ```
/// use cors_check::header::varies_by_origin;
/// use http::{HeaderMap, HeaderValue, header::VARY};
///
/// let mut headers = HeaderMap::new();
/// headers.append(VARY, HeaderValue::from_static("accept-encoding"));
/// assert!(!varies_by_origin(&headers));
/// headers.append(VARY, HeaderValue::from_static("origin"));
/// assert!(varies_by_origin(&headers));
/// ```
#[must_use]
pub fn varies_by_origin(headers: &HeaderMap) -> bool {
    varies_by(headers, &["*", "origin"])
}

/// Whether a response varies by `Origin`, and by nothing that a preflight asks for: then the origin is what a refused
/// preflight is about.
///
/// ```
/// use cors_check::header::varies_by_origin_alone;
/// use http::{HeaderMap, HeaderValue, header::VARY};
///
/// let mut headers = HeaderMap::new();
/// headers.insert(VARY, HeaderValue::from_static("Accept-Encoding, Origin"));
/// assert!(varies_by_origin_alone(&headers));
/// headers.append(VARY, HeaderValue::from_static("Access-Control-Request-Method"));
/// assert!(!varies_by_origin_alone(&headers));
/// ```
#[must_use]
pub fn varies_by_origin_alone(headers: &HeaderMap) -> bool {
    let others = [
        "*",
        "access-control-request-headers",
        "access-control-request-method",
    ];
    varies_by_origin(headers) && !varies_by(headers, &others)
}

fn varies_by(headers: &HeaderMap, names: &[&str]) -> bool {
    headers.get_all(VARY).iter().any(|line| {
        String::from_utf8_lossy(line.as_bytes())
            .split(',')
            .any(|listed| names.contains(&&*listed.trim().to_ascii_lowercase()))
    })
}

/// Whether the value of a header with this name is for the server or the browser alone, so no report shows it: cookies,
/// passwords, tokens and keys.
///
/// ```
/// use cors_check::header::is_secret;
///
/// assert!(is_secret("Authorization") && is_secret("x-api-key"));
/// assert!(!is_secret("content-type"));
/// ```
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts = [
        "api-key",
        "apikey",
        "authorization",
        "cookie",
        "password",
        "secret",
        "token",
    ];
    parts.iter().any(|part| name.contains(part))
}

/// Without the HTTP whitespace around it ("normalize").
pub(crate) fn normalize(value: &str) -> &str {
    value.trim_matches(['\t', ' ', '\r', '\n'])
}

/// Whether this is a CORS-safelisted request-header: one that needs no preflight.
///
/// ```
/// use cors_check::header::is_safelisted_request_header;
///
/// assert!(is_safelisted_request_header("Content-Type", "text/plain"));
/// assert!(!is_safelisted_request_header("Content-Type", "application/json"));
/// ```
#[must_use]
pub fn is_safelisted_request_header(name: &str, value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() > 128 {
        return false;
    }
    match &*name.to_ascii_lowercase() {
        "accept" => !bytes.iter().copied().any(is_unsafe_byte),
        "accept-language" | "content-language" => bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte)),
        "content-type" => {
            let essences = [
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
            ];
            !bytes.iter().copied().any(is_unsafe_byte)
                && mime_essence(value).is_some_and(|essence| essences.contains(&&*essence))
        }
        "range" => is_range_from_a_start(value),
        _ => false,
    }
}

/// Whether a request in the mode `no-cors` can have this header ("no-CORS-safelisted request-header").
pub(crate) fn is_no_cors_safelisted_request_header(name: &str, value: &str) -> bool {
    !name.eq_ignore_ascii_case("range") && is_safelisted_request_header(name, value)
}

/// "CORS-unsafe request-header byte".
fn is_unsafe_byte(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' || b"\"():<>?@[\\]{}\x7f".contains(&byte)
}

/// The essence of a MIME type (MIME Sniffing §4.4, "parse a MIME type").
fn mime_essence(value: &str) -> Option<String> {
    let (kind, rest) = normalize(value).split_once('/')?;
    let subtype = rest.split(';').next()?;
    let subtype = subtype.trim_end_matches(['\t', ' ', '\r', '\n']);
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(is_token_byte);
    (is_token(kind) && is_token(subtype)).then(|| format!("{kind}/{subtype}").to_ascii_lowercase())
}

/// "Parse a single range header value" without white space, and the start isn't null.
fn is_range_from_a_start(value: &str) -> bool {
    let range = value.strip_prefix("bytes=");
    let Some((start, end)) = range.and_then(|range| range.split_once('-')) else {
        return false;
    };
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().ok()).flatten()
    };
    match (number(start), number(end)) {
        (Some(_), None) => end.is_empty(),
        (Some(start), Some(end)) => start <= end,
        _ => false,
    }
}

/// The names of the headers that need a preflight ("CORS-unsafe request-header names"): in lower case, sorted, each
/// once. More than 1024 bytes of safelisted ones do, too.
#[must_use]
pub fn unsafe_request_header_names(headers: &[(String, String)]) -> BTreeSet<String> {
    let (safe, mut names): (Vec<_>, Vec<_>) = headers
        .iter()
        .partition(|(name, value)| is_safelisted_request_header(name, value));
    if safe.iter().map(|(_, value)| value.len()).sum::<usize>() > 1024 {
        names.extend(safe);
    }
    names
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect()
}

/// Whether a `*` doesn't cover this request header ("CORS non-wildcard request-header name").
#[must_use]
pub fn is_non_wildcard_request_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Whether this is a forbidden request-header, which browsers drop where a page sets it.
///
/// ```
/// use cors_check::header::is_forbidden_request_header;
///
/// assert!(is_forbidden_request_header("Cookie", "a=1"));
/// assert!(!is_forbidden_request_header("Authorization", "Bearer 1"));
/// ```
#[must_use]
pub fn is_forbidden_request_header(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match &*name {
        "accept-charset"
        | "accept-encoding"
        | "access-control-request-headers"
        | "access-control-request-method"
        | "connection"
        | "content-length"
        | "cookie"
        | "cookie2"
        | "date"
        | "dnt"
        | "expect"
        | "host"
        | "keep-alive"
        | "origin"
        | "referer"
        | "set-cookie"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade"
        | "via" => true,
        "x-http-method" | "x-http-method-override" | "x-method-override" => value
            .split(',')
            .any(|method| method::is_forbidden(method.trim())),
        _ => name.starts_with("proxy-") || name.starts_with("sec-"),
    }
}

/// "Request-body-header name": those that go where a redirect drops the body.
pub(crate) fn is_request_body_header_name(name: &str) -> bool {
    [
        "content-encoding",
        "content-language",
        "content-location",
        "content-type",
    ]
    .iter()
    .any(|of_body| of_body.eq_ignore_ascii_case(name))
}

/// "CORS-safelisted response-header name", which a page can always read. The name is in lower case.
pub(crate) fn is_safelisted_response_header_name(name: &str) -> bool {
    [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ]
    .contains(&name)
}

/// "Forbidden response-header name", which no page can read.
#[must_use]
pub fn is_forbidden_response_header_name(name: &str) -> bool {
    ["set-cookie", "set-cookie2"]
        .iter()
        .any(|forbidden| forbidden.eq_ignore_ascii_case(name))
}
