//! Origins and headers, by one name each.

use http::Request;
use http::request::Builder;

/// The origin that the policies of the tests allow, if they allow one.
pub const APP: &str = "https://app.example.com";
/// Another, which some of them allow.
pub const ADMIN: &str = "https://admin.example.com";
/// One that is allowed only where every origin is.
pub const EVIL: &str = "https://evil.example";

/// `Access-Control-Allow-Credentials`
pub const ACAC: &str = "access-control-allow-credentials";
/// `Access-Control-Allow-Headers`
pub const ACAH: &str = "access-control-allow-headers";
/// `Access-Control-Allow-Methods`
pub const ACAM: &str = "access-control-allow-methods";
/// `Access-Control-Allow-Origin`
pub const ACAO: &str = "access-control-allow-origin";
/// `Access-Control-Expose-Headers`
pub const ACEH: &str = "access-control-expose-headers";
/// `Access-Control-Max-Age`
pub const ACMA: &str = "access-control-max-age";
/// `Access-Control-Request-Headers`
pub const ACRH: &str = "access-control-request-headers";
/// `Access-Control-Request-Method`
pub const ACRM: &str = "access-control-request-method";
/// `Origin`
pub const ORIGIN: &str = "origin";
/// `Sec-Fetch-Site`
pub const SITE: &str = "sec-fetch-site";
/// `Vary`
pub const VARY: &str = "vary";

/// A request that a page of this origin makes.
pub fn request(method: &str, path: &str, origin: &str) -> Builder {
    own_request(method, path).header(ORIGIN, origin)
}

/// The CORS-preflight request for it.
pub fn preflight(method: &str, path: &str, origin: &str) -> Builder {
    request("OPTIONS", path, origin).header(ACRM, method)
}

/// A request that isn't a CORS request.
pub fn own_request(method: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}
