//! Servers on loopback, each in a thread of its own.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, pem::PemObject};

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// The certificate, of a server with TLS.
    pub(crate) certificate: String,
    /// What arrived: version, method, path, origin.
    pub(crate) log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn url(&self) -> String {
        match self.certificate.is_empty() {
            true => format!("http://{}/notes", self.address),
            false => format!("https://localhost:{}/notes", self.address.port()),
        }
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

/// A router of axum's, until the test ends: its URL, without a path.
pub(crate) fn serve(router: axum::Router) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{address}")
}

/// Without TLS.
pub(crate) fn plain(
    respond: impl Fn(&Request<Incoming>) -> Response<&'static str> + Send + Sync + 'static,
) -> Server {
    start(respond, None)
}

/// With TLS, for these names, speaking these protocols.
pub(crate) fn tls(
    names: &[&str],
    protocols: &[&str],
    respond: impl Fn(&Request<Incoming>) -> Response<&'static str> + Send + Sync + 'static,
) -> Server {
    start(respond, Some((names, protocols)))
}

fn start(
    respond: impl Fn(&Request<Incoming>) -> Response<&'static str> + Send + Sync + 'static,
    tls: Option<(&[&str], &[&str])>,
) -> Server {
    let respond = Arc::new(respond);
    let log = Arc::new(Mutex::new(vec![]));
    let (mut certificate, mut acceptor) = (String::new(), None);
    if let Some((names, protocols)) = tls {
        let names = Vec::from_iter(names.iter().map(|&name| name.to_owned()));
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
        certificate = cert.pem();
        let key = PrivateKeyDer::from_pem_slice(signing_key.serialize_pem().as_bytes()).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        acceptor = Some(TlsAcceptor::from(Arc::new(config)));
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let its_log = log.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (respond, acceptor, log) = (respond.clone(), acceptor.clone(), its_log.clone());
                tokio::spawn(async move {
                    let service = service_fn(move |request: Request<Incoming>| {
                        let origin = request
                            .headers()
                            .get("origin")
                            .map_or("-", |origin| origin.to_str().unwrap());
                        let line = format!(
                            "{:?} {} {} {origin}",
                            request.version(),
                            request.method(),
                            request.uri().path()
                        );
                        log.lock().unwrap().push(line);
                        let response = respond(&request).map(|body| Full::new(Bytes::from(body)));
                        async { Ok::<_, Infallible>(response) }
                    });
                    let builder = Builder::new(TokioExecutor::new());
                    // That a client goes away is its right.
                    let _ = match acceptor {
                        None => {
                            builder
                                .serve_connection(TokioIo::new(stream), service)
                                .await
                        }
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => {
                                builder
                                    .serve_connection(TokioIo::new(stream), service)
                                    .await
                            }
                            Err(_) => return,
                        },
                    };
                });
            }
        });
    });
    Server {
        address,
        certificate,
        log,
    }
}

/// A response from a status and headers: `204 access-control-allow-origin: *; vary: origin`.
pub(crate) fn response(text: &str) -> Response<&'static str> {
    let (status, headers) = text.split_once(' ').unwrap_or((text, ""));
    let mut response = Response::builder().status(status.parse::<u16>().unwrap());
    for header in headers.split("; ").filter(|header| !header.is_empty()) {
        let (name, value) = header.split_once(':').unwrap();
        let name = match name {
            "acao" => "access-control-allow-origin",
            "acac" => "access-control-allow-credentials",
            "acam" => "access-control-allow-methods",
            "acah" => "access-control-allow-headers",
            "aceh" => "access-control-expose-headers",
            name => name,
        };
        response = response.header(name, value.trim());
    }
    response.body("").unwrap()
}
