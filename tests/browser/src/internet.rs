//! All of the internet that there is to a browser: the servers of the tests, under names of theirs.

use tokio::sync::{Mutex, MutexGuard};

use crate::certificate::Certificate;
use crate::driver::Network;
use crate::origins::{self, host_and_port};
use crate::proxy;
use crate::server::{Log, Server};

/// One browser at a time: they are big.
static ONE: Mutex<()> = Mutex::const_new(());

pub(crate) struct Internet {
    pub(crate) network: Network,
    pub(crate) log: Log,
    _one: MutexGuard<'static, ()>,
}

impl Internet {
    /// With this protocol where there is TLS, and with more places: a URL, and the port of loopback where its server is.
    /// Where the URL has TLS, it ends here.
    pub(crate) async fn start(protocol: &str, more: &[(&str, u16)]) -> Self {
        let one = ONE.lock().await;
        let origins = origins::all();
        let urls = origins.iter().chain(more.iter().map(|(url, _)| url));
        let hosts = urls.map(|origin| host_and_port(origin).1.trim_end_matches('.').to_owned());
        let certificate = Certificate::for_hosts(hosts.collect(), protocol);
        let server = Server::start(&certificate).await;

        let mut places = Vec::new();
        for origin in &origins {
            let (scheme, host, port) = host_and_port(origin);
            let to = if scheme == "https" {
                server.tls_port
            } else {
                server.plain_port
            };
            places.push((format!("{host}:{port}"), to));
        }
        for (url, to) in more {
            let (scheme, host, port) = host_and_port(url);
            let to = match scheme {
                "https" => certificate.end_tls_before(*to).await,
                _ => *to,
            };
            places.push((format!("{host}:{port}"), to));
        }
        let network = Network {
            proxy: proxy::start(&places).await,
            places,
            pin: certificate.pin,
        };
        Self {
            network,
            log: server.log,
            _one: one,
        }
    }
}
