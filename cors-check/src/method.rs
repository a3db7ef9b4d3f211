//! Methods (Fetch §2.2.1).

/// Whether this is a CORS-safelisted method: one that needs no preflight.
///
/// Methods are case-sensitive, here and in every list.
///
/// ```
/// use cors_check::method::is_safelisted;
///
/// assert!(is_safelisted("POST"));
/// assert!(!is_safelisted("PUT") && !is_safelisted("post"));
/// ```
#[must_use]
pub fn is_safelisted(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// Whether this is a forbidden method, which no page can use.
#[must_use]
pub fn is_forbidden(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"]
        .iter()
        .any(|forbidden| forbidden.eq_ignore_ascii_case(method))
}

/// The method as it is sent: six of them in upper case, all others as they are written.
///
/// ```
/// use cors_check::method::normalize;
///
/// assert_eq!(normalize("put"), "PUT");
/// assert_eq!(normalize("patch"), "patch");
/// ```
#[must_use]
pub fn normalize(method: &str) -> String {
    let upper_case = method.to_ascii_uppercase();
    match &*upper_case {
        "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => upper_case,
        _ => method.to_owned(),
    }
}
