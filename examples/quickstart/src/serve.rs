//! Sockets. Nothing here knows about CORS.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

/// A port of `localhost`. Browsers look for that on IPv6 as well as on IPv4.
pub(crate) struct Listeners {
    port: u16,
    v4: TcpListener,
    v6: Option<TcpListener>,
}

impl Listeners {
    /// Listens on this port, or for 0 on a free one.
    pub(crate) async fn bind(port: u16) -> io::Result<Self> {
        let mut attempts = if port == 0 { 10 } else { 1 };
        loop {
            attempts -= 1;
            match Self::bind_both(port).await {
                // What is free on IPv4 may be taken on IPv6.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts > 0 => {}
                result => return result,
            }
        }
    }

    async fn bind_both(port: u16) -> io::Result<Self> {
        let v4 = TcpListener::bind((IpAddr::from(Ipv4Addr::LOCALHOST), port)).await?;
        let port = v4.local_addr()?.port();
        let v6 = match TcpListener::bind((IpAddr::from(Ipv6Addr::LOCALHOST), port)).await {
            Ok(v6) => Some(v6),
            // A browser might talk to whoever that is in our place.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // This machine has no IPv6.
            Err(_) => None,
        };
        Ok(Self { port, v4, v6 })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Has every request answered, in the background.
    pub(crate) fn serve<A, F>(self, answer: A)
    where
        A: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
    {
        for listener in [Some(self.v4), self.v6].into_iter().flatten() {
            tokio::spawn(accept(listener, answer.clone()));
        }
    }
}

async fn accept<A, F>(listener: TcpListener, answer: A)
where
    A: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, say. That passes.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let answer = answer.clone();
        tokio::spawn(async move {
            let service =
                service_fn(|request| async { Ok::<_, Infallible>(answer(request).await) });
            // A client that talks nonsense, or leaves, ends its own connection and nothing else.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
