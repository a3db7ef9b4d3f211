//! A service of its own for each test, and a client for it.

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::database::Database;
use crate::{routes, serve};

pub(super) const APP: &str = "https://app.example.com";
pub(super) const SHOP: &str = "https://shop.example.com";
pub(super) const EVIL: &str = "https://evil.example";

pub(super) struct Service {
    pub(super) port: u16,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) stopped: JoinHandle<Result<(), String>>,
}

impl Service {
    pub(super) async fn start() -> Self {
        let database = Database::open(None).unwrap();
        let routes = routes::all(&database);
        Self::serve(routes::served(routes, database, routes::PATIENCE)).await
    }

    pub(super) async fn serve(router: axum::Router) -> Self {
        let listener = serve::listen(0).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopping) = oneshot::channel();
        let stopped = tokio::spawn(serve::until(listener, router, async {
            let _ = stopping.await;
        }));
        Self {
            port,
            stop,
            stopped,
        }
    }

    /// A request to this path. More is said of it, and then it is sent.
    pub(super) fn request(&self, method: &str, path: &str) -> Call {
        let method: Method = method.parse().unwrap();
        let request = Request::builder().method(method).uri(path);
        Call {
            port: self.port,
            request: request.body(Full::default()).unwrap(),
        }
    }

    pub(super) fn get(&self, path: &str) -> Call {
        self.request("GET", path)
    }

    /// What a browser asks before it lets a page send such a request.
    pub(super) fn preflight(&self, path: &str, method: &str) -> Call {
        self.request("OPTIONS", path)
            .header("access-control-request-method", method)
    }

    /// Signs in, and gives the cookie.
    pub(super) async fn sign_in(&self, name: &str) -> String {
        let call = self.request("POST", "/session").from(APP);
        let response = call.json(&serde_json::json!({ "name": name })).await;
        assert_eq!(response.status(), 201);
        cookie(response.headers()).unwrap()
    }

    /// Writes a note, and gives its path.
    pub(super) async fn write(&self, cookie: &str, note: &Value) -> String {
        let call = self.request("POST", "/notes").from(APP).cookie(cookie);
        let response = call.json(note).await;
        assert_eq!(response.status(), 201, "{response:?}");
        response.headers()["location"].to_str().unwrap().to_owned()
    }
}

/// The cookie that a response sets.
pub(super) fn cookie(headers: &HeaderMap) -> Option<String> {
    let set = headers.get(SET_COOKIE)?.to_str().unwrap();
    Some(set.split_once(';').unwrap().0.to_owned())
}

pub(super) struct Call {
    port: u16,
    request: Request<Full<Bytes>>,
}

impl Call {
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        let headers = self.request.headers_mut();
        headers.append(name, value.parse().unwrap());
        self
    }

    /// As from a page of this origin.
    pub(super) fn from(self, origin: &str) -> Self {
        self.header("origin", origin)
    }

    pub(super) fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    pub(super) fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = Full::from(body.into());
        self
    }

    pub(super) async fn json(self, body: &Value) -> Response<Bytes> {
        let call = self.header("content-type", "application/json");
        call.body(body.to_string()).send().await
    }

    pub(super) async fn send(mut self) -> Response<Bytes> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let host = format!("localhost:{}", self.port);
        let headers = self.request.headers_mut();
        headers.insert(HOST, host.parse().unwrap());
        let response = sender.send_request(self.request).await.unwrap();
        let (parts, body) = response.into_parts();
        Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }
}

/// The JSON of a response.
pub(super) fn json(response: &Response<Bytes>) -> Value {
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    serde_json::from_slice(response.body()).unwrap()
}

/// Which origin may read a response.
pub(super) fn readable_by(response: &Response<Bytes>) -> Option<&str> {
    let origin = response.headers().get("access-control-allow-origin")?;
    Some(origin.to_str().unwrap())
}

/// Whether a header of a response is there, with this value.
pub(super) fn has(response: &Response<Bytes>, name: &str, value: &str) -> bool {
    response.headers().get(name).is_some_and(|is| is == value)
}
