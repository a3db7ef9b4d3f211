//! What the standards say of methods.

use http::{HeaderValue, Method, Request, header};

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

/// Methods that a page can't use (Fetch §2.2.1, "forbidden method"). TRACK is one as well; nothing routes it.
pub(crate) static FORBIDDEN: [Method; 2] = [Method::CONNECT, Method::TRACE];

/// Whether this is a CORS-safelisted method, as it is sent.
pub(crate) fn is_safelisted(method: &[u8]) -> bool {
    SAFELISTED
        .iter()
        .any(|safelisted| safelisted.as_str().as_bytes() == method)
}

/// The method that a request is about: for a CORS-preflight request the one that the page asks for, else its own. Match
/// on it where you route by hand, so that preflights reach the handler whose policy answers them.
///
/// Every handler that it leads to needs a policy: one without would *run* for a preflight, which any page can cause. Put
/// `#[cors(none)]` on those that no page of another origin may use.
///
/// ```
/// use cors::cors;
/// use http::{Method, Request, Response, StatusCode};
///
/// #[cors(origins = ["https://app.example.com"], methods = [DELETE])]
/// async fn remove(request: Request<String>) -> Response<String> {
///     Response::new(format!("removed {}", request.uri().path()))
/// }
///
/// async fn route(request: Request<String>) -> Response<String> {
///     match (cors::method(&request), request.uri().path()) {
///         (Method::DELETE, "/note") => remove(request).await,
///         _ => {
///             let mut response = Response::new("not found".to_owned());
///             *response.status_mut() = StatusCode::NOT_FOUND;
///             response
///         }
///     }
/// }
///
/// # let preflight = Request::options("/note")
/// #     .header("origin", "https://app.example.com")
/// #     .header("access-control-request-method", "DELETE");
/// # assert_eq!(cors::method(&preflight.body(String::new()).unwrap()), Method::DELETE);
/// ```
///
/// With `request.method()` in its place every preflight would be an OPTIONS request that no arm takes.
///
/// A preflight may ask for a method that isn't one. It is then OPTIONS, as sent.
pub fn method<B>(request: &Request<B>) -> Method {
    let own = request.method();
    if own != Method::OPTIONS || !request.headers().contains_key(header::ORIGIN) {
        return own.clone();
    }
    let requested = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
    requested
        .map(HeaderValue::as_bytes)
        .and_then(|name| Method::from_bytes(name).ok())
        .unwrap_or_else(|| own.clone())
}

#[cfg(test)]
mod tests {
    use http::request::Builder;

    use super::*;

    #[test]
    fn a_request_is_about_the_method_that_its_preflight_asks_for() {
        let of = |request: Builder| method(&request.body(()).unwrap()).to_string();
        let options = || Request::options("/");
        let preflight = || options().header("origin", "https://app.example.com");
        let asks = "access-control-request-method";
        assert_eq!(of(preflight().header(asks, "PUT")), "PUT");
        assert_eq!(of(preflight().header(asks, "PURGE")), "PURGE");
        assert_eq!(
            of(preflight().header(asks, "DELETE").header(asks, "PUT")),
            "DELETE"
        );
        for other in [
            preflight(),
            preflight().header(asks, ""),
            preflight().header(asks, "PUT, DELETE"),
            options().header(asks, "PUT"),
            options(),
        ] {
            assert_eq!(of(other), "OPTIONS");
        }
        let get = Request::get("/").header("origin", "null");
        assert_eq!(of(get.header(asks, "PUT")), "GET");
    }
}
