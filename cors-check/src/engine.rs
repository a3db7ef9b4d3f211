//! Where browsers do something else than the standard.

use std::time::Duration;

use crate::section::Section;

/// The engine of a browser: by whose rules a [`Browser`](crate::Browser) goes.
///
/// ```
/// use cors_check::{Browser, Engine, Fetch, Page};
/// use http::Response;
///
/// let server = |_| {
///     Response::builder()
///         .header("access-control-allow-origin", "*")
///         .header("access-control-allow-headers", "*")
///         .body(())
///         .unwrap()
/// };
/// let page = Page::new("https://app.example.com");
/// let fetch = Fetch::get("https://api.example.com/").header("authorization", "Bearer 1");
/// // By the standard, `*` doesn't cover `authorization`. Today's browsers let it.
/// Browser::new().fetch(&page, &fetch, server).assert_blocked();
/// Browser::new().engine(Engine::Firefox).fetch(&page, &fetch, server).assert_readable();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// None: the Fetch standard, to the letter.
    #[default]
    Standard,
    /// Chrome, Edge, Opera and all others that are built on Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and all browsers on iOS.
    WebKit,
}

/// Something that an engine does otherwise than the standard says.
///
/// Each is held against the engines as Debian ships them (Chromium 156, Firefox 153 ESR, WebKitGTK 2.50), except for
/// [`MaxAgeLimit`](Self::MaxAgeLimit), which is longer than a test, and is from their sources. That is where most others are,
/// too:
///
/// | engine | cache, and checks of a preflight |
/// |---|---|
/// | Chromium | `services/network/cors/preflight_result.cc`, `preflight_cache.cc` and `preflight_controller.cc` |
/// | Firefox | `netwerk/protocol/http/nsCORSListenerProxy.cpp` |
/// | WebKit | `Source/WebCore/loader/CrossOriginPreflightResultCache.cpp` and `CrossOriginAccessControl.cpp` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Departure {
    /// A preflight isn't cached for longer than two hours (Chromium: `kMaxTimeout` in `preflight_result.cc`), a day (Firefox:
    /// `AddResultToCache` in `nsCORSListenerProxy.cpp`) or ten minutes (WebKit: `maxPreflightCacheTimeout` in
    /// `CrossOriginPreflightResultCache.cpp`), whatever `Access-Control-Max-Age` says. The standard leaves that to the engine.
    MaxAgeLimit,
    /// An `Access-Control-Max-Age` below 0 means 0. By the standard it is as if there were none: five seconds.
    NegativeMaxAgeIsZero,
    /// So does one that isn't a number at all.
    MalformedMaxAgeIsZero,
    /// `Access-Control-Allow-Headers: *` covers `Authorization`, which by the standard has to be listed by name.
    AuthorizationByWildcard,
    /// And it does so from the cache.
    AuthorizationByCachedWildcard,
    /// A `*` isn't kept in the cache: each method and header that only it covers is asked for again.
    NoWildcardInCache,
    /// A `*` of a preflight with credentials covers nothing in the cache. By the standard it covers what follows, though
    /// not what it was asked for.
    NoCachedWildcardWithCredentials,
    /// The status of a preflight counts before all else, so where both are wrong its headers aren't what the console names.
    PreflightStatusFirst,
    /// The cache has one preflight of each page and URL, which the next one replaces. By the standard both count.
    OnePreflightPerUrl,
    /// A request that the cached preflight of its URL doesn't cover drops it, whatever the next one says.
    UncoveredDropsPreflight,
    /// A preflight with credentials doesn't spare one without. By the standard it does.
    PreflightsByCredentials,
    /// In the cache, HEAD has to be listed, although no preflight has to list it.
    HeadByListInCache,
    /// A preflight that doesn't allow what it was asked for is cached for what it does allow. By the standard it isn't.
    RefusalIsCached,
    /// The preflights of opaque origins, whose origin is `null`, aren't cached.
    NullNotCached,
    /// A failure doesn't clear the cache of what earlier preflights allowed. By the standard it does.
    FailureKeepsCache,
    /// The failure of a request clears the cache also where that request needed no preflight.
    AnyFailureClearsCache,
    /// A request that needed a preflight needs one after each redirect, too, even where it has become a simple GET.
    PreflightAfterRedirect,
    /// That preflight asks for all headers that the page has set, even where the redirect has dropped them.
    PreflightForDroppedHeaders,
    /// That preflight has the page's own origin, even where the request's is `null` after the redirect. At that very origin
    /// it needs no `Access-Control-Allow-Origin`.
    PreflightKeepsOrigin,
    /// A response with the status 408 that comes a second after the request or later isn't for the page: the request is
    /// sent again (RFC 9110 §15.5.9 allows that), and after ten times it fails as if there were no connection. The model
    /// doesn't know how long a response takes, so it only warns: [`Outcome::warning`](crate::Outcome::warning).
    TimeoutIsRepeated,
    /// A DELETE that is redirected to another origin becomes a GET, whatever the status of the redirect.
    RedirectedDeleteBecomesGet,
    /// A request keeps its `Origin` after a redirect within the page's own origin, even where it has become a GET.
    RedirectKeepsOrigin,
}

use Departure::*;

impl Engine {
    /// All of them, the standard first.
    pub const ALL: &'static [Self] = &[Self::Standard, Self::Chromium, Self::Firefox, Self::WebKit];

    /// What it does otherwise.
    #[must_use]
    pub fn departures(self) -> &'static [Departure] {
        match self {
            Self::Standard => &[],
            Self::Chromium => &[
                MaxAgeLimit,
                NegativeMaxAgeIsZero,
                AuthorizationByWildcard,
                NoCachedWildcardWithCredentials,
                OnePreflightPerUrl,
                UncoveredDropsPreflight,
                NullNotCached,
                FailureKeepsCache,
            ],
            Self::Firefox => &[
                MaxAgeLimit,
                NegativeMaxAgeIsZero,
                MalformedMaxAgeIsZero,
                AuthorizationByWildcard,
                NoWildcardInCache,
                PreflightsByCredentials,
                HeadByListInCache,
                AnyFailureClearsCache,
                PreflightAfterRedirect,
                PreflightKeepsOrigin,
                TimeoutIsRepeated,
            ],
            Self::WebKit => &[
                MaxAgeLimit,
                NegativeMaxAgeIsZero,
                AuthorizationByWildcard,
                AuthorizationByCachedWildcard,
                OnePreflightPerUrl,
                RefusalIsCached,
                FailureKeepsCache,
                PreflightStatusFirst,
                PreflightAfterRedirect,
                PreflightForDroppedHeaders,
                RedirectedDeleteBecomesGet,
                RedirectKeepsOrigin,
            ],
        }
    }

    /// Whether it does this.
    #[must_use]
    pub fn has(self, departure: Departure) -> bool {
        self.departures().contains(&departure)
    }

    /// Its limit on `Access-Control-Max-Age`: see [`Departure::MaxAgeLimit`].
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cors_check::Engine;
    ///
    /// assert_eq!(Engine::Chromium.max_age_limit(), Some(Duration::from_secs(7200)));
    /// assert_eq!(Engine::Standard.max_age_limit(), None);
    /// ```
    #[must_use]
    pub fn max_age_limit(self) -> Option<Duration> {
        let seconds = match self {
            Self::Standard => return None,
            // `constexpr base::TimeDelta kMaxTimeout = base::Hours(2);`
            Self::Chromium => 7200,
            // `age = std::min(age, 86400U);`
            Self::Firefox => 86_400,
            // `maxPreflightCacheTimeout = 600_s;`
            Self::WebKit => 600,
        };
        Some(Duration::from_secs(seconds))
    }

    /// Its name, as the command takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}

impl Departure {
    /// The section of the standard with what is done otherwise.
    #[must_use]
    pub fn section(self) -> Section {
        match self {
            MaxAgeLimit
            | NegativeMaxAgeIsZero
            | MalformedMaxAgeIsZero
            | PreflightStatusFirst
            | AuthorizationByWildcard => Section::PREFLIGHT,
            TimeoutIsRepeated => Section::NETWORK,
            FailureKeepsCache | AnyFailureClearsCache => Section::MAIN_FETCH,
            PreflightAfterRedirect
            | PreflightForDroppedHeaders
            | PreflightKeepsOrigin
            | RedirectedDeleteBecomesGet
            | RedirectKeepsOrigin => Section::REDIRECT,
            _ => Section::CACHE,
        }
    }
}
