//! Where pages and handlers are.

use cors_check::Engine;

use crate::cors_error;

/// A page, and the origin that it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// As browsers send it.
    pub(crate) origin: &'static str,
    /// The URL to go to.
    pub(crate) url: &'static str,
    /// In a sandboxed frame of that.
    pub(crate) sandboxed: bool,
}

const fn page(origin: &'static str) -> Page {
    Page {
        origin,
        url: origin,
        sandboxed: false,
    }
}

/// Where the handlers are. With cookies.
pub(crate) const API: &str = "https://api.example.com";
/// Another server with handlers, on another site. With cookies, too.
pub(crate) const ELSEWHERE: &str = "https://api.example.net";

/// One of every kind.
pub(crate) const PAGES: [Page; 14] = [
    page("https://app.example.com"),
    page("https://a.b.example.com"),
    page("https://example.com"),
    page("https://app.example.com:8443"),
    page("http://app.example.com"),
    // Punycode for bücher.
    page("https://xn--bcher-kva.example.com"),
    page("https://evil.com"),
    page("https://notexample.com"),
    page("https://app.example.com.evil.com"),
    page("http://localhost"),
    page("http://localhost:3000"),
    page("http://localhost:3001"),
    // The handlers' own origin.
    page(API),
    Page {
        origin: "null",
        url: "https://app.example.com",
        sandboxed: true,
    },
];

/// All of them, with the pages that the guide about CORS errors names.
pub(crate) fn all() -> Vec<&'static str> {
    let pages = PAGES.iter().map(|page| page.url);
    let mut all: Vec<_> = pages
        .chain([API, ELSEWHERE])
        .chain(cors_error::origins())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The scheme, the host and the port, as a browser connects to them.
pub(crate) fn host_and_port(origin: &str) -> (&str, &str, u16) {
    let (scheme, place) = origin.split_once("://").expect("a scheme");
    match place.split_once(':') {
        Some((host, port)) => (scheme, host, port.parse().expect("a port")),
        None => (scheme, place, if scheme == "https" { 443 } else { 80 }),
    }
}

/// Whether a page and a server are same-site to the cookies of this engine: one scheme and one registrable domain, which
/// here is two labels long, and never an opaque origin (RFC 6265bis §5.2). To Firefox and WebKit the scheme doesn't
/// matter, and to WebKit a sandboxed frame is of the site of the page that it is in.
pub(crate) fn is_same_site(engine: Engine, page: &Page, other: &str) -> bool {
    let site = |origin: &'_ str| {
        let (scheme, host, _) = (origin != "null").then(|| host_and_port(origin))?;
        let labels: Vec<&str> = host.rsplit('.').take(2).collect();
        let scheme = match engine {
            Engine::Firefox | Engine::WebKit => "",
            _ => scheme,
        };
        Some(format!("{scheme}:{}", labels.join(".")))
    };
    let one = match engine {
        Engine::WebKit => page.url,
        _ => page.origin,
    };
    site(one).is_some_and(|site_of_one| Some(site_of_one) == site(other))
}
