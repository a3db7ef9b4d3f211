//! The Lambda Runtime API on loopback, and the process that polls it.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc, oneshot};

/// `Ok`: what the function returns to the gateway. `Err`: the error that it reports in place of that.
type Outcome = Result<Value, Value>;
type Invocation = (String, oneshot::Sender<Outcome>);

/// A Lambda function, as those see it who invoke it.
#[derive(Clone)]
pub(crate) struct Function {
    invocations: mpsc::UnboundedSender<Invocation>,
}

impl Function {
    /// Starts the program as Lambda does: with the address of the Runtime API in its environment. It is
    /// killed when the process that is returned here is dropped.
    pub(crate) async fn start(mut program: Command) -> io::Result<(Self, Child)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (invocations, queue) = mpsc::unbounded_channel();
        tokio::spawn(serve(listener, Arc::new(Api::new(queue))));
        let process = program
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "helloWorld")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .kill_on_drop(true)
            .spawn()?;
        Ok((Self { invocations }, process))
    }

    /// Gives the function an event, and waits for what it makes of it.
    pub(crate) async fn invoke(&self, event: &Value) -> Outcome {
        let gone = || Value::from("the Runtime API is gone");
        let (outcome, waiting) = oneshot::channel();
        self.invocations
            .send((event.to_string(), outcome))
            .map_err(|_| gone())?;
        waiting.await.map_err(|_| gone())?
    }
}

struct Api {
    queue: Mutex<mpsc::UnboundedReceiver<Invocation>>,
    running: SyncMutex<Running>,
}

#[derive(Default)]
struct Running {
    started: u64,
    waiting: HashMap<String, oneshot::Sender<Outcome>>,
}

async fn serve(listener: TcpListener, api: Arc<Api>) {
    while let Ok((stream, _)) = listener.accept().await {
        let api = Arc::clone(&api);
        let service = service_fn(move |request| {
            let api = Arc::clone(&api);
            async move { Ok::<_, Infallible>(api.answer(request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Api {
    fn new(queue: mpsc::UnboundedReceiver<Invocation>) -> Self {
        Self {
            queue: Mutex::new(queue),
            running: SyncMutex::default(),
        }
    }

    async fn answer(&self, request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let path: Vec<&str> = head.uri.path().split('/').skip(1).collect();
        match (head.method, &path[..]) {
            (Method::GET, ["2018-06-01", "runtime", "invocation", "next"]) => self.next().await,
            (Method::POST, ["2018-06-01", "runtime", "invocation", id, result]) => {
                let Ok(body) = body.collect().await else {
                    return status(StatusCode::BAD_REQUEST);
                };
                let Ok(value) = serde_json::from_slice(&body.to_bytes()) else {
                    return status(StatusCode::BAD_REQUEST);
                };
                match *result {
                    "response" => self.end(id, Ok(value)),
                    "error" => self.end(id, Err(value)),
                    _ => status(StatusCode::NOT_FOUND),
                }
            }
            (Method::POST, ["2018-06-01", "runtime", "init", "error"]) => {
                status(StatusCode::ACCEPTED)
            }
            _ => status(StatusCode::NOT_FOUND),
        }
    }

    async fn next(&self) -> hyper::Response<Full<Bytes>> {
        let Some((event, outcome)) = self.queue.lock().await.recv().await else {
            return status(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let id = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.started += 1;
            let id = format!("00000000-0000-4000-8000-{:012}", running.started);
            running.waiting.insert(id.clone(), outcome);
            id
        };
        hyper::Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", id)
            // The year 2100: nothing here depends on the time.
            .header("lambda-runtime-deadline-ms", "4102444800000")
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:us-east-2:123456789012:function:helloWorld",
            )
            .body(Full::from(event))
            .unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
    }

    fn end(&self, id: &str, outcome: Outcome) -> hyper::Response<Full<Bytes>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.waiting.remove(id) {
            Some(waiting) => {
                // Who asked may have left.
                let _ = waiting.send(outcome);
                status(StatusCode::ACCEPTED)
            }
            None => status(StatusCode::BAD_REQUEST),
        }
    }
}

fn status(code: StatusCode) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::default();
    *response.status_mut() = code;
    response
}
