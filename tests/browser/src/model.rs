//! What a browser has to do, by the Fetch standard and by the text of a policy.
//!
//! The sections are those of <https://fetch.spec.whatwg.org/>. Nothing here knows how the library does it.

use crate::call::{Call, Credentials, Hop};
use crate::handler::RESPONSE_HEADERS;
use crate::origins::{API, ELSEWHERE, Page, is_same_site};
use crate::policy_text::PolicyText;
use crate::server::Arrival;

/// What a page has of its call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Blocked(Refusal),
    /// `no-cors`: something came, and the page can't look at it.
    Opaque,
    Read {
        status: u16,
        /// Of those that a handler sets.
        headers: Vec<String>,
    },
}

/// Why a browser refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) of_preflight: bool,
    pub(crate) why: Mismatch,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The origin isn't listed.
    Origin,
    /// `*` doesn't do for a request with credentials.
    AnyOriginWithCredentials,
    /// The policy has no `credentials`.
    Credentials,
    Method(String),
    /// One of these, as browsers name one only.
    Headers(Vec<String>),
}

/// What a call comes to: for the page, and at the servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) outcome: Outcome,
    pub(crate) arrivals: Vec<Arrival>,
}

/// A request on its way from hop to hop.
struct Request<'call> {
    page: &'call Page,
    call: &'call Call,
    method: String,
    headers: Vec<(String, String)>,
    /// §2.2.5 "response tainting" is "cors", and stays so.
    cors: bool,
    /// §2.2.5 "redirect-taint" is not "same-origin".
    tainted: bool,
}

/// Main fetch (§4.1), as far as CORS goes.
pub(crate) fn fetch(page: &Page, call: &Call) -> Expected {
    let mut request = Request::new(page, call);
    let mut arrivals = Vec::new();
    let mut hops = call.hops.iter().peekable();
    loop {
        let hop = hops.next().expect("a last hop, which returns");
        if hop.origin != page.origin && !call.no_cors {
            request.cors = true;
        }
        if let Err(refusal) = request.go(hop, &mut arrivals) {
            let outcome = Outcome::Blocked(refusal);
            return Expected { outcome, arrivals };
        }
        match hops.peek() {
            Some(next) => request.redirect(hop, next),
            None => {
                let ran = arrivals.last().is_some_and(|last| last.handler_ran);
                let outcome = request.response(hop, ran);
                return Expected { outcome, arrivals };
            }
        }
    }
}

impl<'call> Request<'call> {
    /// §5.4, the constructor of `Request`, and §2.2.1 "normalize a method".
    fn new(page: &'call Page, call: &'call Call) -> Self {
        let upper_case = call.method.to_ascii_uppercase();
        let normalized = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
        let method = if normalized.contains(&upper_case.as_str()) {
            upper_case
        } else {
            call.method.to_owned()
        };
        let mut headers: Vec<(String, String)> = call
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect();
        if call.body.is_some() && !headers.iter().any(|(name, _)| name == "content-type") {
            headers.push(("content-type".into(), "text/plain;charset=UTF-8".into()));
        }
        Self {
            page,
            call,
            method,
            headers,
            cors: false,
            tainted: false,
        }
    }

    /// HTTP fetch (§4.4): the preflight where there has to be one, the request, and the CORS check.
    fn go(&self, hop: &Hop, arrivals: &mut Vec<Arrival>) -> Result<(), Refusal> {
        let unsafe_names = unsafe_names(&self.headers);
        let safelisted_method = ["GET", "HEAD", "POST"].contains(&self.method.as_str());
        if self.cors && (!safelisted_method || !unsafe_names.is_empty()) {
            arrivals.push(Arrival {
                host: host(hop.origin),
                policy: hop.policy.name.to_owned(),
                method: "OPTIONS".to_owned(),
                origin: Some(self.origin().to_owned()),
                cookies: Vec::new(),
                asks_for: Some((
                    self.method.clone(),
                    (!unsafe_names.is_empty()).then(|| unsafe_names.join(",")),
                )),
                authorization: false,
                handler_ran: false,
            });
            self.preflight(hop.policy, unsafe_names)
                .map_err(|why| Refusal {
                    of_preflight: true,
                    why,
                })?;
        }
        let arrival = self.arrival(hop);
        let handler_ran = arrival.handler_ran;
        arrivals.push(arrival);
        if !self.cors {
            return Ok(());
        }
        assert!(
            handler_ran || !hop.policy.allows_origin(self.origin()),
            "`enforce` is about unlisted origins"
        );
        self.check(hop.policy).map_err(|why| Refusal {
            of_preflight: false,
            why,
        })
    }

    /// CORS-preflight fetch (§4.8), from its seventh step on.
    fn preflight(&self, policy: &PolicyText, unsafe_names: Vec<String>) -> Result<(), Mismatch> {
        self.check(policy)?;
        if !policy.allows_method(&self.method) {
            return Err(Mismatch::Method(self.method.clone()));
        }
        let mismatches: Vec<String> = unsafe_names
            .into_iter()
            .filter(|name| !policy.allows_header(name))
            .collect();
        if mismatches.is_empty() {
            Ok(())
        } else {
            Err(Mismatch::Headers(mismatches))
        }
    }

    /// CORS check (§4.10).
    fn check(&self, policy: &PolicyText) -> Result<(), Mismatch> {
        if !policy.allows_origin(self.origin()) {
            return Err(Mismatch::Origin);
        }
        if self.call.credentials == Credentials::Include {
            if policy.allows_every_origin() {
                return Err(Mismatch::AnyOriginWithCredentials);
            }
            if !policy.credentials {
                return Err(Mismatch::Credentials);
            }
        }
        Ok(())
    }

    /// "Serializing a request origin" (§2.2.5).
    fn origin(&self) -> &'call str {
        if self.tainted {
            "null"
        } else {
            self.page.origin
        }
    }

    fn arrival(&self, hop: &Hop) -> Arrival {
        // "Append a request `Origin` header" (§3.2).
        let sends_origin = self.cors || !["GET", "HEAD"].contains(&self.method.as_str());
        let origin = sends_origin.then(|| self.origin().to_owned());
        let is_same_origin = hop.origin == self.page.origin;
        let refused = hop.policy.enforce
            && !is_same_origin
            && origin
                .as_ref()
                .is_some_and(|origin| !hop.policy.allows_origin(origin));
        Arrival {
            host: host(hop.origin),
            policy: hop.policy.name.to_owned(),
            method: self.method.clone(),
            origin,
            cookies: self.cookies(hop),
            asks_for: None,
            authorization: self.headers.iter().any(|(name, _)| name == "authorization"),
            handler_ran: !refused,
        }
    }

    /// "includeCredentials" (§4.6, step 8), and which of the two cookies goes to whom.
    fn cookies(&self, hop: &Hop) -> Vec<String> {
        let has_cookies = [API, ELSEWHERE].contains(&hop.origin);
        let included = has_cookies
            && match self.call.credentials {
                Credentials::Omit => false,
                Credentials::SameOrigin => !self.cors && hop.origin == self.page.origin,
                Credentials::Include => true,
            };
        let mut cookies = Vec::new();
        if included && is_same_site(self.page.origin, hop.origin) {
            cookies.push("lax".to_owned());
        }
        if included {
            cookies.push("none".to_owned());
        }
        cookies
    }

    /// HTTP-redirect fetch (§4.5).
    fn redirect(&mut self, from: &Hop, to: &Hop) {
        let becomes_get = match from.status {
            301 | 302 => self.method == "POST",
            303 => !["GET", "HEAD"].contains(&self.method.as_str()),
            _ => false,
        };
        if becomes_get {
            self.method = "GET".to_owned();
            self.headers
                .retain(|(name, _)| !name.starts_with("content-"));
        }
        if from.origin != to.origin {
            self.headers.retain(|(name, _)| name != "authorization");
            if self.page.origin != from.origin {
                self.tainted = true;
            }
        }
    }

    /// The filtered response (§2.2.6): what of it the page can read.
    fn response(&self, hop: &Hop, handler_ran: bool) -> Outcome {
        if self.call.no_cors && hop.origin != self.page.origin {
            return Outcome::Opaque;
        }
        assert!(handler_ran, "a refusal by `enforce` can't be read");
        let has_no_body = hop.status == 204;
        let headers = RESPONSE_HEADERS
            .iter()
            .filter(|name| **name != "set-cookie") // a forbidden response-header name
            .filter(|name| **name != "content-length" || !has_no_body)
            .filter(|name| !self.cors || is_safelisted_response(name) || hop.policy.exposes(name))
            .map(|name| (*name).to_owned())
            .collect();
        Outcome::Read {
            status: hop.status,
            headers,
        }
    }
}

fn host(origin: &str) -> String {
    let (_, host) = origin.split_once("://").expect("an origin with a host");
    host.to_owned()
}

/// "CORS-safelisted response-header name" (§2.2.2).
fn is_safelisted_response(name: &str) -> bool {
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

/// "CORS-unsafe request-header names" (§2.2.2). No test sends 1024 bytes of safelisted ones.
fn unsafe_names(headers: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = headers
        .iter()
        .filter(|(name, value)| !is_safelisted_request(name, value))
        .map(|(name, _)| name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// "CORS-safelisted request-header" (§2.2.2).
fn is_safelisted_request(name: &str, value: &str) -> bool {
    let has_unsafe_byte = value
        .bytes()
        .any(|byte| (byte < 0x20 && byte != b'\t') || b"\"():<>?@[\\]{}\x7f".contains(&byte));
    if value.len() > 128 {
        return false;
    }
    match name {
        "accept" => !has_unsafe_byte,
        "accept-language" | "content-language" => value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)),
        "content-type" => {
            let essence = value.split(';').next().unwrap_or_default().trim();
            !has_unsafe_byte
                && [
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "text/plain",
                ]
                .contains(&essence.to_ascii_lowercase().as_str())
        }
        // A single range with a start.
        "range" => value
            .strip_prefix("bytes=")
            .and_then(|range| range.split_once('-'))
            .is_some_and(|(start, end)| {
                let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                !start.is_empty() && is_digits(start) && is_digits(end)
            }),
        _ => false,
    }
}
