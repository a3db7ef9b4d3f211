//! The rules for the name of one header.

use http::HeaderName;

use super::{List, Violation, copied};

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
/// `Accept-Encoding` aren't among them: a response may have those too (RFC 9110 §12.5.1, §12.5.3). Nor is `Authorization`, in which many services return a token.
const REQUEST_ONLY: [&str; 19] = [
    "accept-charset",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
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

/// Headers that only the response to a preflight carries, and no page reads that (Fetch §3.3.3).
const PREFLIGHT_ONLY: [&str; 4] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-private-network",
    "access-control-max-age",
];

/// Headers that frameworks in other languages spell with an underscore.
const HYPHENATED: [&str; 13] = [
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "if-match",
    "if-none-match",
    "user-agent",
    "x-requested-with",
];

/// Headers whose names have no hyphen to tell that they are one.
const ONE_WORD: [&str; 21] = [
    "accept",
    "age",
    "allow",
    "authorization",
    "cookie",
    "date",
    "dnt",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "link",
    "location",
    "origin",
    "pragma",
    "range",
    "referer",
    "server",
    "te",
    "vary",
];

/// Checks a name in `headers` or `expose`.
pub(super) fn check(list: List, name: &str) -> Result<(), Violation> {
    let is_valid = |name: &str| HeaderName::from_bytes(name.as_bytes()).is_ok() && !is_copied(name);
    if (name.contains('*') && name != "*" && is_valid(name))
        || ["any", "all"]
            .iter()
            .any(|all| name.eq_ignore_ascii_case(all))
    {
        return Err(Violation::WildcardName {
            list,
            name: name.to_owned(),
        });
    }
    let dashed = name.to_ascii_lowercase().replace('_', "-");
    let is_snake = name.contains('_') && HYPHENATED.contains(&&*dashed);
    let parsed = match HeaderName::from_bytes(name.as_bytes()) {
        Ok(parsed) if !is_copied(name) && !is_snake => parsed,
        _ => {
            let mended = if is_snake { Some(dashed) } else { mend(name) };
            let fix = mended.filter(|fix| fix != name && check(list, fix).is_ok());
            return Err(Violation::HeaderToken {
                list,
                name: name.to_owned(),
                fix,
            });
        }
    };
    // The parsed name is in lower case.
    let lower = parsed.as_str();
    let name = name.to_owned();
    match list {
        List::Expose if FORBIDDEN_RESPONSE.contains(&lower) => {
            Err(Violation::ExposeForbidden { name })
        }
        List::Expose if PREFLIGHT_ONLY.contains(&lower) => {
            Err(Violation::ExposeOfPreflights { name })
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

/// Whether a token is what copying leaves of something else: quotes, placeholders, several names. All of these
/// characters can stand in a token (RFC 9110 §5.6.2).
pub(super) fn is_copied(token: &str) -> bool {
    token.starts_with(['\'', '`', '$', '%', '#', '&'])
        || token.ends_with(['\'', '`', '|', '&'])
        || token.contains('|')
}

/// The one name that was most likely meant.
fn mend(name: &str) -> Option<String> {
    let text: String = name
        .chars()
        .filter(|c| c.is_whitespace() || !copied::is_blank(*c))
        .collect();
    // `<name>` is to be replaced.
    let is_placeholder = text.trim().starts_with(['<', '{']) && !text.contains('-');
    if is_placeholder {
        return None;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || "\"'`<>[](){},;.:".contains(c));
    // `Content-Type: application/json`
    let (text, value) = match text.split_once([':', '=']) {
        Some((name, value)) => (name.trim(), Some(value)),
        None => (text, None),
    };
    if value.is_some_and(|value| value.contains(',') && value.contains([':', '='])) {
        return None;
    }
    let words: Vec<_> = text.split_whitespace().collect();
    match words[..] {
        [one] => Some(one.to_owned()),
        // `Authorization Bearer`
        [first, ..] if is_header(first) => {
            (!words[1..].iter().any(|word| is_header(word))).then(|| first.to_owned())
        }
        [first, _, ..] => {
            let joined = words.join("-");
            let is_known = first.eq_ignore_ascii_case("x")
                || HYPHENATED.contains(&&*joined.to_ascii_lowercase());
            is_known.then_some(joined)
        }
        [] => None,
    }
}

/// Whether a word is the whole name of a header, and not a part of one.
pub(super) fn is_header(word: &str) -> bool {
    word.contains('-') || ONE_WORD.contains(&&*word.to_ascii_lowercase())
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
            ("authorization", None, None),
            ("user-agent", None, Some("expose-of-requests")),
            (
                "access-control-max-age",
                Some("header-of-responses"),
                Some("expose-of-preflights"),
            ),
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
    fn a_wildcard_is_the_whole_name() {
        assert_eq!(rule(List::Headers, "*"), None);
        for name in ["x-amz-*", "**", "ANY", "all"] {
            assert_eq!(rule(List::Expose, name), Some("wildcard-name"), "{name}");
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
        assert_eq!(
            fix("Content-Type: application/json").as_deref(),
            Some("Content-Type")
        );
        assert_eq!(
            fix("Authorization Bearer").as_deref(),
            Some("Authorization")
        );
        assert_eq!(fix("'x-a'").as_deref(), Some("x-a"));
        assert_eq!(fix("x-a\u{200b}").as_deref(), Some("x-a"));
        assert_eq!(fix("Content-Type Accept"), None);
        assert_eq!(fix("Cookie:"), None);
        assert_eq!(fix("x-a, x-b"), None);
    }
}
