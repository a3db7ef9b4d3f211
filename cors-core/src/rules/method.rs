//! The rules for one method.

use http::Method;

use super::Violation;
use crate::methods::STANDARD;

/// Methods that browsers don't let a page use (Fetch §2.2.1, "forbidden method"), compared
/// regardless of case.
const FORBIDDEN: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

pub(super) fn check(method: &str) -> Result<(), Violation> {
    let value = || method.to_owned();
    if Method::from_bytes(method.as_bytes()).is_err() {
        let trimmed = method.trim();
        return Err(Violation::MethodToken {
            method: value(),
            fix: (trimmed != method && check(trimmed).is_ok()).then(|| trimmed.to_owned()),
        });
    }
    if FORBIDDEN
        .iter()
        .any(|forbidden| forbidden.eq_ignore_ascii_case(method))
    {
        return Err(Violation::MethodForbidden { method: value() });
    }
    let mut standard = STANDARD.iter().map(Method::as_str);
    match standard.find(|standard| standard.eq_ignore_ascii_case(method)) {
        Some(standard) if standard != method => Err(Violation::MethodCase {
            method: value(),
            fix: standard.to_owned(),
        }),
        _ => Ok(()),
    }
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
