//! Where in the Fetch standard something is written.

use std::fmt;

/// A section of the [Fetch standard](https://fetch.spec.whatwg.org/).
///
/// ```
/// use cors_check::Reason;
///
/// let section = Reason::MissingAllowOrigin.section();
/// assert_eq!(section.to_string(), "Fetch §4.10, CORS check");
/// assert_eq!(section.url(), "https://fetch.spec.whatwg.org/#cors-check");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// As of July 2026. The numbers change at times, the anchors don't.
    pub number: &'static str,
    /// Its heading.
    pub title: &'static str,
    anchor: &'static str,
}

const fn section(number: &'static str, title: &'static str, anchor: &'static str) -> Section {
    Section {
        number,
        title,
        anchor,
    }
}

impl Section {
    pub(crate) const METHODS: Self = section("2.2.1", "Methods", "methods");
    pub(crate) const MAIN_FETCH: Self = section("4.1", "Main fetch", "main-fetch");
    pub(crate) const REDIRECT: Self = section("4.5", "HTTP-redirect fetch", "http-redirect-fetch");
    pub(crate) const NETWORK: Self = section(
        "4.6",
        "HTTP-network-or-cache fetch",
        "http-network-or-cache-fetch",
    );
    pub(crate) const PREFLIGHT: Self =
        section("4.8", "CORS-preflight fetch", "cors-preflight-fetch");
    pub(crate) const CACHE: Self = section("4.9", "CORS-preflight cache", "cors-preflight-cache");
    pub(crate) const CORS_CHECK: Self = section("4.10", "CORS check", "cors-check");
    pub(crate) const HEADERS_CLASS: Self = section("5.1", "Headers class", "headers-class");
    pub(crate) const REQUEST_CLASS: Self = section("5.4", "Request class", "request-class");

    /// The address of it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://fetch.spec.whatwg.org/#{}", self.anchor)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fetch §{}, {}", self.number, self.title)
    }
}
