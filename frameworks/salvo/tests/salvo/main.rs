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
use cors_conformance::Server;
use http::HeaderMap;
use http::request::Builder;
use salvo_core::Service;
use salvo_core::conn::tcp::TcpAcceptor;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const APP: &str = "https://app.example.com";
const ADMIN: &str = "https://admin.example.com";
const EVIL: &str = "https://evil.example";

static APPS: Policy = cors::policy! { origins = ["https://app.example.com"] };
static ADMINS: Policy = cors::policy! { origins = ["https://admin.example.com"] };

/// A response, as far as a browser looks at it.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Reply {
    fn lines(&self, name: &str) -> Vec<&str> {
        let lines = self.headers.get_all(name).iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }

    /// The origin that may read it.
    fn allowed(&self) -> Option<&str> {
        match self.lines("access-control-allow-origin")[..] {
            [] => None,
            [origin] => Some(origin),
            _ => panic!("{self:?}"),
        }
    }

    fn methods(&self) -> Vec<&str> {
        let lists = self.lines("access-control-allow-methods");
        let mut methods: Vec<_> = lists.iter().flat_map(|list| list.split(", ")).collect();
        methods.sort_unstable();
        methods
    }

    fn is_untouched(&self) -> bool {
        let mut names = self.headers.keys().map(|name| name.as_str());
        !names.any(|name| name == "vary" || name.starts_with("access-control-"))
    }
}

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
        let reply = self.runtime.block_on(self.server.send(request));
        Reply {
            status: reply.status.as_u16(),
            headers: reply.headers,
            body: reply.body,
        }
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
        (reply.status, reply.allowed().is_some())
    }
}

fn own_request(method: &str, path: &str) -> Builder {
    http::Request::builder().method(method).uri(path)
}

fn request(method: &str, path: &str, origin: &str) -> Builder {
    own_request(method, path).header("origin", origin)
}

fn preflight(method: &str, path: &str, origin: &str) -> Builder {
    request("OPTIONS", path, origin).header("access-control-request-method", method)
}
