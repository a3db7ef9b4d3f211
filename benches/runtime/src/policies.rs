//! The policies that are measured: each as the crate's own, as constants for a handler by hand, and as a list for peers.

use std::time::Duration;

use cors::Policy;
#[cfg(feature = "peers")]
use http::HeaderValue;

use crate::matching::allows;

/// The arguments of a policy, except for its origins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) method: &'static str,
    pub(crate) headers: &'static [&'static str],
    /// The same, as the value of a header.
    pub(crate) header_list: &'static str,
    pub(crate) expose: Option<&'static str>,
    pub(crate) max_age: Option<&'static str>,
    pub(crate) credentials: bool,
}

impl Settings {
    pub(crate) fn max_age(&self) -> Option<Duration> {
        let seconds = self.max_age?.parse().ok()?;
        Some(Duration::from_secs(seconds))
    }
}

/// A policy as a person writes it into a handler: every part is known at compile time.
pub(crate) trait ConstPolicy: 'static {
    const SETTINGS: Settings;
    const ANY: bool;

    fn allows(origin: &[u8]) -> bool;
}

/// A policy of the benchmark.
#[derive(Clone, Copy)]
pub(crate) struct BenchPolicy {
    pub(crate) name: &'static str,
    /// As a user writes them.
    pub(crate) origins: &'static [&'static str],
    pub(crate) settings: Settings,
    pub(crate) policy: &'static Policy,
    /// A predicate by hand, for peers that take one.
    pub(crate) allows: fn(&[u8]) -> bool,
}

impl BenchPolicy {
    /// Whether the policy allows every origin, by `*`.
    pub(crate) fn is_any(&self) -> bool {
        self.origins == ["*"]
    }

    /// The origins, for a peer that takes a list of values.
    #[cfg(feature = "peers")]
    pub(crate) fn origin_values(&self) -> impl Iterator<Item = HeaderValue> {
        self.origins.iter().copied().map(HeaderValue::from_static)
    }

    /// Whether an origin has a wildcard, which a list of exact origins can't express.
    pub(crate) fn has_wildcards(&self) -> bool {
        self.origins.iter().any(|origin| origin.contains('*'))
    }
}

/// The policies of the published benchmark.
macro_rules! published {
    ($how_many:ident $name:ident [$($origin:literal),* $(,)?]) => {
        bench_policy! {
            $how_many $name [$($origin),*]
            { methods = [PUT], headers = ["accept", "content-type", "x-requested-with"] }
            Settings {
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

/// A policy with every argument that adds a header.
macro_rules! complete {
    ($how_many:ident $name:ident [$($origin:literal),* $(,)?]) => {
        bench_policy! {
            $how_many $name [$($origin),*]
            {
                methods = [PUT],
                headers = ["content-type", "accesstoken"],
                expose = ["x-total-count"],
                max_age = 600,
                credentials,
            }
            Settings {
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

macro_rules! bench_policy {
    ($how_many:ident $name:ident [$($origin:literal),*] { $($argument:tt)* } $settings:expr) => {
        pub(crate) mod $name {
            use super::*;

            pub(crate) static POLICY: Policy = cors::policy! { origins = [$($origin),*], $($argument)* };
            const ORIGINS: &[&str] = &[$($origin),*];

            pub(crate) struct Constants;

            impl ConstPolicy for Constants {
                const SETTINGS: Settings = $settings;
                const ANY: bool = matches!(ORIGINS, [any] if any.len() == 1);

                #[inline]
                fn allows(origin: &[u8]) -> bool {
                    allows! { $how_many origin $($origin),* }
                }
            }

            pub(crate) const BENCH_POLICY: BenchPolicy = BenchPolicy {
                name: stringify!($name),
                origins: ORIGINS,
                settings: Constants::SETTINGS,
                policy: &POLICY,
                allows: Constants::allows,
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

origin_lists::listed! { complete, exact_1, exact 1 }
origin_lists::listed! { complete, exact_10, exact 10 }
origin_lists::listed! { complete, exact_100, exact 100 }
origin_lists::listed! { complete, exact_1000, exact 1000 }
origin_lists::listed! { complete, exact_10000, exact 10000 }
origin_lists::listed! { complete, wildcard_1, wildcard 1 }
origin_lists::listed! { complete, wildcard_10, wildcard 10 }
origin_lists::listed! { complete, wildcard_100, wildcard 100 }
origin_lists::listed! { complete, wildcard_1000, wildcard 1000 }
origin_lists::listed! { complete, wildcard_10000, wildcard 10000 }
origin_lists::listed! { complete, mixed_10, mixed 10 }
origin_lists::listed! { complete, mixed_100, mixed 100 }
origin_lists::listed! { complete, mixed_1000, mixed 1000 }
origin_lists::listed! { complete, mixed_10000, mixed 10000 }

/// Calls a macro with the names of all policies, each of which is a module here.
macro_rules! for_each_policy {
    ($then:ident) => {
        $then! {
            one multiple two many all exact_1 exact_10 exact_100 exact_1000 exact_10000
            wildcard_1 wildcard_10 wildcard_100 wildcard_1000 wildcard_10000 mixed_10
            mixed_100 mixed_1000 mixed_10000
        }
    };
}
pub(crate) use for_each_policy;
