//! What is below the requests: bodies on their way, and a server that shuts down.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use cors::axum::{cors, get};
use cors_conformance::{ACAO, APP, Server, request};
use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyDataStream, BodyExt as _};
use hyper::body::Bytes;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::time::timeout;

use crate::serve;

type Writer = Sender<Bytes, Infallible>;

#[cors(origins = ["https://app.example.com"])]
async fn slow(State(writers): State<mpsc::Sender<Writer>>) -> Body {
    let (writer, body) = Channel::new(1);
    writers.send(writer).await.unwrap();
    Body::from_stream(BodyDataStream::new(body))
}

#[tokio::test]
async fn a_body_is_sent_as_it_comes() {
    let (writers, mut written) = mpsc::channel(1);
    let server = serve(
        Router::new()
            .route("/", get(slow).into())
            .with_state(writers),
    )
    .await;
    let mut response = server.begin(request("GET", "/", APP), "").await;
    // The headers are here, and nothing of the body has been written yet.
    assert_eq!(response.headers()[ACAO], APP);
    let mut writer: Writer = written.recv().await.unwrap();
    for part in ["one", "two"] {
        writer.send_data(Bytes::from(part)).await.unwrap();
        let frame = response.body_mut().frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), part);
    }
    drop(writer);
    assert!(response.body_mut().frame().await.is_none());
}

/// A handler that the test lets go on.
#[derive(Clone)]
struct Gate {
    reached: Arc<Mutex<Option<oneshot::Sender<()>>>>,
    open: Arc<Notify>,
}

#[cors(origins = ["https://app.example.com"])]
async fn waiting(State(gate): State<Gate>) -> &'static str {
    let reached = gate.reached.lock().await.take();
    reached.unwrap().send(()).unwrap();
    gate.open.notified().await;
    "finished"
}

/// What takes as long as this hangs, and a test that hangs doesn't say which.
const HANGS: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_server_that_shuts_down_finishes_what_it_has_begun() {
    let (reached, is_reached) = oneshot::channel();
    let gate = Gate {
        reached: Arc::new(Mutex::new(Some(reached))),
        open: Arc::default(),
    };
    let router = Router::new()
        .route("/", get(waiting).into())
        .with_state(gate.clone());

    let (stop, stopped) = oneshot::channel::<()>();
    let (ended, is_ended) = oneshot::channel();
    let server = Server::on_listener(async |listener| {
        let serving = axum::serve(listener, router)
            .with_graceful_shutdown(async { stopped.await.unwrap() })
            .await;
        ended.send(serving).unwrap();
    })
    .await;

    let asked = tokio::spawn(async move { server.send(request("GET", "/", APP)).await });
    timeout(HANGS, is_reached).await.unwrap().unwrap();
    stop.send(()).unwrap();
    gate.open.notify_one();
    let answer = timeout(HANGS, asked).await.unwrap().unwrap();
    assert_eq!(answer.body, "finished");
    answer.assert_allowed();
    timeout(HANGS, is_ended).await.unwrap().unwrap().unwrap();
}
