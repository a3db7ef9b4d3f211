//! What `cors::poem` does that isn't on the wire of every framework, and how it differs from poem's own middleware.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod attribute;
mod migration;
mod routing;

use cors_conformance::{ADMIN, APP, EVIL, Reply};
use poem::http::Method;
use poem::{Endpoint, IntoEndpoint, Request, RequestBuilder};

/// What the endpoint responds to these requests.
struct Client<E>(E);

impl<E: Endpoint> Client<E> {
    fn new(endpoint: impl IntoEndpoint<Endpoint = E>) -> Self {
        Self(endpoint.into_endpoint())
    }

    fn send(&self, request: RequestBuilder) -> Reply {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(async {
            let mut response = self.0.get_response(request.finish()).await;
            Reply {
                status: response.status(),
                headers: response.headers().clone(),
                body: response.take_body().into_string().await.unwrap(),
            }
        })
    }

    fn request(&self, method: &str, path: &str, origin: &str) -> Reply {
        self.send(request(method, path, origin))
    }

    fn preflight(&self, method: &str, path: &str, origin: &str) -> Reply {
        self.send(preflight(method, path, origin))
    }

    /// The status of the response to a preflight, and who may send the request.
    fn asks(&self, method: &str, path: &str, origin: &str) -> (u16, bool) {
        let reply = self.preflight(method, path, origin);
        (reply.status.as_u16(), reply.allowed().is_some())
    }
}

fn request(method: &str, path: &str, origin: &str) -> RequestBuilder {
    Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri_str(path)
        .header("origin", origin)
}

fn preflight(method: &str, path: &str, origin: &str) -> RequestBuilder {
    request("OPTIONS", path, origin).header("access-control-request-method", method)
}
