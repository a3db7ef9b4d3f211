//! The browser, as far as CORS goes: the Fetch standard's algorithms, section by section, and nothing that
//! this project wrote. Steps that can't matter here (service workers, redirects, timing) are left out.

use std::collections::BTreeSet;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response};

/// What a page asks `fetch` for, in the mode "cors".
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    /// The page's origin, serialized.
    pub(crate) origin: String,
    /// As the page wrote it.
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Whether the credentials mode is "include". ("same-origin" and "omit" are the same across origins.)
    pub(crate) credentials: bool,
}

/// A response that the page gets.
#[derive(Debug)]
pub(crate) struct Readable {
    pub(crate) response: Response<String>,
    /// The names of the headers that the page can read, in lower case.
    pub(crate) headers: BTreeSet<String>,
}

/// A network error, with the step that gave it: a page can't tell, and the console says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The page may not even ask.
    ForbiddenMethod,
    /// The preflight failed the CORS check, or has no ok status.
    Preflight,
    /// The preflight doesn't allow the method.
    Method,
    /// The preflight doesn't allow a header.
    Header,
    /// The response failed the CORS check.
    Response,
}

/// A user agent with a CORS-preflight cache, and a server that it talks to.
pub(crate) struct Browser<Server> {
    /// The origin that the server is at.
    pub(crate) at: &'static str,
    pub(crate) server: Server,
    /// Whether it sends `Sec-Fetch-Site`, as all of today's do.
    pub(crate) metadata: bool,
    /// Seconds since it was started.
    pub(crate) clock: u64,
    pub(crate) preflights: usize,
    cache: Vec<Entry>,
}

/// Fetch §4.9, "cache entry". There is one URL, and no network partition.
struct Entry {
    origin: String,
    credentials: bool,
    expires: u64,
    allows: Cached,
}

enum Cached {
    Method(Vec<u8>),
    Header(Vec<u8>),
}

/// The cap on `Access-Control-Max-Age`: Firefox's, the longest.
const MAX_AGE: u64 = 86_400;

impl<Server: FnMut(Request<()>) -> Response<String>> Browser<Server> {
    pub(crate) fn new(at: &'static str, server: Server) -> Self {
        Self {
            at,
            server,
            metadata: true,
            clock: 0,
            preflights: 0,
            cache: Vec::new(),
        }
    }

    /// Fetch §5.4, "new Request": what a page may ask for at all, and how it is sent.
    pub(crate) fn fetch(&mut self, fetch: &Fetch) -> Result<Readable, Blocked> {
        if is_forbidden_method(&fetch.method) {
            return Err(Blocked::ForbiddenMethod);
        }
        let mut request = fetch.clone();
        request.method = normalized_method(&fetch.method);
        // Fetch §5.1, "validate": these are dropped without a word.
        request
            .headers
            .retain(|(name, value)| !is_forbidden_request_header(name, value));
        self.main_fetch(&request)
    }

    /// Fetch §4.1, "main fetch", from the choice of the response tainting on.
    fn main_fetch(&mut self, request: &Fetch) -> Result<Readable, Blocked> {
        if request.origin == self.at {
            // Response tainting "basic", and a basic filtered response.
            let response = self.network(request);
            let headers = names(response.headers())
                .into_iter()
                .filter(|name| !is_forbidden_response_header_name(name))
                .collect();
            return Ok(Readable { response, headers });
        }
        let preflight = !is_safelisted_method(&request.method)
            || !unsafe_request_header_names(&request.headers).is_empty();
        let response = self.http_fetch(request, preflight);
        if preflight && response.is_err() {
            // §4.9, "clear cache entries".
            self.cache.retain(|entry| entry.origin != request.origin);
        }
        let response = response?;
        // "If request's response tainting is "cors"": the CORS-exposed header-name list.
        let named = extract_header_list_values("access-control-expose-headers", response.headers());
        let named = named.ok().flatten().unwrap_or_default();
        let exposed = if !request.credentials && named.iter().any(|name| name == b"*") {
            names(response.headers())
        } else {
            named.iter().map(|name| lower(name)).collect()
        };
        let headers = names(response.headers())
            .into_iter()
            .filter(|name| is_safelisted_response_header_name(name, &exposed))
            .collect();
        Ok(Readable { response, headers })
    }

    /// Fetch §4.4, "HTTP fetch".
    fn http_fetch(
        &mut self,
        request: &Fetch,
        preflight: bool,
    ) -> Result<Response<String>, Blocked> {
        let method_open = !self.matches(request, |cached| is_method(cached, &request.method))
            && !is_safelisted_method(&request.method);
        let header_open = unsafe_request_header_names(&request.headers)
            .iter()
            .any(|name| !self.matches(request, |cached| is_header(cached, name)));
        if preflight && (method_open || header_open) {
            self.preflight_fetch(request)?;
        }
        let response = self.network(request);
        if cors_check(request, response.headers()) {
            Ok(response)
        } else {
            Err(Blocked::Response)
        }
    }

    /// Fetch §4.6, "HTTP-network-or-cache fetch", of a request as the page made it.
    fn network(&mut self, request: &Fetch) -> Response<String> {
        let mut sent = self.request(request, &request.method);
        for (name, value) in &request.headers {
            append(sent.headers_mut(), name, value);
        }
        // §3.2, "append a request `Origin` header".
        let cors = request.origin != self.at;
        if cors || !["GET", "HEAD"].contains(&&*request.method) {
            append(sent.headers_mut(), "origin", &request.origin);
        }
        if request.credentials || !cors {
            append(sent.headers_mut(), "cookie", "session=1");
        }
        (self.server)(sent)
    }

    fn request(&self, request: &Fetch, method: &str) -> Request<()> {
        let mut sent = Request::new(());
        *sent.method_mut() = Method::from_bytes(method.as_bytes()).expect("a token");
        let host = self.at.split("://").nth(1).unwrap_or_default();
        append(sent.headers_mut(), "host", host);
        if self.metadata {
            // Fetch Metadata §2.3; which sites are the same is a matter of registrable domains.
            let site = if request.origin == self.at {
                "same-origin"
            } else {
                "cross-site"
            };
            append(sent.headers_mut(), "sec-fetch-site", site);
        }
        sent
    }

    /// Fetch §4.8, "CORS-preflight fetch".
    fn preflight_fetch(&mut self, request: &Fetch) -> Result<(), Blocked> {
        self.preflights += 1;
        let mut preflight = self.request(request, "OPTIONS");
        append(preflight.headers_mut(), "accept", "*/*");
        append(
            preflight.headers_mut(),
            "access-control-request-method",
            &request.method,
        );
        let unsafe_names = unsafe_request_header_names(&request.headers);
        if !unsafe_names.is_empty() {
            let value = Vec::from_iter(unsafe_names.clone()).join(",");
            append(
                preflight.headers_mut(),
                "access-control-request-headers",
                &value,
            );
        }
        append(preflight.headers_mut(), "origin", &request.origin);
        let response = (self.server)(preflight);

        if !cors_check(request, response.headers()) || !response.status().is_success() {
            return Err(Blocked::Preflight);
        }
        let list = |name| extract_header_list_values(name, response.headers());
        let methods = list("access-control-allow-methods").map_err(|()| Blocked::Method)?;
        let names = list("access-control-allow-headers").map_err(|()| Blocked::Header)?;
        let (methods, names) = (methods.unwrap_or_default(), names.unwrap_or_default());
        let any = |list: &[Vec<u8>]| !request.credentials && list.iter().any(|item| item == b"*");
        let names_it = |name: &str| {
            names
                .iter()
                .any(|listed| listed.eq_ignore_ascii_case(name.as_bytes()))
        };
        if !methods
            .iter()
            .any(|method| method == request.method.as_bytes())
            && !is_safelisted_method(&request.method)
            && !any(&methods)
        {
            return Err(Blocked::Method);
        }
        let mut sent = request.headers.iter().map(|(name, _)| name);
        if sent.any(|name| is_non_wildcard_request_header_name(name) && !names_it(name)) {
            return Err(Blocked::Header);
        }
        if unsafe_names
            .iter()
            .any(|name| !names_it(name) && !any(&names))
        {
            return Err(Blocked::Header);
        }

        let max_age = get("access-control-max-age", response.headers());
        let max_age = max_age.and_then(|value| String::from_utf8(value).ok()?.parse().ok());
        let expires = self.clock + max_age.unwrap_or(5).min(MAX_AGE);
        // A new entry in place of a matching one stands for setting that one's max-age.
        let entries = methods
            .into_iter()
            .map(Cached::Method)
            .chain(names.into_iter().map(Cached::Header));
        for allows in entries {
            self.cache.push(Entry {
                origin: request.origin.clone(),
                credentials: request.credentials,
                expires,
                allows,
            });
        }
        Ok(())
    }

    /// Fetch §4.9, "cache entry match".
    fn matches(&self, request: &Fetch, allows: impl Fn(&Cached) -> bool) -> bool {
        self.cache.iter().any(|entry| {
            entry.expires > self.clock
                && entry.origin == request.origin
                && (entry.credentials || !request.credentials)
                && allows(&entry.allows)
        })
    }
}

/// Fetch §4.9, "method cache entry match".
fn is_method(cached: &Cached, method: &str) -> bool {
    matches!(cached, Cached::Method(cached) if cached == method.as_bytes() || cached == b"*")
}

/// Fetch §4.9, "header-name cache entry match".
fn is_header(cached: &Cached, name: &str) -> bool {
    matches!(cached, Cached::Header(cached) if cached.eq_ignore_ascii_case(name.as_bytes())
        || cached == b"*" && !is_non_wildcard_request_header_name(name))
}

/// Fetch §4.10, "CORS check".
pub(crate) fn cors_check(request: &Fetch, response: &HeaderMap) -> bool {
    let Some(origin) = get("access-control-allow-origin", response) else {
        return false;
    };
    if !request.credentials && origin == b"*" {
        return true;
    }
    if request.origin.as_bytes() != origin {
        return false;
    }
    !request.credentials
        || get("access-control-allow-credentials", response).is_some_and(|value| value == b"true")
}

/// Fetch §2.2.1, "CORS-safelisted method".
pub(crate) fn is_safelisted_method(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// Fetch §2.2.1, "forbidden method".
pub(crate) fn is_forbidden_method(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"]
        .iter()
        .any(|forbidden| forbidden.eq_ignore_ascii_case(method))
}

/// Fetch §2.2.1, "normalize".
pub(crate) fn normalized_method(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    match &*upper {
        "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => upper,
        _ => method.to_owned(),
    }
}

/// Fetch §2.2.2, "get" from a header list.
pub(crate) fn get(name: &str, list: &HeaderMap) -> Option<Vec<u8>> {
    let lines: Vec<_> = list
        .get_all(name)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    (!lines.is_empty()).then(|| lines.join(&b", "[..]))
}

/// Fetch §2.2.2, "extract header list values", of headers whose ABNF is a list of tokens (§3.3.4). Empty
/// elements are none (RFC 9110 §5.6.1.2).
pub(crate) fn extract_header_list_values(
    name: &str,
    list: &HeaderMap,
) -> Result<Option<Vec<Vec<u8>>>, ()> {
    if !list.contains_key(name) {
        return Ok(None);
    }
    let mut values = vec![];
    for line in list.get_all(name) {
        for item in line.as_bytes().split(|byte| *byte == b',') {
            let item = item.trim_ascii();
            if !item.iter().all(|byte| is_token_byte(*byte)) {
                return Err(());
            }
            if !item.is_empty() {
                values.push(item.to_vec());
            }
        }
    }
    Ok(Some(values))
}

/// RFC 9110 §5.6.2, `tchar`.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Fetch §2.2.2, "CORS-safelisted request-header".
pub(crate) fn is_safelisted_request_header(name: &str, value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() > 128 {
        return false;
    }
    match &*name.to_ascii_lowercase() {
        "accept" => !bytes.iter().any(|byte| is_unsafe_byte(*byte)),
        "accept-language" | "content-language" => bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte)),
        "content-type" => {
            let essences = [
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
            ];
            !bytes.iter().any(|byte| is_unsafe_byte(*byte))
                && mime_essence(value).is_some_and(|essence| essences.contains(&&*essence))
        }
        "range" => is_range_from_a_start(value),
        _ => false,
    }
}

/// Fetch §2.2.2, "CORS-unsafe request-header byte".
fn is_unsafe_byte(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' || b"\"():<>?@[\\]{}\x7f".contains(&byte)
}

/// MIME Sniffing §4.4, "parse a MIME type", as far as the essence.
fn mime_essence(value: &str) -> Option<String> {
    let (kind, rest) = value
        .trim_matches(['\t', ' ', '\r', '\n'])
        .split_once('/')?;
    let subtype = rest
        .split(';')
        .next()?
        .trim_end_matches(['\t', ' ', '\r', '\n']);
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(is_token_byte);
    (is_token(kind) && is_token(subtype)).then(|| format!("{kind}/{subtype}").to_ascii_lowercase())
}

/// Fetch §2.2.2, "parse a single range header value" without white space, and its start is not null.
fn is_range_from_a_start(value: &str) -> bool {
    let range = value
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'));
    let Some((start, end)) = range else {
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

/// Fetch §2.2.2, "CORS-unsafe request-header names": in lower case, sorted, each once.
pub(crate) fn unsafe_request_header_names(headers: &[(String, String)]) -> BTreeSet<String> {
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

/// Fetch §2.2.2, "CORS non-wildcard request-header name".
pub(crate) fn is_non_wildcard_request_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Fetch §2.2.2, "forbidden request-header".
pub(crate) fn is_forbidden_request_header(name: &str, value: &str) -> bool {
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
            .any(|method| is_forbidden_method(method.trim())),
        _ => name.starts_with("proxy-") || name.starts_with("sec-"),
    }
}

/// Fetch §2.2.2, "CORS-safelisted response-header name".
pub(crate) fn is_safelisted_response_header_name(name: &str, list: &BTreeSet<String>) -> bool {
    match name {
        "cache-control" | "content-language" | "content-length" | "content-type" | "expires"
        | "last-modified" | "pragma" => true,
        _ => list.contains(name) && !is_forbidden_response_header_name(name),
    }
}

/// Fetch §2.2.2, "forbidden response-header name".
fn is_forbidden_response_header_name(name: &str) -> bool {
    ["set-cookie", "set-cookie2"].contains(&name)
}

fn names(headers: &HeaderMap) -> BTreeSet<String> {
    headers
        .keys()
        .map(|name| name.as_str().to_owned())
        .collect()
}

fn lower(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) {
    let name = HeaderName::from_bytes(name.as_bytes()).expect("the name of a header");
    let value = HeaderValue::from_bytes(value.as_bytes()).expect("the value of a header");
    headers.append(name, value);
}
