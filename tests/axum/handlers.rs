//! Every shape of function that axum takes as a handler. The attribute changes nothing but the responses.

#![allow(
    clippy::too_many_arguments,
    reason = "axum takes sixteen, and so does the attribute"
)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use cors::axum::{cors, get, post};
use cors_conformance::{APP, preflight, request};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::serve;

/// An extractor of parts that always succeeds.
struct Part<const N: usize>;

impl<S: Sync, const N: usize> FromRequestParts<S> for Part<N> {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Ok(Self)
    }
}

/// The most that axum takes.
#[cors(origins = ["https://app.example.com"])]
#[rustfmt::skip]
async fn sixteen(
    _: Part<1>, _: Part<2>, _: Part<3>, _: Part<4>, _: Part<5>, _: Part<6>, _: Part<7>, _: Part<8>,
    _: Part<9>, _: Part<10>, _: Part<11>, _: Part<12>, _: Part<13>, _: Part<14>, _: Part<15>,
    body: String,
) -> String {
    body
}

#[cors(origins = ["https://app.example.com"])]
#[rustfmt::skip]
async fn sixteen_parts(
    _: Part<1>, _: Part<2>, _: Part<3>, _: Part<4>, _: Part<5>, _: Part<6>, _: Part<7>, _: Part<8>,
    _: Part<9>, _: Part<10>, _: Part<11>, _: Part<12>, _: Part<13>, _: Part<14>, _: Part<15>,
    uri: Uri,
) -> String {
    uri.path().to_owned()
}

macro_rules! with_parts {
    ($($name:ident($($number:literal)*))*) => {
        $(
            #[cors(origins = ["https://app.example.com"])]
            async fn $name($(_: Part<$number>,)* body: String) -> String {
                body
            }
        )*
        fn with_parts() -> Router {
            Router::new()$(.route(concat!("/", stringify!($name)), post($name).into()))*
        }
        const WITH_PARTS: &[&str] = &[$(concat!("/", stringify!($name))),*];
    };
}

with_parts! {
    one() two(1) three(1 2) four(1 2 3) five(1 2 3 4) six(1 2 3 4 5) seven(1 2 3 4 5 6) eight(1 2 3 4 5 6 7)
    nine(1 2 3 4 5 6 7 8) ten(1 2 3 4 5 6 7 8 9) eleven(1 2 3 4 5 6 7 8 9 10) twelve(1 2 3 4 5 6 7 8 9 10 11)
    thirteen(1 2 3 4 5 6 7 8 9 10 11 12) fourteen(1 2 3 4 5 6 7 8 9 10 11 12 13)
    fifteen(1 2 3 4 5 6 7 8 9 10 11 12 13 14)
}

#[tokio::test]
async fn with_one_to_sixteen_extractors() {
    let router = with_parts()
        .route("/sixteen", post(sixteen).into())
        .route("/parts", post(sixteen_parts).into());
    let server = serve(router).await;
    assert_eq!(WITH_PARTS.len(), 15);
    for path in WITH_PARTS.iter().chain(&["/sixteen"]) {
        let answer = server
            .send_body(request("POST", path, APP), "the body")
            .await;
        answer.assert_allowed();
        assert_eq!(answer.body, "the body", "{path}");
        assert_eq!(
            server.send(preflight("POST", path, APP)).await.status,
            StatusCode::NO_CONTENT
        );
    }
    assert_eq!(
        server.send(request("POST", "/parts", APP)).await.body,
        "/parts"
    );
}

/// What rejects any request, and says its own number.
struct Rejects<const N: usize>;

impl<S: Sync, const N: usize> FromRequestParts<S> for Rejects<N> {
    type Rejection = String;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, String> {
        let at = parts
            .headers
            .get("x-reject")
            .is_some_and(|at| *at == *N.to_string());
        if at {
            Err(format!("rejected by {N}"))
        } else {
            Ok(Self)
        }
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn in_order(_: Rejects<1>, _: Rejects<2>, method: Method, _: Rejects<3>) -> String {
    method.to_string()
}

#[tokio::test]
async fn the_first_extractor_that_rejects_answers() {
    let server = serve(Router::new().route("/", get(in_order).into())).await;
    for number in ["1", "2", "3"] {
        let asked = request("GET", "/", APP).header("x-reject", number);
        let answer = server.send(asked).await;
        assert_eq!(answer.body, format!("rejected by {number}"));
        answer.assert_allowed();
    }
    assert_eq!(server.send(request("GET", "/", APP)).await.body, "GET");
}

#[cors(origins = ["https://app.example.com"])]
async fn whole(method: Method, mut request: Request) -> String {
    let body = std::mem::take(request.body_mut());
    let body = axum::body::to_bytes(body, 100).await.unwrap();
    format!("{method} {} {}", request.uri(), body.len())
}

#[cors(origins = ["https://app.example.com"])]
async fn maybe(
    headers: HeaderMap,
    text: Result<String, axum::extract::rejection::StringRejection>,
) -> String {
    format!("{} {}", headers.len() > 1, text.is_ok())
}

#[tokio::test]
async fn with_the_whole_request_and_with_an_extractor_that_may_fail() {
    let server = serve(Router::new().route("/", post(whole).put(maybe).into())).await;
    let answer = server
        .send_body(request("POST", "/", APP), "twelve bytes")
        .await;
    assert_eq!(answer.body, "POST / 12");
    answer.assert_allowed();
    assert_eq!(
        server.send(request("PUT", "/", APP)).await.body,
        "true true"
    );
}

/// Generic in what it extracts, what it returns, and a number.
#[cors(origins = ["https://app.example.com"])]
async fn generic<T, R, const N: usize>(text: T) -> (StatusCode, Result<R, String>)
where
    T: FromRequest<(), axum::extract::rejection::StringRejection> + Into<String> + Send,
    R: IntoResponse + From<String>,
{
    (StatusCode::OK, Ok(R::from(text.into().repeat(N))))
}

/// Generic in its state, as handlers of libraries are.
#[cors(origins = ["https://app.example.com"])]
async fn of_any_state<S>(State(state): State<S>) -> String
where
    S: AsRef<str> + Send + Sync + 'static,
{
    state.as_ref().to_owned()
}

#[cors(origins = ["https://app.example.com"])]
async fn of_some_part(State(state): State<impl AsRef<str> + Send>) -> String {
    state.as_ref().to_owned()
}

#[tokio::test]
async fn generic_ones() {
    #[derive(Clone)]
    struct Named(String);
    impl FromRef<Named> for String {
        fn from_ref(named: &Named) -> Self {
            named.0.clone()
        }
    }
    let router = Router::new()
        .route("/", get(of_any_state::<String>).into())
        .with_state(Named("a state".to_owned()));
    let server = serve(router).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(answer.body, "a state");
    answer.assert_allowed();
    assert_eq!(of_some_part(State("a part")).await, "a part");
    let (status, text) = generic::<TextOf<'_>, String, 3>(TextOf("ab")).await;
    assert_eq!(
        (status, text.unwrap()),
        (StatusCode::OK, "ababab".to_owned())
    );
}

/// A type with a lifetime, which a handler can be called with by hand.
struct TextOf<'a>(&'a str);

impl<'a> From<TextOf<'a>> for String {
    fn from(text: TextOf<'a>) -> Self {
        text.0.to_owned()
    }
}

impl<'a> FromRequest<(), axum::extract::rejection::StringRejection> for TextOf<'a> {
    type Rejection = StatusCode;

    async fn from_request(_: Request, (): &()) -> Result<Self, StatusCode> {
        Err(StatusCode::NOT_IMPLEMENTED)
    }
}

/// With references, which axum has no use for, but a caller may.
#[cors(origins = ["https://app.example.com"])]
async fn longer<'a>(one: &'a str, other: &'a str, _: &str) -> &'a str {
    if one.len() > other.len() { one } else { other }
}

#[tokio::test]
async fn lifetimes_stay_what_they_were() {
    let one = "longer".to_owned();
    let longest = {
        let third = "not asked".to_owned();
        longer(&one, "other", &third).await
    };
    assert_eq!(longest, "longer");
}

/// Says when it is dropped.
#[derive(Clone)]
struct Guard {
    name: &'static str,
    log: Log,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn add(&self, event: &'static str) {
        self.0.lock().unwrap().push(event);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.log.add(self.name);
    }
}

macro_rules! guards {
    ($($guard:ident)*) => { $(
        struct $guard(#[allow(dead_code, reason = "is there to be dropped")] Guard);

        impl FromRequestParts<Log> for $guard {
            type Rejection = StatusCode;

            async fn from_request_parts(_: &mut Parts, log: &Log) -> Result<Self, StatusCode> {
                Ok(Self(Guard { name: stringify!($guard), log: log.clone() }))
            }
        }
    )* };
}

guards! { First Second Third Fourth }

/// A response that says when it is made.
struct Said(Log);

impl IntoResponse for Said {
    fn into_response(self) -> Response {
        self.0.add("response");
        Response::new(Body::empty())
    }
}

macro_rules! dropping {
    ($($(#[$attribute:meta])* $name:ident)*) => { $(
        $(#[$attribute])*
        async fn $name(
            _: First,
            _unused: Second,
            Third(_): Third,
            mut fourth @ Fourth(_): Fourth,
            State(log): State<Log>,
        ) -> Said {
            let _local = Guard { name: "local", log: log.clone() };
            tokio::task::yield_now().await;
            fourth.0.name = "fourth";
            let log = log.clone();
            log.add("body");
            Said(log)
        }
    )* };
}

dropping! {
    #[cors(origins = ["https://app.example.com"])]
    annotated
    as_written
}

#[tokio::test]
async fn what_a_handler_holds_is_dropped_when_and_in_the_order_that_it_would_be_without() {
    let log = Log::default();
    let router = Router::new()
        .route("/annotated", get(annotated).into())
        .route("/plain", axum::routing::get(as_written))
        .with_state(log.clone());
    let server = serve(router).await;

    assert_eq!(
        server.send(request("GET", "/plain", APP)).await.status,
        StatusCode::OK
    );
    let without = log.take();
    server
        .send(request("GET", "/annotated", APP))
        .await
        .assert_allowed();
    assert_eq!(log.take(), without);
    assert_eq!(
        without,
        [
            "body", "local", "fourth", "Third", "Second", "First", "response"
        ]
    );
}

/// A temporary at the end that borrows an argument.
#[cors(origins = ["https://app.example.com"])]
async fn length(State(notes): State<Arc<Mutex<Vec<u8>>>>) -> String {
    notes.lock().unwrap().len().to_string()
}

#[tokio::test]
async fn a_borrow_in_the_last_expression() {
    assert_eq!(length(State(Arc::default())).await, "0");
}

/// Arguments are taken before the first await, so that dropping the future drops them.
#[tokio::test]
async fn a_future_that_is_dropped_drops_the_arguments() {
    #[cors(origins = ["https://app.example.com"])]
    async fn never(_: First, _unused: Second) {
        std::future::pending::<()>().await;
    }
    let log = Log::default();
    let guard = |name| Guard {
        name,
        log: log.clone(),
    };
    let future = never(First(guard("first")), Second(guard("second")));
    assert!(log.take().is_empty());
    drop(future);
    assert_eq!(log.take().len(), 2);
}

/// Methods without a `self`, and functions of other visibilities.
struct Resource;

impl Resource {
    #[cors(origins = ["https://app.example.com"])]
    pub(crate) async fn read() -> &'static str {
        Self::NAME
    }

    const NAME: &'static str = "a resource";
}

#[tokio::test]
async fn an_associated_function() {
    let server = serve(Router::new().route("/", get(Resource::read).into())).await;
    assert_eq!(
        server.send(request("GET", "/", APP)).await.body,
        "a resource"
    );
}

/// A body that is a macro's, and one that diverges.
#[cors(origins = ["https://app.example.com"])]
async fn diverging() -> String {
    panic!("{}", 1)
}

#[cors(origins = ["https://app.example.com"])]
async fn recursive(count: u8) -> u8 {
    if count == 0 {
        return 0;
    }
    Box::pin(async move { recursive(count - 1).await + 1 }).await
}

#[tokio::test]
async fn bodies_of_other_kinds() {
    assert!(tokio::spawn(async { diverging().await }).await.is_err());
    assert_eq!(recursive(3).await, 3);
}
