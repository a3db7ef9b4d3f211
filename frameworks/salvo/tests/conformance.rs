//! All claims about the wire, for the hoop on a service and on a router, and for handlers with the attribute.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use cors::salvo::{Cors, cors, service};
use cors_conformance::{Server, Subject, expect_any, respond};
use cors_core::Policy;
use salvo_core::conn::tcp::TcpAcceptor;
use salvo_core::prelude::{Request, Response, Router, Service};
use salvo_core::{handler, server};
use tokio::net::TcpListener;

async fn serve(service: Service) -> Server {
    Server::on_listener(async move |listener: TcpListener| {
        let acceptor = TcpAcceptor::try_from(listener).unwrap();
        server::Server::new(acceptor).serve(service).await;
    })
    .await
}

fn hello(request: &Request, response: &mut Response) {
    let (head, body) = respond(request.uri()).into_parts();
    response.status_code(head.status);
    response.headers_mut().extend(head.headers);
    response.write_body(body).unwrap();
}

#[handler]
async fn plain(request: &mut Request, response: &mut Response) {
    hello(request, response);
}

struct OnService;

impl Subject for OnService {
    async fn serve(policy: &'static Policy) -> Server {
        let router = Router::with_path("{**rest}").goal(plain);
        serve(Service::new(router).hoop(Cors::new(policy))).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a hoop has a policy, and what has none has no hoop")
    }
}

mod on_service {
    use super::OnService;

    cors_conformance::suite!(OnService);
}

struct OnRouter;

impl Subject for OnRouter {
    async fn serve(policy: &'static Policy) -> Server {
        let router = Router::with_path("{**rest}")
            .hoop(Cors::new(policy))
            .goal(plain);
        serve(service(router)).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Handler::serve_without_policy().await
    }

    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        expect_any(headers, requested);
    }
}

mod on_router {
    use super::OnRouter;

    cors_conformance::suite!(OnRouter);
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
                        async fn annotated(request: &mut Request, response: &mut Response) {
                            hello(request, response);
                        }
                        let router = Router::with_path("{**rest}").goal(annotated);
                        return serve(service(router)).await;
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Ok(serve(service(Router::with_path("{**rest}").goal(plain))).await)
            }

            fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
                expect_any(headers, requested);
            }
        }
    };
}

cors_conformance::with_policies!(handlers);
cors_conformance::suite!(Handler);
