//! A framework whose requests, responses, maps of headers and values aren't those of `http`, behind all claims about
//! the wire.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::sync::Arc;

use cors_conformance::{APP, Body, EVIL, Server, Subject, preflight, request, respond};
use cors_core::head::{RequestHead, RequestHeader, ResponseHead, ResponseHeader, Value};
use cors_core::{Decision, Policy, SharedPolicy};
use http::request::Builder;
use http::{Request, Response, StatusCode};

thread_local! {
    /// The values that were made on this thread, each by what it was made of.
    static MADE: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(vec![]) };
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq)]
struct Text(Arc<str>);

impl Text {
    fn made_of(source: &'static str, text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        MADE.with_borrow_mut(|made| made.push((source, text.to_string())));
        Self(text.into())
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Value for Text {
    fn from_static(text: &'static str) -> Self {
        Self::made_of("constant", text.as_bytes())
    }

    fn from_http(value: &http::HeaderValue) -> Self {
        Self::made_of("policy", value.as_bytes())
    }
}

struct ForeignRequest {
    method: String,
    path: String,
    authority: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
}

impl<B> From<&Request<B>> for ForeignRequest {
    fn from(request: &Request<B>) -> Self {
        let headers = request.headers().iter();
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            authority: request.uri().authority().map(ToString::to_string),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
        }
    }
}

impl RequestHead for ForeignRequest {
    type Value = Text;
    type Line<'head> = &'head [u8];

    fn method(&self) -> &str {
        &self.method
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn lines(&self, header: RequestHeader) -> impl Iterator<Item = &[u8]> {
        let lines = self.headers.iter();
        lines.filter_map(move |(name, value)| (name == header.as_str()).then_some(&**value))
    }

    fn to_value(line: &[u8]) -> Text {
        Text::made_of("request", line)
    }

    fn authority(&self) -> Option<&[u8]> {
        self.authority.as_deref().map(str::as_bytes)
    }
}

#[derive(Default)]
struct ForeignResponse {
    status: StatusCode,
    headers: Vec<(String, Text)>,
    body: &'static str,
    is_decided: bool,
}

impl ForeignResponse {
    fn into_http(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        for (name, Text(value)) in self.headers {
            response = response.header(name, &*value);
        }
        response.body(self.body.into()).unwrap()
    }
}

impl From<Response<&'static str>> for ForeignResponse {
    fn from(response: Response<&'static str>) -> Self {
        let text = |value: &http::HeaderValue| Text(value.to_str().unwrap().into());
        let headers = response.headers().iter();
        Self {
            status: response.status(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: response.into_body(),
            is_decided: false,
        }
    }
}

impl ResponseHead for ForeignResponse {
    type Value = Text;

    fn lines(&self, header: ResponseHeader) -> impl Iterator<Item = &[u8]> {
        let lines = self.headers.iter();
        lines.filter_map(move |(name, value)| (name == header.as_str()).then_some(value.as_ref()))
    }

    fn insert(&mut self, header: ResponseHeader, value: Text) {
        self.headers.retain(|(name, _)| name != header.as_str());
        self.append(header, value);
    }

    fn append(&mut self, header: ResponseHeader, value: Text) {
        self.headers.push((header.as_str().to_owned(), value));
    }

    fn remove(&mut self, header: ResponseHeader) {
        self.headers.retain(|(name, _)| *name != header.as_str());
    }

    fn remove_access_control(&mut self) {
        self.headers
            .retain(|(name, _)| !name.starts_with("access-control-"));
    }

    fn is_decided(&self) -> bool {
        self.is_decided
    }

    fn mark_decided(&mut self) {
        self.is_decided = true;
    }
}

fn handle<B>(policy: &SharedPolicy<Text>, request: &Request<B>) -> ForeignResponse {
    match policy.decide_head(&ForeignRequest::from(request)) {
        Decision::Respond(response) => {
            let mut foreign = ForeignResponse {
                status: response.status(),
                ..ForeignResponse::default()
            };
            response.write(&mut foreign);
            foreign
        }
        Decision::Proceed(headers) => {
            let mut foreign = ForeignResponse::from(respond(request.uri()));
            headers.apply(&mut foreign);
            foreign
        }
    }
}

struct Foreign;

impl Subject for Foreign {
    async fn serve(policy: &'static Policy) -> Server {
        let policy = SharedPolicy::from(policy.convert());
        Server::of(move |request| {
            let response = handle(&policy, &request).into_http();
            async { response }
        })
        .await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("this framework asks one policy")
    }
}

cors_conformance::suite!(Foreign);

/// What was made since this was last called.
fn made() -> Vec<(&'static str, String)> {
    let mut made = MADE.take();
    made.sort();
    made
}

fn texts<'a>(texts: &[(&'static str, &'a str)]) -> Vec<(&'static str, String)> {
    let text = |&(source, text): &(_, &'a str)| (source, text.to_owned());
    texts.iter().map(text).collect()
}

#[test]
fn a_policys_values_are_made_once_and_not_for_each_request() {
    let policy = cors_conformance::policies::FULL.convert::<Text>();
    let of_the_policy = [
        "600",
        "PUT, DELETE, PURGE",
        "accesstoken, Content-Type",
        "etag, X-Total",
    ];
    assert_eq!(
        made(),
        of_the_policy.map(|text| ("policy", text.to_owned()))
    );
    let policy = SharedPolicy::from(policy);
    let handle = |request: Builder| handle(&policy, &request.body(()).unwrap());
    for _ in 0..3 {
        let allowed = texts(&[
            ("constant", "Origin"),
            ("constant", "true"),
            ("request", APP),
        ]);
        let response = handle(preflight("PUT", "/", APP));
        assert_eq!(response.headers.len(), 6);
        assert_eq!(made(), allowed);
        handle(request("GET", "/", APP));
        assert_eq!(made(), allowed);
        // Nothing of a request that isn't allowed becomes a value.
        for other in [preflight("PUT", "/", EVIL), request("GET", "/", EVIL)] {
            handle(other);
            assert_eq!(made(), texts(&[("constant", "Origin")]));
        }
    }
}

#[test]
fn the_lists_on_every_response_are_the_ones_of_the_policy() {
    let policy = SharedPolicy::from(cors_conformance::policies::FULL.convert::<Text>());
    let list = || {
        let request = preflight("PUT", "/", APP).body(()).unwrap();
        let response = handle(&policy, &request);
        let mut headers = response.headers.into_iter();
        headers
            .find(|(name, _)| name == cors_conformance::ACAM)
            .unwrap()
            .1
    };
    assert!(
        Arc::ptr_eq(&list().0, &list().0),
        "cloned, and not made anew"
    );
}

#[test]
fn of_two_policies_the_inner_one_decides_about_a_foreign_response_too() {
    let outer = cors_conformance::policies::FULL.convert::<Text>();
    let inner = SharedPolicy::from(cors_conformance::policies::PLAIN.convert::<Text>());
    let request = request("GET", "/", "http://localhost").body(()).unwrap();
    let Decision::Proceed(headers) = outer.decide_head(&ForeignRequest::from(&request)) else {
        unreachable!("it isn't a preflight");
    };
    let mut response = handle(&inner, &request);
    headers.apply(&mut response);
    assert_eq!(response.headers.len(), 1, "{:?}", response.headers);
}
