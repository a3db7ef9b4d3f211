//! Arguments → policy, or errors on spans. The rules are the rule book's, and those that only the text of an attribute can
//! break.

use cors_core::__private::{self as rules, Location, Seed};
use cors_core::{List, Policy, Violation};
use proc_macro2::{Ident, Span};

use crate::expansion::arguments::{Arguments, slot_name};
use crate::expansion::errors::{Errors, message};
use crate::expansion::spans::SpanRange;

/// Checks the arguments by the rule book. Gives nothing if something is wrong. `call` is where all of it is.
pub(crate) fn check(arguments: &Arguments, call: Span, errors: &mut Errors) -> Option<Policy> {
    let parsed = errors.is_empty();
    let mut violations = violations_of_text(arguments);
    let is_about_origins = |location: &Location| {
        matches!(
            location,
            Location::Missing | Location::List(List::Origins, None)
        )
    };
    let has_origins = !violations.iter().any(|(at, _)| is_about_origins(at));
    // What is only redundant is an error as well: one person writes the whole list.
    let checked = rules::check(&arguments.config, Seed::FIXED);
    violations.extend(checked.violations.into_iter().filter(|(_, violation)| {
        // The origins that are to be added may need one, and so may those of a slot.
        has_origins && arguments.slots.is_empty()
            || !matches!(violation, Violation::HazardUnneeded { .. })
    }));
    if arguments.config.origins.iter().any(|origin| origin == "*") && !arguments.config.credentials
    {
        for slot in &arguments.slots {
            let (list, value) = (List::Origins, slot_name(slot));
            errors.at(SpanRange::of(slot), Violation::CoveredByAny { list, value });
        }
    }
    if parsed && errors.is_empty() && violations.is_empty() {
        return checked.policy;
    }
    violations.sort_by_key(|(location, _)| *location);
    for (location, violation) in violations {
        // If an argument couldn't be read, what seems to be missing may stand in it.
        let certain =
            matches!(location, Location::List(list, Some(_)) if list != List::DangerouslyAllow);
        let may_be_allowed = arguments.hazards_incomplete
            && matches!(
                violation,
                Violation::OriginNull
                    | Violation::OriginFile { .. }
                    | Violation::CredentialsAnyHost { .. }
                    | Violation::CredentialsInsecureOrigin { .. }
                    | Violation::CredentialsPublicSuffix { .. }
            );
        if parsed || certain && !may_be_allowed {
            let span = arguments.spans.get(&location).copied();
            errors.at(
                span.unwrap_or_else(|| call.into()),
                said(&violation, arguments),
            );
        }
    }
    None
}

/// Checks the entries of lists each by itself, where some of them may not be a part of this build. Which of them are
/// together in one can't be told yet.
pub(crate) fn check_entries(arguments: &Arguments, errors: &mut Errors) {
    for (location, violation) in rules::check(&arguments.config, Seed::FIXED).violations {
        if violation.is_redundant() {
            continue;
        }
        if let (Location::List(_, Some(_)), Some(span)) = (location, arguments.spans.get(&location))
        {
            errors.at(*span, said(&violation, arguments));
        }
    }
}

/// What the rule book says. Several origins in one string that has no brackets need those too.
fn said(violation: &Violation, arguments: &Arguments) -> String {
    match violation {
        Violation::OriginListInString { fix: Some(fix), .. } if arguments.bare_origins => message(
            format_args!("{} [{}]", violation.problem(), violation.rule()),
            format_args!("write origins = [{fix}]"),
        ),
        _ => violation.to_string(),
    }
}

/// What a [`Config`](cors_core::Config) can't say: that a list is written and empty, or a time negative.
fn violations_of_text(arguments: &Arguments) -> Vec<(Location, Violation)> {
    let mut violations = vec![];
    if !arguments.is_written(List::Origins) {
        violations.push((Location::Missing, Violation::MissingOrigins));
    }
    for list in arguments.empty_lists() {
        violations.push((Location::List(list, None), Violation::EmptyList { list }));
    }
    if let Some(seconds) = arguments.negative_max_age {
        violations.push((Location::MaxAge, Violation::MaxAgeNegative { seconds }));
    }
    violations
}

/// Beside `none` all the arguments that make or name a policy are out of place.
pub(crate) fn check_none(none: &Ident, arguments: &Arguments, errors: &mut Errors) {
    let parts: Vec<_> = arguments.policy_parts().map(ToString::to_string).collect();
    let others = [
        ("policy", &arguments.policy),
        ("policy_by", &arguments.policy_by),
    ];
    let others = others.into_iter().filter(|(_, value)| value.is_some());
    let others = others.map(|(name, _)| name.to_owned());
    if let Some(other) = parts.into_iter().chain(others).next() {
        let problem = format!("`none` can't be combined with `{other}`: it allows no origin");
        errors.at(none.span(), message(problem, "omit one of them"));
    }
}

/// With `policy = …` or `policy_by = …` all the arguments that make a policy are out of place.
pub(crate) fn reject_policy_parts(policy: &str, arguments: &Arguments, errors: &mut Errors) {
    for name in arguments.policy_parts() {
        let problem = format!("`{name}` can't be combined with `{policy}`");
        let help = format!("change it where the policy is defined, or omit `{policy}`");
        errors.at(name.span(), message(problem, help));
    }
}
