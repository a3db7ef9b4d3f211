//! `Vary`, by which a cache knows that a response is for one origin alone.

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use crate::header::varies_by_origin;
use crate::outcome::Outcome;

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
