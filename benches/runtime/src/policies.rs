//! The policies that are measured: each as the crate's own, as a handler by hand, and as a list for the peers.

use std::time::Duration;

use axum::routing::MethodRouter;
use cors::Policy;
#[cfg(feature = "peers")]
use http::HeaderValue;
use http::{Request, Response};

use crate::contenders::by_hand;

/// What a policy says beside its origins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) method: &'static str,
    pub(crate) headers: &'static [&'static str],
    /// The same as the value of a header.
    pub(crate) header_list: &'static str,
    pub(crate) expose: Option<&'static str>,
    pub(crate) max_age: Option<&'static str>,
    pub(crate) credentials: bool,
}

impl Terms {
    pub(crate) fn max_age(&self) -> Option<Duration> {
        let seconds = self.max_age?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

/// A policy, and what is made of it while the program compiles.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    /// As a user writes them.
    pub(crate) origins: &'static [&'static str],
    pub(crate) terms: Terms,
    pub(crate) policy: &'static Policy,
    pub(crate) attribute: fn(Request<()>) -> Response<&'static str>,
    pub(crate) by_hand: fn(Request<()>) -> Response<&'static str>,
    pub(crate) axum_attribute: fn() -> [MethodRouter; 2],
    pub(crate) axum_by_hand: fn() -> [MethodRouter; 2],
    /// What a predicate by hand says of an origin.
    pub(crate) allows: fn(&[u8]) -> bool,
}

impl Subject {
    /// Whether `*` is the one origin.
    pub(crate) fn is_any(&self) -> bool {
        self.origins == ["*"]
    }

    /// The origins, for a peer that takes a list of them.
    #[cfg(feature = "peers")]
    pub(crate) fn origin_values(&self) -> impl Iterator<Item = HeaderValue> {
        self.origins.iter().copied().map(HeaderValue::from_static)
    }

    /// Whether an origin has a star in it, so that a list of strings can't say the policy.
    pub(crate) fn has_wildcards(&self) -> bool {
        self.origins.iter().any(|origin| origin.contains('*'))
    }
}

/// The policies of the published benchmark.
macro_rules! published {
    ($how_many:ident $name:ident [$($origin:literal),* $(,)?]) => {
        subject! {
            $how_many $name [$($origin),*]
            { methods = [PUT], headers = ["accept", "content-type", "x-requested-with"] }
            Terms {
                method: "PUT",
                headers: &["accept", "content-type", "x-requested-with"],
                header_list: "accept, content-type, x-requested-with",
                expose: None,
                max_age: None,
                credentials: false,
            }
        }
    };
}

/// A policy with all that a policy can have.
macro_rules! whole {
    ($how_many:ident $name:ident [$($origin:literal),* $(,)?]) => {
        subject! {
            $how_many $name [$($origin),*]
            {
                methods = [PUT],
                headers = ["content-type", "accesstoken"],
                expose = ["x-total-count"],
                max_age = 600,
                credentials,
            }
            Terms {
                method: "PUT",
                headers: &["content-type", "accesstoken"],
                header_list: "content-type, accesstoken",
                expose: Some("x-total-count"),
                max_age: Some("600"),
                credentials: true,
            }
        }
    };
}

macro_rules! subject {
    ($how_many:ident $name:ident [$($origin:literal),*] { $($argument:tt)* } $terms:expr) => {
        pub(crate) mod $name {
            use super::*;

            static POLICY: Policy = cors::policy! { origins = [$($origin),*], $($argument)* };
            const ORIGINS: &[&str] = &[$($origin),*];

            struct ThisPolicy;

            impl by_hand::Written for ThisPolicy {
                const TERMS: Terms = $terms;
                const ANY: bool = matches!(ORIGINS, [any] if any.len() == 1);

                #[inline]
                fn allows(origin: &[u8]) -> bool {
                    by_hand::allows! { $how_many origin $($origin),* }
                }
            }

            #[cors::cors(policy = POLICY)]
            fn attribute(request: Request<()>) -> Response<&'static str> {
                crate::contenders::plain::hello(&request)
            }

            fn by_hand(request: Request<()>) -> Response<&'static str> {
                by_hand::plain::<ThisPolicy>(&request)
            }

            fn axum_attribute() -> [MethodRouter; 2] {
                #[cors::axum::cors(policy = POLICY)]
                async fn hello() -> &'static str {
                    crate::contenders::axum::hello().await
                }

                #[cors::axum::cors(policy = POLICY)]
                async fn headers() -> axum::response::Response {
                    crate::contenders::axum::headers().await
                }
                // PUT is what the preflights ask for.
                [cors::axum::get(hello).put(hello).into(), cors::axum::get(headers).put(headers).into()]
            }

            fn axum_by_hand() -> [MethodRouter; 2] {
                by_hand::axum::<ThisPolicy>()
            }

            pub(crate) const SUBJECT: Subject = Subject {
                origins: ORIGINS,
                terms: <ThisPolicy as by_hand::Written>::TERMS,
                policy: &POLICY,
                attribute,
                by_hand,
                axum_attribute,
                axum_by_hand,
                allows: <ThisPolicy as by_hand::Written>::allows,
            };
        }
    };
}

published! { few one ["https://example.com"] }
published! { few multiple [
    "https://*.example.net",
    "https://example.net:8080",
    "https://example.net",
    "https://*.example.org",
    "https://example.org:8080",
    "https://example.org",
    "https://*.example.com",
    "https://example.com:8080",
    "https://example.com",
] }
published! { few two [
    "https://a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
    "https://b.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
] }
origin_lists::listed! { published, many, numbered 1000 }
published! { few all ["*"] }

origin_lists::listed! { whole, exact_1, exact 1 }
origin_lists::listed! { whole, exact_10, exact 10 }
origin_lists::listed! { whole, exact_100, exact 100 }
origin_lists::listed! { whole, exact_1000, exact 1000 }
origin_lists::listed! { whole, exact_10000, exact 10000 }
origin_lists::listed! { whole, wildcard_1, wildcard 1 }
origin_lists::listed! { whole, wildcard_10, wildcard 10 }
origin_lists::listed! { whole, wildcard_100, wildcard 100 }
origin_lists::listed! { whole, wildcard_1000, wildcard 1000 }
origin_lists::listed! { whole, wildcard_10000, wildcard 10000 }
origin_lists::listed! { whole, mixed_10, mixed 10 }
origin_lists::listed! { whole, mixed_100, mixed 100 }
origin_lists::listed! { whole, mixed_1000, mixed 1000 }
origin_lists::listed! { whole, mixed_10000, mixed 10000 }
