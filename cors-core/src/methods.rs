//! What the Fetch standard says of methods.

use http::Method;

/// CORS-safelisted methods, which a browser sends whatever a preflight says (Fetch §2.2.1).
pub const SAFELISTED: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];

/// The methods that a page can use, as far as they have a constant in `http`.
pub const STANDARD: [Method; 7] = [
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
];

/// Whether this is a CORS-safelisted method. Methods are case-sensitive.
pub(crate) fn is_safelisted(method: &[u8]) -> bool {
    SAFELISTED
        .iter()
        .any(|name| name.as_str().as_bytes() == method)
}
