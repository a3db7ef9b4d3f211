//! What a browser knows from one fetch to the next.

use std::time::Duration;

use crate::cache::PreflightCache;
use crate::cookies::Cookies;
use crate::engine::Engine;

/// A browser: what it has cached, its cookies and its clock, which goes only by [`wait`](Self::wait).
///
/// It sends nothing by itself. [`fetch`](Self::fetch) takes a function that does.
///
/// ```
/// use std::time::Duration;
///
/// use cors_check::{Browser, Fetch, Page};
/// use http::Response;
///
/// let server = |_| {
///     Response::builder()
///         .header("access-control-allow-origin", "*")
///         .header("access-control-allow-methods", "PUT")
///         .header("access-control-max-age", "600")
///         .body(())
///         .unwrap()
/// };
/// let (mut browser, page) = (Browser::new(), Page::new("https://app.example.com"));
/// let put = Fetch::new("PUT", "https://api.example.com/");
/// assert_eq!(browser.fetch(&page, &put, server).exchanges().count(), 2);
/// // The preflight is in the cache, for ten minutes.
/// assert_eq!(browser.fetch(&page, &put, server).exchanges().count(), 1);
/// browser.wait(Duration::from_secs(600));
/// assert_eq!(browser.fetch(&page, &put, server).exchanges().count(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Browser {
    pub(crate) preflights: PreflightCache,
    pub(crate) cookies: Cookies,
    pub(crate) engine: Engine,
    pub(crate) metadata: bool,
    pub(crate) now: Duration,
}

impl Browser {
    /// A browser that has just been started.
    #[must_use]
    pub fn new() -> Self {
        Self {
            preflights: PreflightCache::default(),
            cookies: Cookies::default(),
            engine: Engine::Standard,
            metadata: true,
            now: Duration::ZERO,
        }
    }

    /// By whose rules it goes. The default is the standard, to the letter.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Whether it sends `Sec-Fetch-Site`, as all of today's do.
    #[must_use]
    pub fn metadata(mut self, sends: bool) -> Self {
        self.metadata = sends;
        self
    }

    /// Sets a cookie, such as `session=1`, of a host, such as `api.example.com`. Responses set cookies as well,
    /// where credentials are included.
    ///
    /// Neither `SameSite` nor any other attribute is looked at.
    #[must_use]
    pub fn cookie(mut self, host: &str, pair: &str) -> Self {
        self.cookies.set(host, pair);
        self
    }

    /// Lets time pass, for the CORS-preflight cache.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}
