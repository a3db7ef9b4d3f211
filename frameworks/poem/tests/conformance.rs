//! All claims about the wire, for the middleware and for handlers with the attribute.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use cors::poem::{Cors, Route, any, cors};
use cors_conformance::{Server, Subject, expect_any, respond};
use cors_core::Policy;
use http::Uri;
use poem::listener::TcpAcceptor;
use poem::{Endpoint, EndpointExt as _, IntoEndpoint, Response, handler};
use tokio::net::TcpListener;

async fn serve(
    endpoint: impl IntoEndpoint<Endpoint: Endpoint + 'static> + Send + 'static,
) -> Server {
    Server::on_listener(async move |listener: TcpListener| {
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        poem::Server::new_with_acceptor(acceptor)
            .run(endpoint)
            .await
    })
    .await
}

fn hello(target: &Uri) -> Response {
    let (head, body) = respond(target).into_parts();
    let mut response = Response::from(body);
    response.set_status(head.status);
    response.headers_mut().extend(head.headers);
    response
}

#[handler]
fn plain(target: &Uri) -> Response {
    hello(target)
}

struct Middleware;

impl Subject for Middleware {
    async fn serve(policy: &'static Policy) -> Server {
        serve(plain.with(Cors::new(policy))).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a middleware has a policy, and what has none has no middleware")
    }
}

mod middleware {
    use super::Middleware;

    cors_conformance::suite!(Middleware);
}

struct Handler;

macro_rules! handlers {
    ($($name:ident [$($arguments:tt)*])*) => {
        impl Subject for Handler {
            async fn serve(policy: &'static Policy) -> Server {
                $(
                    static $name: Policy = cors::policy! { $($arguments)* };
                    if *policy == $name {
                        #[cors($($arguments)*)]
                        #[handler]
                        async fn annotated(target: &Uri) -> Response {
                            hello(target)
                        }
                        return serve(any(annotated)).await;
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Ok(serve(Route::new().at("/", any(plain))).await)
            }

            fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
                expect_any(headers, requested);
            }
        }
    };
}

cors_conformance::with_policies!(handlers);
cors_conformance::suite!(Handler);
