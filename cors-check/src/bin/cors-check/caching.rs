//! Caches between the page and the server, found by asking twice.
//!
//! A response that depends on `Origin` and doesn't say so in `Vary` is given to the page of another origin.

use bytes::Bytes;
use cors_check::{
    Advice, Client, Exchange, Outcome, Reason, checks::cors_check, header::varies_by_origin,
};
use http::{HeaderValue, Request, Response, Uri};

/// A host that doesn't exist (RFC 6761 §6.4).
const OTHER: &str = "https://cors-check.invalid";

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// Asks again where a cache could be the cause, and where one could do harm.
pub(crate) async fn look(
    client: &mut Client,
    outcome: &Outcome<Bytes>,
    advice: &mut Option<Advice>,
    warnings: &mut Vec<String>,
) {
    let Some(last) = outcome.exchanges().last() else {
        return;
    };
    // What is asked again may change nothing.
    if last.is_preflight || !["GET", "HEAD"].contains(&last.request.method().as_str()) {
        return;
    }
    if let Some(blocked) = outcome.blocked() {
        let (Reason::MissingAllowOrigin | Reason::DifferentAllowOrigin { .. }, Some(advice)) =
            (&blocked.reason, advice.as_mut())
        else {
            return;
        };
        let origin = last
            .request
            .headers()
            .get("origin")
            .and_then(|origin| origin.to_str().ok());
        let credentials = outcome.fetch.credentials;
        if let (Some(origin), Some(fresh)) = (origin, ask(client, last, None, true).await)
            && cors_check(origin, credentials, fresh.headers()).is_ok()
        {
            let is_ignored = varies_by_origin(last.response.headers());
            let why = if is_ignored {
                "the cache ignores `Vary: Origin`, which the response has"
            } else if varies_by_origin(fresh.headers()) {
                "`Vary: Origin` is missing on the response that was cached, and is there on others"
            } else {
                "`Vary: Origin` is missing"
            };
            let fix = if is_ignored {
                "have the cache key on `Origin`, which many CDNs do only when told to, or not cache this URL, and empty it"
            } else {
                "send `Vary: Origin` on every response of this URL, with and without `Origin`, and empty the cache"
            };
            advice.cause = format!(
                "a cache between the page and the server replays the response that another page got (or a request \
                 without `Origin`): the same URL with a new query is allowed, and {why}"
            );
            advice.fix = fix.to_owned();
            advice.argument = None;
        }
    } else if outcome.readable().is_some() && outcome.lacks_vary() {
        let allowed = last.response.headers().get(ALLOW_ORIGIN);
        let Some(other) = ask(client, last, Some(OTHER), false).await else {
            return;
        };
        if other.headers().get(ALLOW_ORIGIN) != allowed {
            warnings.push(
                "missing `Vary: Origin`: the response depends on the origin and doesn't say so, so a cache can give \
                 it to a page of another origin, which is then blocked"
                    .to_owned(),
            );
        } else if let Some(fresh) = ask(client, last, Some(OTHER), true).await
            && fresh.headers().get(ALLOW_ORIGIN) != allowed
        {
            warnings.push(
                "missing `Vary: Origin`, and a cache in between does it already: a page of another origin gets the \
                 response that is for this one"
                    .to_owned(),
            );
        }
    }
}

/// The same request once more: from another origin, or past the caches.
async fn ask(
    client: &mut Client,
    exchange: &Exchange,
    origin: Option<&'static str>,
    past_caches: bool,
) -> Option<Response<Bytes>> {
    let mut request: Request<Vec<u8>> = exchange.request.clone();
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert("origin", HeaderValue::from_static(origin));
    }
    if past_caches {
        let url = request.uri().to_string();
        let separator = if url.contains('?') { '&' } else { '?' };
        let time = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap_or_default();
        let url: Uri = format!("{url}{separator}cors-check={}", time.as_nanos())
            .parse()
            .ok()?;
        *request.uri_mut() = url;
    }
    client.send(request).await.ok()
}
