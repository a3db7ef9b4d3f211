//! One connection to a server: HTTP/1.1 or HTTP/2, with TLS or without.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::rt::{Read, Write};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, CertificateError, ClientConfig};

use crate::metered::{Meter, Metered};

/// Why there is no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// The name has no address.
    Dns {
        /// The name.
        host: String,
        /// What the system says.
        error: io::Error,
    },
    /// Nothing listens there.
    Refused {
        /// The host and the port.
        address: String,
    },
    /// There is no connection for another reason.
    Tcp {
        /// The host and the port.
        address: String,
        /// What the system says.
        error: io::Error,
    },
    /// There is a connection, and it can't be trusted.
    Tls {
        /// The name that the certificate has to be for.
        host: String,
        /// Why not.
        error: io::Error,
    },
    /// The certificates of authorities can't be read.
    Certificates(String),
    /// The response isn't one, or the connection breaks.
    Http(hyper::Error),
    /// It took longer than [`Limits::time`](crate::Limits::time).
    Timeout(Duration),
    /// There were as many requests as [`Limits::requests`](crate::Limits::requests).
    TooManyRequests(u32),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns { host, error } => write!(f, "the name `{host}` has no address ({error})"),
            Self::Refused { address } => {
                write!(f, "nothing listens at {address} (connection refused)")
            }
            Self::Tcp { address, error } => write!(f, "no connection to {address}: {error}"),
            Self::Tls { host, error } => {
                write!(f, "no TLS with `{host}`: ")?;
                let error = error
                    .get_ref()
                    .and_then(|error| error.downcast_ref::<rustls::Error>());
                match error {
                    Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => f.write_str(
                        "its certificate isn't from an authority that this machine trusts (unknown issuer)",
                    ),
                    Some(rustls::Error::InvalidCertificate(
                        CertificateError::Expired | CertificateError::ExpiredContext { .. },
                    )) => f.write_str("its certificate has expired"),
                    Some(rustls::Error::InvalidCertificate(
                        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
                    )) => f.write_str("its certificate is for another name"),
                    Some(rustls::Error::InvalidMessage(_)) => {
                        f.write_str("the server doesn't speak TLS on this port; is it http:// there?")
                    }
                    Some(error) => write!(f, "{error}"),
                    None => f.write_str("the server closes the connection"),
                }
            }
            Self::Certificates(error) => write!(f, "no certificates of authorities: {error}"),
            Self::Http(error) => {
                write!(f, "the server doesn't answer in HTTP: {error}")?;
                let source = std::error::Error::source(error);
                source.map_or(Ok(()), |source| write!(f, ": {source}"))
            }
            Self::Timeout(time) => write!(f, "no response within {} s", time.as_secs_f32()),
            Self::TooManyRequests(most) => write!(f, "the limit of {most} requests is reached"),
        }
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Dns { error, .. } | Self::Tcp { error, .. } | Self::Tls { error, .. } => {
                Some(error)
            }
            Self::Http(error) => Some(error),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Connection {
    sender: Sender,
    meter: Meter,
}

#[derive(Debug)]
enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// For all of a response that isn't its body, which is as much as a handshake gets, too.
const OVERHEAD: usize = 1 << 20;

impl Connection {
    /// With TLS if there is a configuration for it.
    pub(crate) async fn open(
        url: &Uri,
        tls: Option<Arc<ClientConfig>>,
    ) -> Result<Self, ConnectError> {
        let host = url.host().unwrap_or_default();
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let port = url
            .port_u16()
            .unwrap_or(if tls.is_some() { 443 } else { 80 });
        let address = format!("{}:{port}", url.host().unwrap_or_default());
        let addresses: io::Result<Vec<_>> = tokio::net::lookup_host((&*host, port))
            .await
            .map(Iterator::collect);
        let addresses = match addresses {
            Ok(addresses) => addresses,
            Err(error) => return Err(ConnectError::Dns { host, error }),
        };
        let stream = TcpStream::connect(&*addresses).await;
        let stream = stream.map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => ConnectError::Refused { address },
            _ => ConnectError::Tcp { address, error },
        })?;
        // Small messages, one after the other. Without it they only arrive later.
        let _ = stream.set_nodelay(true);
        let meter = Meter::new(OVERHEAD);
        let stream = Metered {
            stream,
            meter: meter.clone(),
        };
        let sender = Sender::open(host, stream, tls).await?;
        Ok(Self { sender, meter })
    }

    /// Whether another request can be sent.
    pub(crate) async fn is_open(&mut self) -> bool {
        match &mut self.sender {
            Sender::Http1(sender) => sender.ready().await.is_ok(),
            Sender::Http2(sender) => sender.ready().await.is_ok(),
        }
    }

    /// Sends a request of whose response not much more than these bytes are read.
    pub(crate) async fn send(
        &mut self,
        request: Request<Vec<u8>>,
        most: usize,
    ) -> Result<Response<Incoming>, ConnectError> {
        self.meter.set(most.saturating_add(OVERHEAD));
        let mut request = request.map(|body| Full::new(Bytes::from(body)));
        let response = match &mut self.sender {
            Sender::Http1(sender) => {
                let path = request.uri().path_and_query().cloned();
                *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
                sender.send_request(request).await
            }
            Sender::Http2(sender) => {
                *request.version_mut() = Version::HTTP_2;
                request.headers_mut().remove("host");
                sender.send_request(request).await
            }
        };
        response.map_err(ConnectError::Http)
    }
}

impl Sender {
    async fn open(
        host: String,
        stream: Metered<TcpStream>,
        tls: Option<Arc<ClientConfig>>,
    ) -> Result<Self, ConnectError> {
        let Some(tls) = tls else {
            return Self::http1(TokioIo::new(stream)).await;
        };
        let invalid_name = |host: &str| ConnectError::Tls {
            host: host.to_owned(),
            error: io::ErrorKind::InvalidInput.into(),
        };
        let name = ServerName::try_from(host.clone()).map_err(|_| invalid_name(&host))?;
        let stream = TlsConnector::from(tls).connect(name, stream).await;
        let stream = stream.map_err(|error| ConnectError::Tls { host, error })?;
        let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let stream = TokioIo::new(stream);
        if !is_http2 {
            return Self::http1(stream).await;
        }
        let handshake = http2::handshake(TokioExecutor::new(), stream).await;
        let (sender, connection) = handshake.map_err(ConnectError::Http)?;
        tokio::spawn(connection);
        Ok(Self::Http2(sender))
    }

    async fn http1(
        stream: impl Read + Write + Unpin + Send + 'static,
    ) -> Result<Self, ConnectError> {
        let (sender, connection) = http1::handshake(stream).await.map_err(ConnectError::Http)?;
        tokio::spawn(connection);
        Ok(Self::Http1(sender))
    }
}
