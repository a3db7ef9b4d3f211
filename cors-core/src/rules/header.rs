//! The rules for the name of one header.

use http::HeaderName;

use super::{List, Violation};

/// Request headers that only the browser may set (Fetch §2.2.2, "forbidden request-header"), beside
/// those that start with one of the prefixes.
const FORBIDDEN_REQUEST: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];
const FORBIDDEN_REQUEST_PREFIXES: [&str; 2] = ["proxy-", "sec-"];

/// Response headers that browsers never let a page read (Fetch §2.2.2, "forbidden response-header
/// name").
const FORBIDDEN_RESPONSE: [&str; 2] = ["set-cookie", "set-cookie2"];

/// Headers that RFC 9110, RFC 9111 and Fetch define for responses only.
const RESPONSE_ONLY: [&str; 17] = [
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "age",
    "authentication-info",
    "etag",
    "location",
    "retry-after",
    "server",
    "strict-transport-security",
    "vary",
    "www-authenticate",
    "timing-allow-origin",
];

/// Headers that RFC 9110, RFC 6265 and Fetch define for requests only. `Accept` and
/// `Accept-Encoding` aren't among them: a response may have those too (RFC 9110 §12.5.1, §12.5.3).
const REQUEST_ONLY: [&str; 20] = [
    "accept-charset",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "cookie",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "proxy-authorization",
    "referer",
    "te",
    "user-agent",
];

/// Checks a name in `headers` or `expose`.
pub(super) fn check(list: List, name: &str) -> Result<(), Violation> {
    let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
        let trimmed = name.trim().trim_end_matches(':').trim_end();
        let dashed = trimmed.split_whitespace().collect::<Vec<_>>().join("-");
        return Err(Violation::HeaderToken {
            list,
            name: name.to_owned(),
            fix: (dashed != name && check(list, &dashed).is_ok()).then_some(dashed),
        });
    };
    // The parsed name is in lower case.
    let lower = parsed.as_str();
    let name = name.to_owned();
    match list {
        List::Expose if FORBIDDEN_RESPONSE.contains(&lower) => {
            Err(Violation::ExposeForbidden { name })
        }
        List::Expose if REQUEST_ONLY.contains(&lower) => Err(Violation::ExposeOfRequests { name }),
        List::Expose => Ok(()),
        _ if FORBIDDEN_REQUEST.contains(&lower)
            || FORBIDDEN_REQUEST_PREFIXES
                .iter()
                .any(|prefix| lower.starts_with(prefix)) =>
        {
            Err(Violation::HeaderForbidden { name })
        }
        _ if RESPONSE_ONLY.contains(&lower) => Err(Violation::HeaderOfResponses { name }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(list: List, name: &str) -> Option<&'static str> {
        check(list, name).err().map(|violation| violation.rule())
    }

    #[test]
    fn a_name_belongs_to_requests_to_responses_or_to_both() {
        for (name, in_headers, in_expose) in [
            ("x-api-key", None, None),
            ("content-type", None, None),
            // A server may say in a response what it accepts (RFC 9110 §12.5.1).
            ("accept", None, None),
            ("authorization", None, Some("expose-of-requests")),
            ("etag", Some("header-of-responses"), None),
            (
                "cookie",
                Some("header-forbidden"),
                Some("expose-of-requests"),
            ),
            (
                "set-cookie",
                Some("header-forbidden"),
                Some("expose-forbidden"),
            ),
        ] {
            assert_eq!(rule(List::Headers, name), in_headers, "{name}");
            assert_eq!(rule(List::Expose, name), in_expose, "{name}");
        }
    }

    #[test]
    fn case_means_nothing_and_a_prefix_can_forbid() {
        assert_eq!(
            rule(List::Headers, "Sec-Anything"),
            Some("header-forbidden")
        );
        assert_eq!(rule(List::Headers, "second"), None);
        assert_eq!(rule(List::Expose, "Set-Cookie"), Some("expose-forbidden"));
    }

    #[test]
    fn a_name_that_isnt_a_token_is_mended_if_a_valid_one_is_left() {
        let fix = |name: &str| check(List::Headers, name).err()?.fix();
        assert_eq!(fix(" Content Type: ").as_deref(), Some("Content-Type"));
        assert_eq!(fix("Cookie:"), None);
        assert_eq!(fix("x-a, x-b"), None);
    }
}
