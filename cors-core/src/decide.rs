//! What a policy says of a request.

use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
};
use http::{Method, Request, Uri};

use crate::Policy;
use crate::origins::Origins;
use crate::respond::{Answer, ResponseHeaders};

/// `Sec-Fetch-Site` (Fetch Metadata §2.3), by which a browser says where a request comes from.
static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

const ANY: HeaderValue = HeaderValue::from_static("*");

/// What a [`Policy`] says of a request: whether the handler runs at all, and which headers its response
/// gets.
///
/// ```
/// use cors::{Decision, Policy};
/// use http::{Request, Response};
///
/// fn serve(policy: &Policy, request: Request<String>) -> Response<String> {
///     match policy.decide(&request) {
///         Decision::Answer(answer) => answer.into_response(),
///         Decision::Run(headers) => headers.on(Response::new(request.into_body())),
///     }
/// }
///
/// let public = cors::policy! { origins = ["*"] };
/// let response = serve(&public, Request::new("hello".to_owned()));
/// assert_eq!(response.headers()["access-control-allow-origin"], "*");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a decision does nothing until its headers are on the response"]
pub enum Decision<'policy> {
    /// The policy answers by itself and the handler does not run: a preflight, or a request that the
    /// policy refuses because of `enforce`.
    Answer(Answer),
    /// The handler runs. These headers go on its response, whatever its status is.
    Run(ResponseHeaders<'policy>),
}

impl Policy {
    /// Decides about a request, by its method, its headers and, for `enforce` on HTTP/2, the authority of
    /// its URI.
    ///
    /// The work is at most linear in the length of the headers that it reads, whatever they hold.
    ///
    /// ```
    /// use cors::Decision;
    /// use http::{Method, Request, Response, StatusCode};
    ///
    /// let policy = cors::policy! { origins = ["https://example.com"], methods = [PUT] };
    /// let preflight = Request::builder()
    ///     .method(Method::OPTIONS)
    ///     .header("origin", "https://example.com")
    ///     .header("access-control-request-method", "PUT")
    ///     .body(())
    ///     .unwrap();
    ///
    /// let Decision::Answer(answer) = policy.decide(&preflight) else { panic!() };
    /// let response: Response<()> = answer.into_response();
    /// assert_eq!(response.status(), StatusCode::NO_CONTENT);
    /// assert_eq!(response.headers()["access-control-allow-methods"], "PUT");
    /// ```
    pub fn decide<B>(&self, request: &Request<B>) -> Decision<'_> {
        self.decide_about(request.method(), request.uri(), request.headers(), 0)
    }

    /// The same, once for all types of bodies, with room for so many headers more in an answer.
    pub(crate) fn decide_about(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        room: usize,
    ) -> Decision<'_> {
        if let Some(preflight) = Preflight::of(method, headers) {
            let answer = self.answer(&preflight, || Answer::preflight(self, room));
            return Decision::Answer(answer.unwrap_or_else(Answer::refused));
        }
        let allow_origin = self.allow_origin(headers, || headers.get(ORIGIN));
        if self.enforce
            && allow_origin.is_none()
            && headers.contains_key(ORIGIN)
            && !is_same_origin(uri, headers)
        {
            return Decision::Answer(Answer::refused());
        }
        Decision::Run(ResponseHeaders::new(self, allow_origin))
    }

    /// `answer` for a preflight, if its origin is allowed.
    pub(crate) fn answer(
        &self,
        preflight: &Preflight<'_>,
        answer: impl FnOnce() -> Answer,
    ) -> Option<Answer> {
        let origin = self.allow_origin(preflight.headers, || Some(preflight.origin))?;
        let mut answer = answer();
        answer.send_to(origin, self, preflight);
        Some(answer)
    }

    /// The value of `Access-Control-Allow-Origin`, if the origin of the request is allowed. With `*` nobody asks
    /// which it is.
    fn allow_origin<'request>(
        &self,
        headers: &HeaderMap,
        origin: impl FnOnce() -> Option<&'request HeaderValue>,
    ) -> Option<HeaderValue> {
        if let Origins::Any = self.origins {
            return Some(ANY);
        }
        let origin = origin()?;
        let is_allowed = stands_once(headers, &ORIGIN) && self.origins.allow(origin.as_bytes());
        is_allowed.then(|| origin.clone())
    }
}

/// A CORS-preflight request, as a server can tell one (Fetch §3.3.2). An OPTIONS request without
/// `Access-Control-Request-Method` is somebody's own.
pub(crate) struct Preflight<'request> {
    pub(crate) origin: &'request HeaderValue,
    pub(crate) method: &'request HeaderValue,
    pub(crate) headers: &'request HeaderMap,
}

impl<'request> Preflight<'request> {
    pub(crate) fn of(method: &Method, headers: &'request HeaderMap) -> Option<Self> {
        if method != Method::OPTIONS {
            return None;
        }
        Some(Self {
            origin: headers.get(ORIGIN)?,
            method: headers.get(ACCESS_CONTROL_REQUEST_METHOD)?,
            headers,
        })
    }
}

/// Whether a request with an `Origin` comes from a page of the server's own origin. The server doesn't
/// know its own scheme, so `Sec-Fetch-Site` is asked first, and where a browser is too old to send that,
/// the host and port of the origin are compared with those that the request was sent to.
fn is_same_origin(uri: &Uri, headers: &HeaderMap) -> bool {
    if headers.contains_key(&SEC_FETCH_SITE) {
        return only(headers, &SEC_FETCH_SITE)
            .is_some_and(|site| site == "same-origin" || site == "none");
    }
    let host = match uri.authority() {
        // HTTP/2 has `:authority` in place of `Host` (RFC 9113 §8.3.1).
        Some(authority) if !headers.contains_key(HOST) => authority.as_str().as_bytes(),
        _ => match only(headers, &HOST) {
            Some(host) => host.as_bytes(),
            None => return false,
        },
    };
    // No page has an origin without a host: an empty `Host` is not the `https://` of anyone.
    if host.is_empty() {
        return false;
    }
    only(headers, &ORIGIN).is_some_and(|origin| {
        let origin = origin.as_bytes();
        [&b"https://"[..], b"http://"]
            .iter()
            .any(|scheme| origin.strip_prefix(*scheme) == Some(host))
    })
}

/// The value of a header that may stand once. More than one line of it is nobody's honest request.
fn only<'map>(headers: &'map HeaderMap, name: &HeaderName) -> Option<&'map HeaderValue> {
    let value = headers.get(name)?;
    stands_once(headers, name).then_some(value)
}

/// Whether a header that is there has one line. Few requests repeat any name at all, so that there is rarely
/// something to look up.
fn stands_once(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.len() == headers.keys_len() || headers.get_all(name).iter().nth(1).is_none()
}
