//! Other attributes on the same function, above and below.

#![allow(
    clippy::diverging_sub_expression,
    reason = "debug_handler calls what it checks with arguments that it doesn't have"
)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Json, Path};
use cors::axum::{cors, get};
use cors_conformance::{APP, preflight, request};
use http::StatusCode;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use utoipa::OpenApi as _;

use crate::serve;

/// Notes which spans there are, and in which of them an event is.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Noted>>);

#[derive(Default)]
struct Noted {
    names: Vec<&'static str>,
    entered: Vec<u64>,
    events_in: Vec<Option<&'static str>>,
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut noted = self.0.lock().unwrap();
        noted.names.push(span.metadata().name());
        Id::from_u64(noted.names.len().try_into().unwrap())
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        let mut noted = self.0.lock().unwrap();
        let innermost = noted.entered.last();
        let name = innermost.map(|id| noted.names[usize::try_from(*id).unwrap() - 1]);
        noted.events_in.push(name);
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        let left = self.0.lock().unwrap().entered.pop();
        assert_eq!(left, Some(span.into_u64()));
    }
}

#[cors(origins = ["https://app.example.com"])]
#[tracing::instrument(skip_all)]
async fn instrumented_below(Path(_): Path<u8>) -> &'static str {
    tokio::task::yield_now().await;
    tracing::info!("in the body");
    "below"
}

#[tracing::instrument(name = "named")]
#[cors(origins = ["https://app.example.com"])]
async fn instrumented_above(Path(_number): Path<u8>) -> &'static str {
    tokio::task::yield_now().await;
    tracing::info!("in the body");
    "above"
}

/// On this thread, since a subscriber is set for one.
#[tokio::test(flavor = "current_thread")]
async fn instrument_enters_its_span_around_the_body_on_either_side() {
    let spans = Spans::default();
    let _until_the_end = tracing::subscriber::set_default(spans.clone());
    let router = Router::new()
        .route("/below/{number}", get(instrumented_below).into())
        .route("/above/{number}", get(instrumented_above).into());
    let server = serve(router).await;
    let answer = server.send(request("GET", "/below/1", APP)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "below");
    let answer = server.send(request("GET", "/above/1", APP)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "above");
    {
        let noted = spans.0.lock().unwrap();
        assert_eq!(noted.names, ["instrumented_below", "named"]);
        assert_eq!(noted.events_in, [Some("instrumented_below"), Some("named")]);
    }
    // The span is the body's: a preflight has none, and neither has a rejection.
    server.send(preflight("GET", "/above/1", APP)).await;
    server
        .send(request("GET", "/above/one", APP))
        .await
        .assert_allowed();
    assert_eq!(spans.0.lock().unwrap().names.len(), 2);
}

#[cors(origins = ["https://app.example.com"])]
#[utoipa::path(get, path = "/below", responses((status = 200, body = String)))]
async fn described_below() -> Json<String> {
    Json("below".to_owned())
}

#[utoipa::path(get, path = "/above", responses((status = 200, body = String)))]
#[cors(origins = ["https://app.example.com"])]
async fn described_above() -> Json<String> {
    Json("above".to_owned())
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(described_below, described_above))]
struct Description;

#[tokio::test]
async fn utoipa_describes_it_on_either_side() {
    let paths = Description::openapi().paths.paths;
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/above", "/below"]);
    let router = Router::new()
        .route("/below", get(described_below).into())
        .route("/above", get(described_above).into());
    let server = serve(router).await;
    for path in ["/below", "/above"] {
        let answer = server.send(request("GET", path, APP)).await;
        answer.assert_allowed();
        assert_eq!(answer.body, format!("{:?}", &path[1..]));
    }
}

#[cors(origins = ["https://app.example.com"])]
#[axum::debug_handler]
async fn debugged(Json(text): Json<String>) -> Result<String, StatusCode> {
    if text.is_empty() {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(text)
}

#[cors(origins = ["https://app.example.com"])]
#[tracing::instrument(skip_all)]
#[utoipa::path(get, path = "/all", responses((status = 200)))]
#[axum::debug_handler(state = u8)]
async fn all_of_them() {}

#[cors(origins = ["https://app.example.com"])]
#[cfg_attr(test, axum::debug_handler)]
#[cfg_attr(not(test), axum::debug_handler)]
async fn debugged_by_condition(Json(text): Json<String>) -> String {
    text
}

#[tokio::test]
async fn debug_handler_may_stand_below() {
    let server = serve(
        Router::new()
            .route("/", get(debugged).put(all_of_them).into())
            .with_state(7u8),
    )
    .await;
    let asked = request("GET", "/", APP).header("content-type", "application/json");
    let answer = server.send_body(asked, r#""text""#).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "text");
    server.send(request("PUT", "/", APP)).await.assert_allowed();
    assert_eq!(debugged_by_condition(Json("a".to_owned())).await, "a");
    assert_eq!(
        debugged(Json(String::new())).await,
        Err(StatusCode::BAD_REQUEST)
    );
}

/// It is documented.
#[doc = "Twice."]
#[must_use = "a value that somebody needs"]
#[allow(unused_variables, reason = "is what this shows")]
#[cors(origins = ["https://app.example.com"])]
#[doc(alias = "thrice")]
#[expect(unused_mut, reason = "the expectation has to hold still")]
#[inline]
#[cfg(test)]
async fn with_built_in_ones(mut number: Path<u8>) -> &'static str {
    #![allow(unused_assignments)]
    let nobody_reads_this = 1;
    "built in"
}

#[cors(origins = ["https://app.example.com"])]
#[cfg(not(test))]
async fn not_there(_: NoSuchType) {}

#[cors(origins = ["https://app.example.com"])]
#[cfg(not(test))]
async fn one_of_two() -> &'static str {
    "not this"
}

#[cfg(test)]
#[cors(origins = ["https://app.example.com"])]
async fn one_of_two() -> &'static str {
    "this"
}

#[cfg_attr(test, cors(origins = ["https://app.example.com"]))]
async fn by_condition() -> &'static str {
    "by condition"
}

#[deprecated = "shows that this is said of its use only"]
#[cors(origins = ["https://app.example.com"])]
async fn deprecated() {}

#[tokio::test]
async fn built_in_attributes_mean_what_they_did() {
    let router = Router::new()
        .route("/{number}", get(with_built_in_ones).into())
        .route("/", get(one_of_two).post(by_condition).into())
        .route("/deprecated", {
            #[expect(deprecated)]
            get(deprecated).into()
        });
    let server = serve(router).await;
    for (method, path, body) in [
        ("GET", "/1", "built in"),
        ("GET", "/", "this"),
        ("POST", "/", "by condition"),
        ("GET", "/deprecated", ""),
    ] {
        let answer = server.send(request(method, path, APP)).await;
        answer.assert_allowed();
        assert_eq!(answer.body, body);
    }
}

/// What clippy and rustc say of an ordinary async function like these, they say here: nothing.
#[deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
mod without_warnings {
    use super::cors;
    use axum::extract::{Path, State};
    use http::StatusCode;

    #[cors(origins = ["https://app.example.com"], credentials, max_age = 5)]
    pub(super) async fn handler(
        _: State<u8>,
        _unused: State<u8>,
        Path(number): Path<u8>,
        mut body: String,
    ) -> Result<String, StatusCode> {
        std::future::ready(()).await;
        if number > 3 {
            return Err(StatusCode::BAD_REQUEST);
        }
        body.push('!');
        Ok(body)
    }

    #[must_use]
    #[cors(origins = ["https://app.example.com"])]
    pub(super) async fn needed(number: Path<u8>) -> u8 {
        std::future::ready(number.0).await
    }

    #[cors(policy = super::POLICY)]
    pub(super) async fn empty() {
        std::future::ready(()).await;
    }
}

static POLICY: cors::Policy = cors::policy! { origins = ["https://app.example.com"] };

#[tokio::test]
async fn nothing_warns() {
    use axum::extract::State;
    let done = without_warnings::handler(State(1), State(2), Path(3), "done".to_owned()).await;
    assert_eq!(done.as_deref(), Ok("done!"));
    assert_eq!(without_warnings::needed(Path(3)).await, 3);
    without_warnings::empty().await;
}
