//! A handler behind a real socket, and a client that asks it.

use std::convert::Infallible;
use std::net::SocketAddr;

use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The body of every handler's response.
pub(crate) type Body = Full<Bytes>;

/// A handler as `#[cors]` leaves it: still a plain function.
pub(crate) trait Handler<F>: Fn(Request<Incoming>) -> F + Copy + Send + 'static {}
impl<F, H: Fn(Request<Incoming>) -> F + Copy + Send + 'static> Handler<F> for H {}

/// A handler that listens on a port of its own, until the test is over.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    http2: bool,
}

/// Serves a handler over HTTP/1.1.
pub(crate) async fn serve<F>(handler: impl Handler<F>) -> Server
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    listen(handler, false).await
}

/// Serves a handler over HTTP/2, to clients that know beforehand that it is.
pub(crate) async fn serve_http2<F>(handler: impl Handler<F>) -> Server
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    listen(handler, true).await
}

async fn listen<F>(handler: impl Handler<F>, http2: bool) -> Server
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, handler, http2));
        }
    });
    Server { address, http2 }
}

async fn connection<F>(stream: TcpStream, handler: impl Handler<F>, http2: bool)
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let service = service_fn(move |request| {
        let response = handler(request);
        async move { Ok::<_, Infallible>(response.await) }
    });
    let stream = TokioIo::new(stream);
    // How a connection ends is up to the client, and nothing that a test asks.
    let _ended = if http2 {
        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(stream, service)
            .await
    } else {
        hyper::server::conn::http1::Builder::new()
            .serve_connection(stream, service)
            .await
    };
}

impl Server {
    /// Sends a request on a connection of its own.
    pub(crate) async fn ask(&self, request: http::request::Builder) -> Answer {
        let mut request = request.body(Body::default()).unwrap();
        let stream = TokioIo::new(TcpStream::connect(self.address).await.unwrap());
        let response = if self.http2 {
            let path = request.uri().path_and_query().unwrap().clone();
            *request.uri_mut() = http::Uri::builder()
                .scheme("http")
                .authority(self.address.to_string())
                .path_and_query(path)
                .build()
                .unwrap();
            let (mut sender, connection) =
                hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
                    .await
                    .unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        } else {
            let host = self.address.to_string().parse().unwrap();
            request.headers_mut().entry("host").or_insert(host);
            let (mut sender, connection) =
                hyper::client::conn::http1::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        };
        let (head, body) = response.into_parts();
        Answer {
            status: head.status,
            headers: head.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }

    /// Writes these bytes to the socket and gives all that comes back, until the server hangs up.
    pub(crate) async fn write(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = vec![];
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

/// A whole response, as it came out of the socket.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Every header that CORS is about, line by line: all of `Access-Control-*`, and each name in `Vary`.
    /// What is equal to this has nothing more in it, and nothing twice.
    pub(crate) fn cors(&self) -> Vec<(&str, &str)> {
        let mut lines = vec![];
        for (name, value) in &self.headers {
            let (name, value) = (name.as_str(), value.to_str().unwrap());
            if name == "vary" {
                lines.extend(value.split(',').map(|field| (name, field.trim())));
            } else if name.starts_with("access-control-") {
                lines.push((name, value));
            }
        }
        // Lines of one name stay in their order.
        lines.sort_by_key(|(name, _)| *name);
        lines
    }

    /// Whether the handler made this response, which [`as_asked`] leaves its mark on.
    pub(crate) fn is_from_handler(&self) -> bool {
        self.headers.contains_key(MARK)
    }
}

const MARK: &str = "x-made-by-handler";

/// The response that a request asks for by its address: `/404?vary=Accept&etag=1` for a status of 404 with
/// these two header lines. `/` asks for nothing particular.
pub(crate) fn as_asked<B>(request: &Request<B>) -> Response<Body> {
    let mut response = Response::new(Body::from("Hello World!"));
    if let Ok(status) = request.uri().path()[1..].parse() {
        *response.status_mut() = status;
    }
    let lines = request.uri().query().unwrap_or_default().split('&');
    for (name, value) in lines.filter_map(|line| line.split_once('=')) {
        let name: http::HeaderName = name.parse().unwrap();
        let value = value.replace('+', " ").parse().unwrap();
        response.headers_mut().append(name, value);
    }
    response.headers_mut().insert(MARK, 1.into());
    response
}
