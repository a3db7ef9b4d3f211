//! All claims about the wire, for handlers with the attribute.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use cors::axum::{any, cors};
use cors_conformance::{Server, Subject, respond};
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
                        async fn handler(uri: Uri) -> impl IntoResponse {
                            respond(&uri)
                        }
                        let path = MethodRouter::from(any(handler));
                        return Server::on_listener(async |listener| axum::serve(listener, path).await).await;
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            /// The path knows that `any` takes every method, and lists those that a page may use.
            fn allow_methods(listed: Option<&str>, requested: &str) -> Option<String> {
                todo!("{listed:?} {requested}")
            }
        }
    };
}

cors_conformance::with_policies!(handlers);
cors_conformance::suite!(Handler);
