//! A router behind a real socket, and a client that asks it.

use std::net::SocketAddr;

use axum::Router;
use http::request::Builder;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};

/// The origin that the policies of these tests allow, if they allow one.
pub(crate) const APP: &str = "https://app.example.com";
/// Another, which some of them allow.
pub(crate) const ADMIN: &str = "https://admin.example.com";
/// One that none of them allows, but for those that allow all.
pub(crate) const EVIL: &str = "https://evil.com";

/// A request that a page of another origin makes.
pub(crate) fn request(method: &str, path: &str, origin: &str) -> Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("origin", origin)
}

/// The preflight for such a request.
pub(crate) fn preflight(method: &str, path: &str, origin: &str) -> Builder {
    request("OPTIONS", path, origin).header("access-control-request-method", method)
}

/// A router that listens on a port of its own, until the test is over.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
}

/// Serves a router, over HTTP/1.1 and HTTP/2.
pub(crate) async fn serve(router: Router) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Server { address }
}

impl Server {
    /// Sends a request without a body.
    pub(crate) async fn ask(&self, request: Builder) -> Answer {
        self.send(request, "").await
    }

    /// Sends a request on a connection of its own.
    pub(crate) async fn send(&self, request: Builder, body: &'static str) -> Answer {
        Answer::read(self.begin(request, body).await).await
    }

    /// Sends a request, and gives the response before its body is there.
    pub(crate) async fn begin(&self, request: Builder, body: &'static str) -> Response<Incoming> {
        let mut request = request.body(Full::new(Bytes::from(body))).unwrap();
        let host = self.address.to_string().parse().unwrap();
        request.headers_mut().insert("host", host);
        let stream = TokioIo::new(TcpStream::connect(self.address).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    }

    /// Sends a request over HTTP/2.
    pub(crate) async fn ask_http2(&self, request: Builder) -> Answer {
        let mut request = request.body(Full::new(Bytes::new())).unwrap();
        let path = request.uri().path_and_query().unwrap().clone();
        *request.uri_mut() = http::Uri::builder()
            .scheme("http")
            .authority(self.address.to_string())
            .path_and_query(path)
            .build()
            .unwrap();
        let stream = TokioIo::new(TcpStream::connect(self.address).await.unwrap());
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
                .await
                .unwrap();
        tokio::spawn(connection);
        Answer::read(sender.send_request(request).await.unwrap()).await
    }
}

/// A whole response, as it came out of the socket.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    async fn read(response: Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Every header that CORS is about, line by line: all of `Access-Control-*` without that prefix, and each
    /// name in `Vary`. What is equal to this has nothing more in it, and nothing twice.
    pub(crate) fn cors(&self) -> Vec<(&str, &str)> {
        let mut lines = vec![];
        for (name, value) in &self.headers {
            let (name, value) = (name.as_str(), value.to_str().unwrap());
            if name == "vary" {
                lines.extend(value.split(',').map(|field| (name, field.trim())));
            } else if let Some(name) = name.strip_prefix("access-control-") {
                lines.push((name, value));
            }
        }
        // Lines of one name stay in their order.
        lines.sort_by_key(|(name, _)| *name);
        lines
    }

    /// A header that stands once, or not at all.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(lines.len() < 2, "{name} stands twice: {self:?}");
        lines.first().map(|value| value.to_str().unwrap())
    }

    /// The methods that a preflight allows, in alphabetical order.
    pub(crate) fn methods(&self) -> Vec<&str> {
        let list = self.header("access-control-allow-methods");
        let mut methods: Vec<_> = list.iter().flat_map(|list| list.split(", ")).collect();
        methods.sort_unstable();
        methods
    }

    /// What every response to [`APP`] has on it, by a policy that allows it and nothing particular.
    pub(crate) fn assert_allowed(&self) {
        assert_eq!(
            self.cors(),
            [("allow-origin", APP), ("vary", "Origin")],
            "{self:?}"
        );
    }

    /// What a response has on it that a page may not read.
    pub(crate) fn assert_not_allowed(&self) {
        assert_eq!(self.cors(), [("vary", "Origin")], "{self:?}");
    }

    /// A preflight that is refused.
    pub(crate) fn assert_refused(&self) {
        assert_eq!(self.status, StatusCode::FORBIDDEN, "{self:?}");
        assert_eq!(self.body, "");
        self.assert_not_allowed();
    }

    /// A response that no policy has been near.
    pub(crate) fn assert_untouched(&self) {
        assert_eq!(self.cors(), [], "{self:?}");
    }
}
