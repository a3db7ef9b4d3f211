//! The policies of the suite.

use std::sync::LazyLock;
use std::time::Duration;

use cors_core::{Config, Hazard, Policy};

use crate::APP;

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident: $config:expr;)*) => { $(
        $(#[$doc])*
        pub static $name: LazyLock<Policy> = LazyLock::new(|| $config.check().unwrap().0);
    )* };
}

fn app() -> Config {
    Config::new().origins([APP])
}

fn public() -> Config {
    Config::new().origins(["*"])
}

policies! {
    /// The least that a policy can say.
    PLAIN: app();
    /// All that a policy can say, but `enforce`.
    FULL: app()
        .origins(["https://*.example.org", "http://localhost:*"])
        .methods(["PUT", "DELETE", "PURGE"])
        .headers(["accesstoken", "Content-Type"])
        .expose(["etag", "X-Total"])
        .credentials(true)
        .max_age(Duration::from_secs(600));
    /// Methods alone.
    METHODS: app().methods(["PUT", "M-SEARCH", "GET"]);
    /// Headers alone.
    HEADERS: app().headers(["X-B", "x-a"]);
    /// Resource timing alone.
    TIMING: app().timing(true);
    /// Exposed headers alone.
    EXPOSE: app().expose(["ETag", "x-total"]);
    /// All exposed headers.
    EXPOSE_ANY: app().expose(["*"]);
    /// A preflight that isn't cached.
    UNCACHED: app().max_age(Duration::ZERO);
    /// An opaque origin.
    NULL: app().origins(["null"]).dangerously_allow([Hazard::NullOrigin]);
    /// Every origin.
    PUBLIC: public();
    /// Every origin, and all else that can be said beside it.
    PUBLIC_FULL: public()
        .methods(["PUT", "DELETE"])
        .headers(["x-a"])
        .expose(["etag"])
        .max_age(Duration::from_secs(60));
    /// Every header, with the one that `*` doesn't cover.
    PUBLIC_HEADERS: public().headers(["*", "authorization"]);
    /// Every method and header, without credentials.
    STARS: app().methods(["*"]).headers(["*"]);
    /// Every header, with credentials.
    REFLECTED_HEADERS: app().headers(["*"]).credentials(true);
    /// Every method, with credentials.
    REFLECTED_METHODS: app().methods(["*"]).headers(["x-a"]).credentials(true);
    /// `enforce` alone.
    ENFORCED: app().enforce(true);
    /// `enforce`, with what goes on a response.
    ENFORCED_FULL: app().expose(["etag"]).credentials(true).enforce(true);
}

/// Hands the same policies, as the arguments of the attribute, to a macro that makes a handler of each.
#[macro_export]
macro_rules! with_policies {
    ($make:ident) => {
        $make! {
            PLAIN [origins = ["https://app.example.com"]]
            FULL [
                origins = ["https://app.example.com", "https://*.example.org", "http://localhost:*"],
                methods = [PUT, DELETE, "PURGE"],
                headers = ["accesstoken", "Content-Type"],
                expose = ["etag", "X-Total"],
                credentials,
                max_age = 600,
            ]
            METHODS [origins = ["https://app.example.com"], methods = [PUT, "M-SEARCH", GET]]
            HEADERS [origins = ["https://app.example.com"], headers = ["X-B", "x-a"]]
            TIMING [origins = ["https://app.example.com"], timing]
            EXPOSE [origins = ["https://app.example.com"], expose = ["ETag", "x-total"]]
            EXPOSE_ANY [origins = ["https://app.example.com"], expose = ["*"]]
            UNCACHED [origins = ["https://app.example.com"], max_age = 0]
            NULL [
                origins = ["https://app.example.com", "null"],
                dangerously_allow = [null_origin],
            ]
            PUBLIC [origins = ["*"]]
            PUBLIC_FULL [
                origins = ["*"],
                methods = [PUT, DELETE],
                headers = ["x-a"],
                expose = ["etag"],
                max_age = 60,
            ]
            PUBLIC_HEADERS [origins = ["*"], headers = ["*", "authorization"]]
            STARS [origins = ["https://app.example.com"], methods = ["*"], headers = ["*"]]
            REFLECTED_HEADERS [origins = ["https://app.example.com"], headers = ["*"], credentials]
            REFLECTED_METHODS [
                origins = ["https://app.example.com"],
                methods = ["*"],
                headers = ["x-a"],
                credentials,
            ]
            ENFORCED [origins = ["https://app.example.com"], enforce]
            ENFORCED_FULL [
                origins = ["https://app.example.com"],
                expose = ["etag"],
                credentials,
                enforce,
            ]
        }
    };
}
