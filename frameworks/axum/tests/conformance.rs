//! All claims about the wire, for handlers with the attribute, and for routers with a policy.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use axum::body::Body;
use axum::response::Response;
use axum::routing::MethodRouter;
use cors::axum::{Router, any, cors};
use cors_conformance::{Server, Subject, expect_any as expect, respond};
use cors_core::Policy;
use http::Uri;

struct Handler;

macro_rules! handlers {
    ($($name:ident [$($arguments:tt)*])*) => {
        impl Subject for Handler {
            async fn serve(policy: &'static Policy) -> Server {
                $(
                    static $name: Policy = cors::policy! { $($arguments)* };
                    if *policy == $name {
                        #[cors($($arguments)*)]
                        async fn handler(uri: Uri) -> Response {
                            respond(&uri).map(Body::from)
                        }
                        let path = MethodRouter::from(any(handler));
                        return Server::on_listener(async |listener| axum::serve(listener, path).await).await;
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Group::serve_without_policy().await
            }

            fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
                expect(headers, requested);
            }
        }
    };
}

cors_conformance::with_policies!(handlers);
cors_conformance::suite!(Handler);

/// A router whose handlers have no attribute.
struct Group;

impl Subject for Group {
    async fn serve(policy: &'static Policy) -> Server {
        async fn handler(uri: Uri) -> Response {
            respond(&uri).map(Body::from)
        }
        let router = Router::new()
            .route("/", any(handler))
            .route("/{status}", any(handler))
            .policy(policy);
        Server::on_listener(async |listener| axum::serve(listener, router).await).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        async fn handler(uri: Uri) -> Response {
            respond(&uri).map(Body::from)
        }
        let router = Router::new().route("/", any(handler));
        Ok(Server::on_listener(async |listener| axum::serve(listener, router).await).await)
    }

    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        expect(headers, requested);
    }
}

mod group {
    use super::Group;

    cors_conformance::suite!(Group);
}

/// A router that has nothing but a fallback.
struct Fallback;

impl Subject for Fallback {
    async fn serve(policy: &'static Policy) -> Server {
        let router = Router::new()
            .fallback(async |uri: Uri| respond(&uri).map(Body::from))
            .policy(policy);
        Server::on_listener(async |listener| axum::serve(listener, router).await).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        let router = Router::new().fallback(async |uri: Uri| respond(&uri).map(Body::from));
        Ok(Server::on_listener(async |listener| axum::serve(listener, router).await).await)
    }

    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        expect(headers, requested);
    }
}

mod fallback {
    use super::Fallback;

    cors_conformance::suite!(Fallback);
}
