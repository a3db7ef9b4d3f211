//! What serves a policy, and what the suite sees of it.

use std::any::type_name;
use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use cors_core::Policy;
use http::request::Builder;
use http::{HeaderName, HeaderValue, Response, StatusCode, Uri};

use crate::{ACAM, ACAO, ACRM, Event, Reply, Server, VARY};

/// A way to serve a policy: a framework, or the attribute on one of its handlers.
pub trait Subject {
    /// Serves [`respond`] behind this policy, at every path and for every method.
    fn serve(policy: &'static Policy) -> impl Future<Output = Server>;

    /// Serves [`respond`] without a policy, in what looks for one; where nothing does, says why. The claims about it then hold
    /// for nothing.
    fn serve_without_policy() -> impl Future<Output = Result<Server, &'static str>>;

    /// Changes the headers of the response to a preflight for this method, as they are by the policy alone, to those
    /// that are expected here. A router that knows the methods of its handlers may list more of them.
    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        let _ = (headers, requested);
    }

    /// Whether the framework hands on a request like this as it is. One may know fewer methods, take text alone in headers,
    /// or have no place that `OPTIONS *` reaches.
    fn passes_on(request: &Builder) -> bool {
        let _ = request;
        true
    }
}

/// For [`Subject::expect`], where one handler takes every method: the path lists those that a page may use.
pub fn expect_any(headers: &mut Vec<(&'static str, String)>, requested: &str) {
    let standard = [
        "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY",
    ];
    let reflected = (VARY, "Access-Control-Request-Method".to_owned());
    let is_reflected = headers.contains(&reflected);
    if is_reflected && !standard.contains(&requested) {
        return;
    }
    let listed = headers.iter().find(|(name, _)| *name == ACAM);
    let methods = match listed {
        Some((_, list)) if list != "*" && !is_reflected => {
            let mut methods: Vec<_> = list.split(", ").collect();
            let safelisted = ["GET", "HEAD", "POST"];
            methods.extend(safelisted.iter().filter(|name| !list.contains(**name)));
            methods.join(", ")
        }
        _ => standard.join(", "),
    };
    headers.retain(|header| header.0 != ACAM && *header != reflected);
    headers.push((ACAM, methods));
}

/// Runs a claim.
pub fn run(claim: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(claim);
}

/// The requests that a handler has seen, by the number that [`Api::send`] gives to each.
static SEEN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

const HELLO: &str = "Hello World!";

/// The handler's response: the one that a request asks for by its target. `/404?vary=Accept&etag=1` asks for a status
/// of 404 with these two header lines, `/` for nothing particular.
pub fn respond(target: &Uri) -> Response<&'static str> {
    let mut response = Response::new(HELLO);
    if let Ok(status) = target.path().trim_start_matches('/').parse() {
        *response.status_mut() = status;
    }
    let lines = target.query().unwrap_or_default().split('&');
    for (name, value) in lines.filter_map(|line| line.split_once('=')) {
        if name == "number" {
            SEEN.lock().unwrap().insert(value.parse().unwrap());
            continue;
        }
        let name: HeaderName = name.parse().unwrap();
        let value: HeaderValue = value.replace('+', " ").parse().unwrap();
        response.headers_mut().append(name, value);
    }
    response
}

/// A subject that serves one policy.
pub(crate) struct Api<S> {
    pub(crate) server: Server,
    over_http2: bool,
    subject: PhantomData<S>,
}

pub(crate) async fn api<S: Subject>(policy: &'static Policy) -> Api<S> {
    Event::record();
    Api::of(S::serve(policy).await)
}

/// The same without a policy, where the subject can be.
pub(crate) async fn api_without_policy<S: Subject>() -> Option<Api<S>> {
    Event::record();
    match S::serve_without_policy().await {
        Ok(server) => Some(Api::of(server)),
        Err(reason) => {
            println!("not claimed of {}: {reason}", type_name::<S>());
            None
        }
    }
}

impl<S: Subject> Api<S> {
    fn of(server: Server) -> Self {
        Self {
            server,
            over_http2: false,
            subject: PhantomData,
        }
    }

    pub(crate) fn over_http2(mut self) -> Self {
        self.over_http2 = true;
        self
    }

    /// The origin of the server's own pages.
    pub(crate) fn own_origin(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Sends a request, and says whether the handler saw it.
    pub(crate) async fn send(&self, request: Builder) -> (Reply, bool) {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let target = request.uri_ref().unwrap();
        let separator = if target.query().is_some() { '&' } else { '?' };
        let target = format!("{target}{separator}number={number}");
        let request = request.uri(target);
        let reply = if self.over_http2 {
            self.server.send_http2(request).await
        } else {
            self.server.send(request).await
        };
        let seen = SEEN.lock().unwrap().contains(&number);
        (reply, seen)
    }

    /// The policy responds to this preflight: 204 with these headers, and nothing else runs.
    pub(crate) async fn answers(&self, preflight: Builder, headers: &[(&'static str, &str)]) {
        let said = format!("{preflight:?}");
        let requested = preflight.headers_ref().unwrap()[ACRM].clone();
        let headers = headers.iter();
        let mut expected: Vec<_> = headers
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        S::expect(&mut expected, requested.to_str().unwrap());
        expected.sort_by_key(|(name, _)| *name);
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let (reply, ran) = self.send(preflight).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{said}");
        assert_eq!(reply.cors(), expected, "{said}");
        assert_eq!((&*reply.body, ran), ("", false), "{said}");
    }

    /// The policy rejects this request: 403, not a word of the policy, and nothing else runs.
    pub(crate) async fn rejects(&self, request: Builder) {
        let said = format!("{request:?}");
        let (reply, ran) = self.send(request).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{said}");
        assert_eq!(reply.cors(), [(VARY, "Origin")], "{said}");
        assert_eq!((&*reply.body, ran), ("", false), "{said}");
    }

    /// The response to this request is the handler's, with these headers.
    pub(crate) async fn runs(&self, request: Builder, headers: &[(&str, &str)]) -> Reply {
        let said = format!("{request:?}");
        let status = request.uri_ref().unwrap().path()[1..].parse();
        let status = status.unwrap_or(StatusCode::OK);
        let is_head = request.method_ref().unwrap() == "HEAD";
        let body = if is_head || status == 204 || status == 304 {
            ""
        } else {
            HELLO
        };
        let (reply, ran) = self.send(request).await;
        assert_eq!(reply.status, status, "{said}");
        assert_eq!(reply.cors(), headers, "{said}");
        assert_eq!((&*reply.body, ran), (body, true), "{said}");
        reply
    }

    /// The response is the handler's, and a page of this origin may read it, by a policy that says nothing more.
    pub(crate) async fn shows(&self, request: Builder, origin: &str) {
        self.runs(request, &[(ACAO, origin), (VARY, "Origin")])
            .await;
    }

    /// The response is the handler's, and the page that asked may not read it.
    pub(crate) async fn hides(&self, request: Builder) {
        self.runs(request, &[(VARY, "Origin")]).await;
    }

    /// The status line of the response to these bytes, and the rest of it.
    pub(crate) async fn write(&self, bytes: &str) -> (String, String) {
        let reply = self.server.write(bytes.as_bytes()).await;
        let (status, rest) = reply.split_once("\r\n").unwrap();
        (
            status.split_once(' ').unwrap().1.to_owned(),
            rest.to_owned(),
        )
    }
}
