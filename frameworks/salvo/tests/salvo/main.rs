//! What `cors::salvo` does that isn't on the wire of every framework, and how it differs from salvo's own middleware.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod attribute;
mod migration;
mod routing;

use cors::Policy;
use cors_conformance::{ADMIN, APP, EVIL, Reply, Server, own_request, preflight, request};
use http::request::Builder;
use salvo_core::Service;
use salvo_core::conn::tcp::TcpAcceptor;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

static APPS: Policy = cors::policy! { origins = ["https://app.example.com"] };
static ADMINS: Policy = cors::policy! { origins = ["https://admin.example.com"] };

/// A client of a service, over sockets.
struct Client {
    runtime: Runtime,
    server: Server,
}

impl Client {
    fn new(service: Service) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::on_listener(async move |listener: TcpListener| {
            let acceptor = TcpAcceptor::try_from(listener).unwrap();
            salvo_core::Server::new(acceptor).serve(service).await;
        }));
        Self { runtime, server }
    }

    fn send(&self, request: Builder) -> Reply {
        self.runtime.block_on(self.server.send(request))
    }

    fn request(&self, method: &str, path: &str, origin: &str) -> Reply {
        self.send(request(method, path, origin))
    }

    fn preflight(&self, method: &str, path: &str, origin: &str) -> Reply {
        self.send(preflight(method, path, origin))
    }

    /// The status of the response to a preflight, and whether a page may send the request.
    fn asks(&self, method: &str, path: &str, origin: &str) -> (u16, bool) {
        let reply = self.preflight(method, path, origin);
        (reply.status.as_u16(), reply.allowed().is_some())
    }
}
