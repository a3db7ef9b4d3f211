//! The rules for one method.

use http::Method;

use super::{List, Violation, copied, header, typo};
use crate::methods::STANDARD;

/// Methods that browsers don't let a page use (Fetch §2.2.1, "forbidden method"), compared
/// regardless of case.
const FORBIDDEN: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

/// Other methods in use: the registry of IANA, and those of caches, UPnP and old WebDAV.
const KNOWN: [&str; 43] = [
    "ACL",
    "BAN",
    "BASELINE-CONTROL",
    "BCOPY",
    "BDELETE",
    "BIND",
    "BMOVE",
    "BPROPFIND",
    "BPROPPATCH",
    "BREW",
    "CHECKIN",
    "CHECKOUT",
    "COPY",
    "LABEL",
    "LINK",
    "LIST",
    "LOCK",
    "M-SEARCH",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "NOTIFY",
    "ORDERPATCH",
    "POLL",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "REBIND",
    "REPORT",
    "SEARCH",
    "SOURCE",
    "SUBSCRIBE",
    "UNBIND",
    "UNLINK",
    "UNLOCK",
    "UNSUBSCRIBE",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
];
/// What people call a standard method for short.
const SHORT: [(&str, &str); 3] = [("DEL", "DELETE"), ("OPT", "OPTIONS"), ("OPTS", "OPTIONS")];

pub(super) fn check(method: &str) -> Result<(), Violation> {
    let value = || method.to_owned();
    let upper = method.to_ascii_uppercase();
    let is_token = Method::from_bytes(method.as_bytes()).is_ok()
        && !header::is_copied(method)
        && !method.contains(['&', '+', '\'', '`']);
    if is_token && method.contains('*') && method != "*" || ["ANY", "ALL"].contains(&&*upper) {
        return Err(Violation::WildcardName {
            list: List::Methods,
            name: value(),
        });
    }
    if !is_token {
        let trimmed: String = method
            .chars()
            .filter(|c| !copied::is_blank(*c) || *c == ' ')
            .collect();
        let trimmed =
            trimmed.trim_matches(|c: char| c.is_whitespace() || "\"'`<>[](){},;.:".contains(c));
        return Err(Violation::MethodToken {
            method: value(),
            fix: (trimmed != method && check(trimmed).is_ok()).then(|| trimmed.to_owned()),
        });
    }
    if FORBIDDEN.contains(&&*upper) {
        return Err(Violation::MethodForbidden { method: value() });
    }
    let mut standard = STANDARD.iter().map(Method::as_str);
    match standard.find(|standard| *standard == upper) {
        Some(standard) if standard != method => Err(Violation::MethodCase {
            method: value(),
            fix: standard.to_owned(),
        }),
        Some(_) => Ok(()),
        None => match misspelt(&upper) {
            Some(fix) => Err(Violation::MethodMisspelt {
                method: value(),
                fix: fix.to_owned(),
            }),
            None => Ok(()),
        },
    }
}

/// Whether this is a method of the standards or another in use, in any case.
pub(super) fn is_known(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    STANDARD.iter().any(|standard| standard.as_str() == upper)
        || KNOWN.contains(&&*upper)
        || FORBIDDEN.contains(&&*upper)
}

/// The standard method that this is nearly.
fn misspelt(upper: &str) -> Option<&'static str> {
    if KNOWN.contains(&upper) {
        return None;
    }
    // `MethodPut` and `HTTP_GET`, as constants of other languages are called
    let prefixes = [
        "HTTPMETHOD",
        "HTTP_METHOD",
        "REQUESTMETHOD",
        "METHOD",
        "HTTP",
    ];
    let constant = prefixes
        .iter()
        .find_map(|prefix| upper.strip_prefix(prefix));
    if let Some(name) = constant.map(|name| name.trim_start_matches(['_', '-', '.']))
        && let Some(meant) = STANDARD
            .iter()
            .map(Method::as_str)
            .find(|standard| *standard == name)
    {
        return Some(meant);
    }
    if let Some((_, meant)) = SHORT.iter().find(|(short, _)| *short == upper) {
        return Some(meant);
    }
    let standard = STANDARD.iter().map(Method::as_str);
    // Few miss the first letter, and few methods of one's own have it and all the others.
    standard
        .filter(|standard| upper.chars().next() == standard.chars().next())
        .map(|standard| (typo::distance(upper, standard), standard))
        // A word of three letters has many neighbors of its length.
        .filter(|(_, standard)| standard.len() > 3 || !has_other_letter(upper, standard))
        .filter(|(steps, standard)| *steps <= if standard.len() < 6 { 1 } else { 2 })
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, standard)| standard)
}

/// Whether two words of one length have different letters.
fn has_other_letter(upper: &str, standard: &str) -> bool {
    upper.len() == standard.len() && upper.chars().any(|letter| !standard.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_method_has_one_spelling_and_any_other_method_may_have_several() {
        let case = |method: &str, fix: &str| {
            Err(Violation::MethodCase {
                method: method.to_owned(),
                fix: fix.to_owned(),
            })
        };
        assert_eq!(check("patch"), case("patch", "PATCH"));
        assert_eq!(check("Query"), case("Query", "QUERY"));
        assert_eq!(check("purge"), Ok(()));
        assert_eq!(check("PURGE"), Ok(()));
    }

    #[test]
    fn a_method_that_is_nearly_a_standard_one_is_misspelt() {
        for (method, meant) in [
            ("DELTE", "DELETE"),
            ("OPTION", "OPTIONS"),
            ("optoins", "OPTIONS"),
            ("PTACH", "PATCH"),
            ("POSTS", "POST"),
            ("del", "DELETE"),
            ("MethodPut", "PUT"),
            ("HTTP_GET", "GET"),
        ] {
            let fix = check(method).err().and_then(|violation| violation.fix());
            assert_eq!(fix.as_deref(), Some(meant), "{method}");
        }
        for method in [
            "PURGE",
            "MOVE",
            "LIST",
            "UPDATE",
            "BREW",
            "MY-METHOD",
            "SEARCH",
            "PROPPATCH",
            "PUB",
            "GOT",
        ] {
            assert_eq!(check(method), Ok(()), "{method}");
        }
    }

    #[test]
    fn a_wildcard_is_the_whole_method() {
        for method in ["P*", "**", "ALL", "any"] {
            let rule = check(method).err().map(|violation| violation.rule());
            assert_eq!(rule, Some("wildcard-name"), "{method}");
        }
        assert_eq!(check("*"), Ok(()));
    }

    #[test]
    fn a_forbidden_method_is_forbidden_in_any_case() {
        let method = "tRaCk".to_owned();
        assert_eq!(check("tRaCk"), Err(Violation::MethodForbidden { method }));
    }

    #[test]
    fn white_space_around_a_method_is_trimmed_if_a_valid_method_is_left() {
        let fix = |method: &str| check(method).err().and_then(|violation| violation.fix());
        assert_eq!(fix(" PUT\n").as_deref(), Some("PUT"));
        assert_eq!(fix(" put "), None);
        assert_eq!(fix("P UT"), None);
    }
}
