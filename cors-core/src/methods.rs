//! What the standards say of methods.

use http::Method;

/// Methods that a page may use whatever the response to the preflight says (Fetch §2.2.1,
/// "CORS-safelisted method").
pub static SAFELISTED: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];

/// Methods that a page may use and that a standard defines. Methods are case-sensitive (RFC 9110
/// §9.1); browsers mend the case of all but PATCH and QUERY (Fetch §2.2.1, "normalize").
pub static STANDARD: [Method; 8] = [
    Method::DELETE,
    Method::GET,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
    Method::POST,
    Method::PUT,
    Method::QUERY,
];

/// Whether this is a CORS-safelisted method, as it is sent.
pub(crate) fn is_safelisted(method: &[u8]) -> bool {
    SAFELISTED
        .iter()
        .any(|safelisted| safelisted.as_str().as_bytes() == method)
}
