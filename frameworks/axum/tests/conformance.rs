//! All claims about the wire, for handlers with the attribute, and for routers with a policy.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use axum::body::Body;
use axum::response::Response;
use axum::routing::MethodRouter;
use cors::axum::{Router, any, cors};
use cors_conformance::{ACAM, Server, Subject, VARY, respond};
use cors_core::Policy;
use http::Uri;

struct Handler;

/// `any` takes every method, and the path lists those that a page may use.
fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
    let standard = [
        "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY",
    ];
    let reflected = (VARY, "Access-Control-Request-Method".to_owned());
    let is_reflected = headers.contains(&reflected);
    if is_reflected && !standard.contains(&requested) {
        return;
    }
    let listed = headers.iter().find(|(name, _)| *name == ACAM);
    let methods = match listed {
        Some((_, list)) if list != "*" && !is_reflected => {
            let mut methods: Vec<_> = list.split(", ").collect();
            let safelisted = ["GET", "HEAD", "POST"];
            methods.extend(safelisted.iter().filter(|name| !list.contains(**name)));
            methods.join(", ")
        }
        _ => standard.join(", "),
    };
    headers.retain(|header| header.0 != ACAM && *header != reflected);
    headers.push((ACAM, methods));
}

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

    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        expect(headers, requested);
    }
}

mod fallback {
    use super::Fallback;

    cors_conformance::suite!(Fallback);
}
