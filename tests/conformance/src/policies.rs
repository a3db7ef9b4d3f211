//! The policies of the suite.

use std::sync::LazyLock;
use std::time::Duration;

use cors_core::rules::Hazard;
use cors_core::{Config, Policy};

use crate::APP;

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident: $config:expr;)*) => { $(
        $(#[$doc])*
        pub static $name: LazyLock<Policy> = LazyLock::new(|| $config.check().unwrap());
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
        .methods(["PUT"])
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
