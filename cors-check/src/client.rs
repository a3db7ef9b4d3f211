//! A page's fetches, against live servers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::browser::Browser;
use crate::connection::{ConnectError, Connection};
use crate::fetching::Next;
use crate::outcome::Outcome;
use crate::page::Page;
use crate::request::Fetch;
use crate::url;

/// What a [`Client`] keeps within, whatever the server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// For each request, with its connection and its response. The default is 10 seconds.
    pub time: Duration,
    /// The bytes that are read of a body, whose rest is dropped. The default is 1 MiB. All else of a response may have
    /// another.
    pub body: usize,
    /// All requests together. The default is 100.
    pub requests: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(10),
            body: 1 << 20,
            requests: 100,
        }
    }
}

/// A client for HTTP/1.1 and HTTP/2, with TLS as the system trusts it. It needs a runtime of `tokio`.
///
/// ```no_run
/// use cors_check::{Browser, Client, Fetch, Limits, Page};
///
/// # async fn smoke() -> Result<(), Box<dyn std::error::Error>> {
/// let mut client = Client::new(Limits::default(), &[])?;
/// let (mut browser, page) = (Browser::new(), Page::new("https://app.example.com"));
/// let fetch = Fetch::get("https://api.example.com/notes");
/// client.fetch(&mut browser, &page, &fetch).await.assert_readable();
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Client {
    limits: Limits,
    roots: Vec<CertificateDer<'static>>,
    /// Made when it is first needed: reading the system's certificates takes longer than all else.
    tls: Option<Arc<ClientConfig>>,
    /// By origin.
    connections: HashMap<String, Connection>,
    sent: u32,
}

const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("cors-check/", env!("CARGO_PKG_VERSION")));

impl Client {
    /// Trusts the system's authorities, and those of `roots`, which is empty or in the format PEM.
    ///
    /// # Errors
    ///
    /// `roots` isn't PEM, or has no certificate that can be used.
    pub fn new(limits: Limits, roots: &[u8]) -> Result<Self, ConnectError> {
        let invalid = |error: &dyn std::fmt::Display| ConnectError::Certificates(error.to_string());
        let own: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(roots).collect();
        let own = own.map_err(|error| invalid(&error))?;
        if own.is_empty() && !roots.is_empty() {
            return Err(invalid(&"expected `-----BEGIN CERTIFICATE-----`"));
        }
        for certificate in &own {
            let added = RootCertStore::empty().add(certificate.clone());
            added.map_err(|error| invalid(&error))?;
        }
        Ok(Self {
            limits,
            roots: own,
            tls: None,
            connections: HashMap::new(),
            sent: 0,
        })
    }

    /// Lets a page fetch from a live server. That there is no response is a network error, as in a browser.
    pub async fn fetch(
        &mut self,
        browser: &mut Browser,
        page: &Page,
        fetch: &Fetch,
    ) -> Outcome<Bytes> {
        let mut next = browser.start(page, fetch);
        loop {
            next = match next {
                Next::Send(request, pending) => match self.send(request).await {
                    Ok(response) => pending.receive(response),
                    Err(error) => pending.fail(error),
                },
                Next::Done(outcome) => return outcome,
            }
        }
    }

    /// Sends a request with an absolute URL. Redirects aren't followed.
    ///
    /// # Errors
    ///
    /// There is no response.
    pub async fn send(
        &mut self,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Bytes>, ConnectError> {
        if self.sent == self.limits.requests {
            return Err(ConnectError::TooManyRequests(self.sent));
        }
        self.sent += 1;
        request
            .headers_mut()
            .entry("user-agent")
            .or_insert(USER_AGENT);
        let end = Instant::now() + self.limits.time;
        let response = timeout_at(end, self.head(request)).await;
        let (origin, connection, response) =
            response.map_err(|_| ConnectError::Timeout(self.limits.time))??;
        let (head, body) = response.into_parts();
        let (body, is_whole) = read(body, self.limits.body, end).await;
        if is_whole {
            self.connections.insert(origin, connection);
        }
        Ok(Response::from_parts(head, body))
    }

    fn tls(&mut self) -> Result<Arc<ClientConfig>, ConnectError> {
        if let Some(tls) = &self.tls {
            return Ok(tls.clone());
        }
        let mut store = RootCertStore::empty();
        // What the system has, as far as it can be read: the error comes when one is needed.
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        store.add_parsable_certificates(self.roots.iter().cloned());
        let mut tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| ConnectError::Certificates(error.to_string()))?
            .with_root_certificates(store)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(self.tls.insert(Arc::new(tls)).clone())
    }

    /// Takes the connection out of those that are kept, so a failure leaves none behind.
    async fn head(
        &mut self,
        request: Request<Vec<u8>>,
    ) -> Result<(String, Connection, Response<Incoming>), ConnectError> {
        let origin = url::origin(request.uri());
        let kept = match self.connections.remove(&origin) {
            Some(mut connection) => connection.is_open().await.then_some(connection),
            None => None,
        };
        let mut connection = match kept {
            Some(connection) => connection,
            None => {
                let tls = match url::scheme(request.uri()) {
                    "https" => Some(self.tls()?),
                    _ => None,
                };
                Connection::open(request.uri(), tls).await?
            }
        };
        let response = connection.send(request, self.limits.body).await?;
        Ok((origin, connection, response))
    }
}

/// The bytes of a body within the limits, and whether these are all.
async fn read(mut body: Incoming, most: usize, end: Instant) -> (Bytes, bool) {
    let mut bytes = BytesMut::new();
    while !body.is_end_stream() {
        if bytes.len() >= most {
            return (bytes.freeze(), false);
        }
        match timeout_at(end, body.frame()).await {
            Ok(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    bytes.extend_from_slice(&data[..data.len().min(most - bytes.len())]);
                }
            }
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return (bytes.freeze(), false),
        }
    }
    (bytes.freeze(), true)
}
