//! The algorithm, from a page's call of `fetch` to what the page has of it: a state machine that says what to send,
//! and takes what comes back.

use std::collections::BTreeSet;

use http::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::{Method, Request, Response, Uri};

use crate::browser::Browser;
use crate::cache::Key;
use crate::checks::{Allowed, cors_check, preflight_status};
use crate::engine::Departure;
use crate::header;
use crate::method;
use crate::outcome::{Blocked, Check, Exchange, Outcome, Step, Tainting, Verdict};
use crate::page::Page;
use crate::reason::Reason;
use crate::request::{Credentials, Fetch, Mode};
use crate::url;

/// What has to be done next for a fetch.
#[derive(Debug)]
pub enum Next<'browser, B> {
    /// This is to be sent, and its response given to [`Pending::receive`].
    Send(Request<Vec<u8>>, Pending<'browser>),
    /// That was all.
    Done(Outcome<B>),
}

/// A fetch that waits for a response.
#[derive(Debug)]
pub struct Pending<'browser>(Box<Sent<'browser>>);

#[derive(Debug)]
struct Sent<'browser> {
    fetching: Fetching<'browser>,
    request: Request<Vec<u8>>,
    is_preflight: bool,
}

/// "Request" (Fetch §2.2.5), and what has been done of it.
#[derive(Debug)]
struct Fetching<'browser> {
    browser: &'browser mut Browser,
    fetch: Fetch,
    page: String,
    url: Uri,
    method: String,
    headers: Vec<(String, String)>,
    /// As the page has set them, whatever redirects drop.
    first_headers: Vec<(String, String)>,
    /// The last redirect drops the headers of the body.
    drops_body: bool,
    /// The last redirect drops `Authorization`.
    drops_authorization: bool,
    body: Vec<u8>,
    credentials: Credentials,
    mode: Mode,
    tainting: Tainting,
    /// The last request had an `Origin`.
    sent_origin: bool,
    /// "Redirect-taint" isn't "same-origin".
    redirect_tainted: bool,
    /// The farthest of all URLs so far.
    site: Distance,
    redirects: u8,
    /// Some request on the way needs a preflight.
    preflighted: bool,
    steps: Vec<Step>,
}

/// How far a URL is from the page (Fetch Metadata §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    SameOrigin,
    SameSite,
    CrossSite,
}

/// "Redirect count".
const MOST_REDIRECTS: u8 = 20;

impl Browser {
    /// Lets a page fetch something. Each request goes to `send`, which gives the response.
    pub fn fetch<B>(
        &mut self,
        page: &Page,
        fetch: &Fetch,
        mut send: impl FnMut(Request<Vec<u8>>) -> Response<B>,
    ) -> Outcome<B> {
        let mut next = self.start(page, fetch);
        loop {
            next = match next {
                Next::Send(request, pending) => pending.receive(send(request)),
                Next::Done(outcome) => return outcome,
            }
        }
    }

    /// The same with an `async` function.
    pub async fn fetch_async<B>(
        &mut self,
        page: &Page,
        fetch: &Fetch,
        mut send: impl AsyncFnMut(Request<Vec<u8>>) -> Response<B>,
    ) -> Outcome<B> {
        let mut next = self.start(page, fetch);
        loop {
            next = match next {
                Next::Send(request, pending) => pending.receive(send(request).await),
                Next::Done(outcome) => return outcome,
            }
        }
    }

    /// The same, one message at a time.
    ///
    /// ```
    /// use cors_check::{Browser, Fetch, Next, Page};
    /// use http::Response;
    ///
    /// let mut browser = Browser::new();
    /// let page = Page::new("https://app.example.com");
    /// let mut next = browser.start(&page, &Fetch::get("https://api.example.com/"));
    /// let outcome = loop {
    ///     next = match next {
    ///         Next::Send(request, pending) => {
    ///             assert_eq!(request.headers()["origin"], "https://app.example.com");
    ///             pending.receive(Response::new("secret"))
    ///         }
    ///         Next::Done(outcome) => break outcome,
    ///     };
    /// };
    /// assert!(outcome.blocked().is_some());
    /// ```
    pub fn start<B>(&mut self, page: &Page, fetch: &Fetch) -> Next<'_, B> {
        let engine = self.engine;
        match Fetching::new(self, page, fetch) {
            Ok(fetching) => fetching.main_fetch(),
            Err(reason) => Next::Done(Outcome {
                engine,
                page: page.clone(),
                fetch: fetch.clone(),
                steps: vec![],
                verdict: Verdict::Blocked(Blocked {
                    by_preflight: false,
                    reason,
                }),
            }),
        }
    }
}

impl Pending<'_> {
    /// Whether what was sent is a CORS-preflight request.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.0.is_preflight
    }

    /// Ends the fetch without sending the request: what came before it is in the [`Outcome`].
    pub fn withhold<B>(self) -> Next<'static, B> {
        let Sent {
            fetching, request, ..
        } = *self.0;
        fetching.end(Verdict::Withheld(Box::new(request)))
    }

    /// Ends the fetch where there is no response (a network error).
    pub fn fail<B>(self, error: impl std::fmt::Display) -> Next<'static, B> {
        let Sent {
            fetching,
            is_preflight,
            ..
        } = *self.0;
        fetching.block(is_preflight, Reason::Network(error.to_string()))
    }
}

impl<'browser> Pending<'browser> {
    /// Goes on with the response to what was sent.
    pub fn receive<B>(self, response: Response<B>) -> Next<'browser, B> {
        let Sent {
            mut fetching,
            request,
            is_preflight,
        } = *self.0;
        let (head, body) = response.into_parts();
        fetching.steps.push(Step::Exchanged(Box::new(Exchange {
            is_preflight,
            request,
            response: Response::from_parts(head.clone(), ()),
        })));
        let response = Response::from_parts(head, body);
        if is_preflight {
            fetching.preflight_response(response)
        } else {
            fetching.response(response)
        }
    }
}

impl<'browser> Fetching<'browser> {
    /// The constructor of `Request` (Fetch §5.4): what a page can ask for at all, and how it is sent.
    fn new(browser: &'browser mut Browser, page: &Page, fetch: &Fetch) -> Result<Self, Reason> {
        let invalid = |what: &str| Reason::InvalidRequest(what.to_owned());
        if HeaderValue::from_str(page.origin()).is_err() {
            return Err(invalid(page.origin()));
        }
        let url = url::parse(&fetch.url).ok_or_else(|| invalid(&fetch.url))?;
        if url::includes_credentials(&url) {
            return Err(invalid("a URL with a user name or a password"));
        }
        if Method::from_bytes(fetch.method.as_bytes()).is_err() {
            return Err(invalid(&fetch.method));
        }
        if method::is_forbidden(&fetch.method) {
            return Err(Reason::ForbiddenMethod(fetch.method.clone()));
        }
        let method = method::normalize(&fetch.method);
        if fetch.mode == Mode::NoCors && !method::is_safelisted(&method) {
            return Err(Reason::MethodWithoutCors(method));
        }
        if fetch.body.is_some() && ["GET", "HEAD"].contains(&&*method) {
            return Err(invalid(&format!("{method} with a body")));
        }
        let mut fetching = Self {
            browser,
            fetch: fetch.clone(),
            page: page.origin().to_owned(),
            url,
            method,
            headers: vec![],
            first_headers: vec![],
            drops_body: false,
            drops_authorization: false,
            body: fetch.body.clone().unwrap_or_default(),
            credentials: fetch.credentials,
            mode: fetch.mode,
            tainting: Tainting::default(),
            sent_origin: false,
            redirect_tainted: false,
            site: Distance::SameOrigin,
            redirects: 0,
            preflighted: false,
            steps: vec![],
        };
        for (name, value) in &fetch.headers {
            fetching.append(name, value)?;
        }
        let mut names = fetching.headers.iter().map(|(name, _)| name);
        let typed = names.any(|name| name.eq_ignore_ascii_case("content-type"));
        if let (false, Some(_), Some(of_body)) = (typed, &fetch.body, fetch.body_type) {
            fetching.append("content-type", of_body)?;
        }
        fetching.first_headers.clone_from(&fetching.headers);
        Ok(fetching)
    }

    /// "Append" to the page's headers (Fetch §5.1).
    fn append(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        let value = header::normalize(value);
        if HeaderName::from_bytes(name.as_bytes()).is_err()
            || HeaderValue::from_bytes(value.as_bytes()).is_err()
        {
            return Err(Reason::InvalidRequest(format!("{name}: {value}")));
        }
        let dropped = header::is_forbidden_request_header(name, value)
            || self.mode == Mode::NoCors
                && !header::is_no_cors_safelisted_request_header(name, value);
        if dropped {
            self.steps.push(Step::HeaderDropped(name.to_owned()));
        } else {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        Ok(())
    }

    /// Main fetch (Fetch §4.1), from the choice of the response tainting on, and HTTP fetch (§4.4) up to the request.
    fn main_fetch<B>(mut self) -> Next<'browser, B> {
        let same_origin = self.is_at_home();
        self.site = self.site.max(self.distance());
        if !same_origin {
            // It stays so, wherever a redirect leads.
            self.tainting = match self.mode {
                Mode::Cors => Tainting::Cors,
                Mode::NoCors => Tainting::Opaque,
            };
        }
        self.steps.push(Step::Tainted(self.tainting));
        if self.tainting != Tainting::Cors {
            return self.send();
        }
        let method = (!method::is_safelisted(&self.method)).then(|| self.method.clone());
        let headers = self.unsafe_names();
        // Firefox goes by what the page has set, WebKit by what it would ask for, which is the same.
        let again = self.has(Departure::PreflightAfterRedirect)
            && (self.preflighted
                || !header::unsafe_request_header_names(&self.first_headers).is_empty());
        if method.is_none() && headers.is_empty() && !again {
            return self.send();
        }
        self.preflighted = true;
        self.steps.push(Step::PreflightNeeded {
            method: method.clone(),
            headers: headers.iter().cloned().collect(),
        });
        let (origin, url) = (self.preflight_origin().to_owned(), self.url.to_string());
        let (cache, key) = (&self.browser.preflights, self.key(&origin, &url));
        let method = method.or_else(|| {
            let by_list = self.has(Departure::HeadByListInCache);
            (by_list && self.method == "HEAD").then(|| self.method.clone())
        });
        let is_cached = cache.has_any(key)
            && method.is_none_or(|method| cache.allows_method(key, &method))
            && headers.iter().all(|name| cache.allows_header(key, name));
        if is_cached {
            self.steps.push(Step::PreflightCached);
            self.send()
        } else {
            if self.has(Departure::UncoveredDropsPreflight) {
                self.browser.preflights.clear(&origin, &url);
            }
            self.send_preflight(&headers)
        }
    }

    /// CORS-preflight fetch (Fetch §4.8), as far as the request.
    fn send_preflight<B>(self, unsafe_names: &BTreeSet<String>) -> Next<'browser, B> {
        let mut request = self.request("OPTIONS");
        let headers = request.headers_mut();
        append(headers, "accept", "*/*");
        append(headers, "access-control-request-method", &self.method);
        if !unsafe_names.is_empty() {
            let names = Vec::from_iter(unsafe_names.iter().map(String::as_str)).join(",");
            append(headers, "access-control-request-headers", &names);
        }
        append(headers, "origin", self.preflight_origin());
        self.pending(request, true)
    }

    /// HTTP-network-or-cache fetch (Fetch §4.6), of the request as the page made it.
    fn send<B>(mut self) -> Next<'browser, B> {
        let mut request = self.request(&self.method);
        let headers = request.headers_mut();
        for (name, value) in &self.headers {
            append(headers, name, value);
        }
        if !self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("accept"))
        {
            append(headers, "accept", "*/*");
        }
        // "Append a request `Origin` header" (§3.2), with the default referrer policy.
        if self.tainting == Tainting::Cors {
            append(headers, "origin", self.origin());
        } else if !["GET", "HEAD"].contains(&&*self.method)
            || self.sent_origin && self.has(Departure::RedirectKeepsOrigin)
        {
            let downgrade = self.mode == Mode::NoCors
                && self.page.starts_with("https:")
                && url::scheme(&self.url) != "https";
            append(
                headers,
                "origin",
                if downgrade { "null" } else { self.origin() },
            );
        }
        if self.includes_credentials()
            && let Some(cookies) = self.browser.cookies.line(&url::host(&self.url))
        {
            append(headers, "cookie", &cookies);
        }
        *request.body_mut() = self.body.clone();
        self.sent_origin = request.headers().contains_key("origin");
        self.pending(request, false)
    }

    fn request(&self, method: &str) -> Request<Vec<u8>> {
        let mut request = Request::new(vec![]);
        // It was looked at when the page made it.
        *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap_or_default();
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        append(headers, "host", &url::host_and_port(&self.url));
        if self.browser.metadata && url::is_potentially_trustworthy(&self.url) {
            let site = match self.site {
                Distance::SameOrigin => "same-origin",
                Distance::SameSite => "same-site",
                Distance::CrossSite => "cross-site",
            };
            append(headers, "sec-fetch-site", site);
            let mode = match self.mode {
                Mode::Cors => "cors",
                Mode::NoCors => "no-cors",
            };
            append(headers, "sec-fetch-mode", mode);
            append(headers, "sec-fetch-dest", "empty");
        }
        request
    }

    fn pending<B>(self, request: Request<Vec<u8>>, is_preflight: bool) -> Next<'browser, B> {
        let sent = Sent {
            fetching: self,
            request: request.clone(),
            is_preflight,
        };
        Next::Send(request, Pending(Box::new(sent)))
    }

    /// CORS-preflight fetch (Fetch §4.8), from the response on.
    fn preflight_response<B>(mut self, response: Response<B>) -> Next<'browser, B> {
        match self.check_preflight(&response) {
            Ok(()) => self.send(),
            Err(reason) => self.block(true, reason),
        }
    }

    fn check_preflight<B>(&mut self, response: &Response<B>) -> Result<(), Reason> {
        if self.has(Departure::PreflightStatusFirst) {
            preflight_status(response.status())?;
        }
        // A page that comes back to its own origin needn't ask itself.
        let own = self.has(Departure::PreflightKeepsOrigin) && self.is_at_home();
        if !own {
            cors_check(
                self.preflight_origin(),
                self.credentials,
                response.headers(),
            )?;
        }
        self.steps.push(Step::Passed(Check::Cors));
        preflight_status(response.status())?;
        self.steps.push(Step::Passed(Check::PreflightStatus));
        let allowed = Allowed::parse(response.headers(), self.browser.engine)?;
        let checked = self.check_lists(&allowed);
        if checked.is_ok() || self.has(Departure::RefusalIsCached) {
            let (origin, url) = (self.preflight_origin().to_owned(), self.url.to_string());
            let key = self.key(&origin, &url);
            let Allowed {
                methods,
                headers,
                max_age,
                ..
            } = allowed;
            self.browser.preflights.add(key, max_age, methods, headers);
        }
        checked
    }

    fn check_lists(&mut self, allowed: &Allowed) -> Result<(), Reason> {
        allowed.check_method(&self.method, self.credentials)?;
        self.steps.push(Step::Passed(Check::Method));
        allowed.check_headers(&self.unsafe_names(), self.credentials)?;
        self.steps.push(Step::Passed(Check::Headers));
        Ok(())
    }

    /// HTTP fetch (Fetch §4.4), from the response on.
    fn response<B>(mut self, response: Response<B>) -> Next<'browser, B> {
        if self.includes_credentials() {
            let host = url::host(&self.url);
            self.browser.cookies.set_all(&host, response.headers());
        }
        if self.tainting == Tainting::Cors {
            if let Err(reason) = cors_check(self.origin(), self.credentials, response.headers()) {
                return self.block(false, reason);
            }
            self.steps.push(Step::Passed(Check::Cors));
        }
        match self.location(&response) {
            Ok(Some(to)) => self.redirect(response.status().as_u16(), to),
            Ok(None) => {
                let verdict = self.filter(response);
                self.end(verdict)
            }
            Err(reason) => self.block(false, reason),
        }
    }

    /// HTTP-redirect fetch (Fetch §4.5), as far as its errors: where the response leads, if it is a redirect.
    fn location<B>(&self, response: &Response<B>) -> Result<Option<Uri>, Reason> {
        let is_redirect = [301, 302, 303, 307, 308].contains(&response.status().as_u16());
        let location = response.headers().get(LOCATION);
        let Some(location) = location.filter(|_| is_redirect) else {
            return Ok(None);
        };
        let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
        let Some(to) = url::resolve(&self.url, &location) else {
            return Err(Reason::InvalidRedirect(location));
        };
        if self.redirects == MOST_REDIRECTS {
            return Err(Reason::TooManyRedirects);
        }
        let is_cors = self.tainting == Tainting::Cors
            || self.mode == Mode::Cors && url::origin(&to) != self.page;
        if is_cors && url::includes_credentials(&to) {
            return Err(Reason::RedirectWithCredentials(location));
        }
        Ok(Some(to))
    }

    /// HTTP-redirect fetch (Fetch §4.5), with what becomes of the request.
    fn redirect<B>(mut self, status: u16, to: Uri) -> Next<'browser, B> {
        self.redirects += 1;
        let becomes_get = match status {
            301 | 302 => self.method == "POST",
            303 => !["GET", "HEAD"].contains(&&*self.method),
            _ => false,
        };
        let from_origin = url::origin(&self.url);
        let is_cross_origin = from_origin != url::origin(&to);
        let becomes_get = becomes_get
            || is_cross_origin
                && self.method == "DELETE"
                && self.has(Departure::RedirectedDeleteBecomesGet);
        self.drops_body = becomes_get;
        self.drops_authorization = is_cross_origin;
        if becomes_get {
            self.method = "GET".to_owned();
            self.body.clear();
            self.headers
                .retain(|(name, _)| !header::is_request_body_header_name(name));
        }
        if is_cross_origin {
            self.headers
                .retain(|(name, _)| !header::is_non_wildcard_request_header_name(name));
            // "Redirect-taint" (§2.2.5).
            self.redirect_tainted |= self.page != from_origin;
        }
        self.steps.push(Step::Redirected(to.clone()));
        self.url = to;
        self.main_fetch()
    }

    /// The filtered response (Fetch §2.2.6), with the CORS-exposed header-name list of main fetch (§4.1).
    fn filter<B>(&self, mut response: Response<B>) -> Verdict<B> {
        if self.tainting == Tainting::Opaque {
            return Verdict::Opaque;
        }
        let named = header::list_values(response.headers(), "access-control-expose-headers");
        let named = named.ok().flatten().unwrap_or_default();
        let exposes_all =
            self.credentials != Credentials::Include && named.iter().any(|name| name == "*");
        let is_readable = |name: &str| {
            let is_exposed = self.tainting == Tainting::Basic
                || exposes_all
                || named.iter().any(|named| named.eq_ignore_ascii_case(name));
            header::is_safelisted_response_header_name(name)
                || is_exposed && !header::is_forbidden_response_header_name(name)
        };
        let names: Vec<HeaderName> = response.headers().keys().cloned().collect();
        for name in names {
            if !is_readable(name.as_str()) {
                response.headers_mut().remove(name);
            }
        }
        Verdict::Readable(response)
    }

    fn block<'done, B>(self, by_preflight: bool, reason: Reason) -> Next<'done, B> {
        let clears = self.preflighted && !self.has(Departure::FailureKeepsCache)
            || self.has(Departure::AnyFailureClearsCache);
        if clears {
            let (origin, url) = (self.preflight_origin().to_owned(), self.url.to_string());
            self.browser.preflights.clear(&origin, &url);
        }
        self.end(Verdict::Blocked(Blocked {
            by_preflight,
            reason,
        }))
    }

    fn end<'done, B>(self, verdict: Verdict<B>) -> Next<'done, B> {
        Next::Done(Outcome {
            engine: self.browser.engine,
            page: Page::new(self.page),
            fetch: self.fetch,
            steps: self.steps,
            verdict,
        })
    }

    /// "Serializing a request origin" (Fetch §2.2.5).
    fn origin(&self) -> &str {
        if self.redirect_tainted {
            "null"
        } else {
            &self.page
        }
    }

    fn preflight_origin(&self) -> &str {
        match self.has(Departure::PreflightKeepsOrigin) {
            true => &self.page,
            false => self.origin(),
        }
    }

    /// Whether the current URL is of the page's own origin. An opaque origin has no URLs.
    fn is_at_home(&self) -> bool {
        self.page == url::origin(&self.url)
    }

    /// What else is of the same site is a matter of registrable domains.
    fn distance(&self) -> Distance {
        let of_same_host = |page: Uri| {
            url::scheme(&page) == url::scheme(&self.url) && url::host(&page) == url::host(&self.url)
        };
        if self.is_at_home() {
            Distance::SameOrigin
        } else if url::parse(&self.page).is_some_and(of_same_host) {
            Distance::SameSite
        } else {
            Distance::CrossSite
        }
    }

    /// "includeCredentials" (Fetch §4.6).
    fn includes_credentials(&self) -> bool {
        match self.credentials {
            Credentials::Omit => false,
            Credentials::SameOrigin => self.tainting == Tainting::Basic,
            Credentials::Include => true,
        }
    }

    /// The CORS-unsafe request-header names that a preflight asks for.
    fn unsafe_names(&self) -> BTreeSet<String> {
        if !self.has(Departure::PreflightAfterRedirect) {
            return header::unsafe_request_header_names(&self.headers);
        }
        let mut names = header::unsafe_request_header_names(&self.first_headers);
        if !self.has(Departure::PreflightForDroppedHeaders) {
            names.retain(|name| {
                let of_body = header::is_request_body_header_name(name);
                let of_user = header::is_non_wildcard_request_header_name(name);
                !(self.drops_body && of_body || self.drops_authorization && of_user)
            });
        }
        names
    }

    fn has(&self, departure: Departure) -> bool {
        self.browser.engine.has(departure)
    }

    fn key<'a>(&self, origin: &'a str, url: &'a str) -> Key<'a> {
        Key {
            origin,
            url,
            credentials: self.credentials == Credentials::Include,
            now: self.browser.now,
            engine: self.browser.engine,
        }
    }
}

/// Appends a header that has been looked at. One that can't be sent isn't.
fn append(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (
        HeaderName::from_bytes(name.as_bytes()),
        HeaderValue::from_bytes(value.as_bytes()),
    ) {
        headers.append(name, value);
    }
}
