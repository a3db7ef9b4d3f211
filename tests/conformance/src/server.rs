//! A server on a port of its own, and a client of it.

use std::convert::Infallible;
use std::net::SocketAddr;

use http::request::Builder;
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::{ACAM, ACAO, APP, VARY};

/// The body of a response.
pub type Body = Full<Bytes>;

/// A server that listens until the test is over.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// A server that a framework runs on this listener.
    pub async fn on_listener<F>(run: impl FnOnce(TcpListener) -> F) -> Self
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(run(listener));
        Self { address }
    }

    /// A server that is a function, over HTTP/1.1 and HTTP/2 with prior knowledge.
    pub async fn of<H, F>(handler: H) -> Self
    where
        H: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        Self::on_listener(async move |listener| {
            while let Ok((stream, _)) = listener.accept().await {
                let handler = handler.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let response = handler(request);
                        async move { Ok::<_, Infallible>(response.await) }
                    });
                    auto::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(stream), service)
                        .await
                });
            }
        })
        .await
    }

    /// Sends a request without a body.
    pub async fn send(&self, request: Builder) -> Reply {
        self.send_body(request, "").await
    }

    /// Sends a request on a connection of its own.
    pub async fn send_body(&self, request: Builder, body: &'static str) -> Reply {
        Reply::read(self.begin(request, body).await).await
    }

    /// Sends a request, and gives the response before its body is there.
    pub async fn begin(&self, request: Builder, body: &'static str) -> Response<Incoming> {
        let mut request = request.body(Body::from(body)).unwrap();
        let host = self.address.to_string().parse().unwrap();
        request.headers_mut().entry("host").or_insert(host);
        let (mut sender, connection) = http1::handshake(self.connect().await).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    }

    /// Sends a request over HTTP/2.
    pub async fn send_http2(&self, request: Builder) -> Reply {
        let mut request = request.body(Body::default()).unwrap();
        *request.uri_mut() = format!("http://{}{}", self.address, request.uri())
            .parse::<Uri>()
            .unwrap();
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), self.connect().await)
            .await
            .unwrap();
        tokio::spawn(connection);
        Reply::read(sender.send_request(request).await.unwrap()).await
    }

    /// Writes these bytes, and gives all that comes back until the server hangs up.
    pub async fn write(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut reply = vec![];
        stream.read_to_end(&mut reply).await.unwrap();
        String::from_utf8(reply).unwrap()
    }

    async fn connect(&self) -> TokioIo<TcpStream> {
        TokioIo::new(TcpStream::connect(self.address).await.unwrap())
    }
}

/// A whole response, as it came out of the socket.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

impl Reply {
    async fn read(response: Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.into()).unwrap(),
        }
    }

    /// Every header that CORS is about, line by line and in alphabetical order: all of `Access-Control-*`,
    /// `Timing-Allow-Origin`, and each name in `Vary`. What is equal to this has nothing more, and nothing twice.
    pub fn cors(&self) -> Vec<(&str, &str)> {
        let mut lines = vec![];
        for (name, value) in &self.headers {
            let (name, value) = (name.as_str(), value.to_str().unwrap());
            if name == VARY {
                lines.extend(value.split(',').map(|field| (name, field.trim())));
            } else if name.starts_with("access-control-") || name == "timing-allow-origin" {
                lines.push((name, value));
            }
        }
        // Lines of one name stay in their order.
        lines.sort_by_key(|(name, _)| *name);
        lines
    }

    /// A header that stands once, or not at all.
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.lines(name);
        assert!(lines.len() < 2, "{name} stands twice: {self:?}");
        lines.first().copied()
    }

    /// The values of a header, line by line.
    pub fn lines(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.get_all(name).iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }

    /// The origin that may read it.
    #[track_caller]
    pub fn allowed(&self) -> Option<&str> {
        self.header(ACAO)
    }

    /// The methods that a preflight allows, in alphabetical order.
    #[track_caller]
    pub fn methods(&self) -> Vec<&str> {
        let list = self.header(ACAM);
        let mut methods: Vec<_> = list.iter().flat_map(|list| list.split(", ")).collect();
        methods.sort_unstable();
        methods
    }

    /// A page of [`APP`] may read this, by a policy that allows that origin and nothing more.
    #[track_caller]
    pub fn assert_allowed(&self) {
        assert_eq!(self.cors(), [(ACAO, APP), (VARY, "Origin")], "{self:?}");
    }

    /// The page that asked for this may not read it.
    #[track_caller]
    pub fn assert_not_allowed(&self) {
        assert_eq!(self.cors(), [(VARY, "Origin")], "{self:?}");
    }

    /// A 403 of the policy's own.
    #[track_caller]
    pub fn assert_refused(&self) {
        assert_eq!(self.status, StatusCode::FORBIDDEN, "{self:?}");
        assert_eq!(self.body, "");
        self.assert_not_allowed();
    }

    /// Whether it has no header that CORS is about, and no `Vary`.
    pub fn is_untouched(&self) -> bool {
        self.cors().is_empty()
    }

    /// No policy had to do with this.
    #[track_caller]
    pub fn assert_untouched(&self) {
        assert_eq!(self.cors(), [], "{self:?}");
    }
}
