//! `Vary`, by which a cache knows that a response is for one origin alone.

use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderMap, VARY};

use crate::outcome::Outcome;

/// Whether `Vary` says that the response depends on `Origin`.
pub(crate) fn varies_by_origin(headers: &HeaderMap) -> bool {
    headers.get_all(VARY).iter().any(|line| {
        String::from_utf8_lossy(line.as_bytes())
            .split(',')
            .any(|name| matches!(name.trim(), "*") || name.trim().eq_ignore_ascii_case("origin"))
    })
}

impl<B> Outcome<B> {
    /// Whether the last response depends on the origin and doesn't say so in `Vary`: a cache may then give it to a page
    /// of another origin. A server with one fixed origin may leave it out, so this is a suspicion.
    #[must_use]
    pub fn lacks_vary(&self) -> bool {
        let last = self
            .exchanges()
            .filter(|exchange| !exchange.is_preflight)
            .last();
        last.is_some_and(|exchange| {
            let headers = exchange.response.headers();
            headers
                .get(ACCESS_CONTROL_ALLOW_ORIGIN)
                .is_some_and(|origin| origin != "*")
                && !varies_by_origin(headers)
        })
    }
}
