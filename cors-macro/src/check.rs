//! Arguments → policy, or errors on spans. The rules themselves are the rule book's.

use cors_core::rules::{self, Draft, List, Passed, Place, Violation};
use proc_macro2::Span;

use crate::errors::{Errors, Range, message};
use crate::parse::{Arguments, Entries};

/// Judges the arguments by the rule book. Gives nothing where something is wrong.
/// `whole` is where all of it is.
pub(crate) fn policy(arguments: &Arguments, whole: Span, errors: &mut Errors) -> Option<Passed> {
    let parsed = errors.is_empty();
    let found = match rules::check(&draft(arguments)) {
        Ok(passed) => return parsed.then_some(passed),
        Err(found) => found,
    };
    for (place, violation) in found {
        // Where an argument could not be read, what seems to be missing may stand in it.
        let certain = matches!(place, Place::List(list, Some(_)) if list != List::DangerouslyAllow);
        let may_be_allowed = arguments.dangers_unread
            && matches!(
                violation,
                Violation::OriginNull
                    | Violation::CredentialsInsecureOrigin { .. }
                    | Violation::CredentialsPublicSuffix { .. }
            );
        if parsed || certain && !may_be_allowed {
            errors.at(range(arguments, place, whole), violation);
        }
    }
    None
}

/// With `policy = …` everything else that makes a policy is out of place.
pub(crate) fn policy_is_alone(arguments: &Arguments, errors: &mut Errors) {
    for name in arguments.of_policy() {
        let problem = format!("the policy is defined elsewhere, and `{name}` is part of it");
        errors.at(
            name.span(),
            message(problem, "change it there, or leave `policy` out"),
        );
    }
}

fn draft(arguments: &Arguments) -> Draft {
    let strings = |list: &Option<Entries<String>>| {
        list.as_ref()
            .map(|list| list.values.iter().map(|(text, _)| text.clone()).collect())
    };
    Draft {
        origins: strings(&arguments.origins),
        methods: strings(&arguments.methods),
        headers: strings(&arguments.headers),
        expose: strings(&arguments.expose),
        credentials: arguments.credentials,
        max_age: arguments.max_age.map(|(seconds, _)| seconds),
        enforce: arguments.enforce.is_some(),
        dangers: arguments
            .dangers
            .as_ref()
            .map(|list| list.values.iter().map(|(danger, _)| *danger).collect()),
    }
}

/// Where in the arguments a place of the draft is.
fn range(arguments: &Arguments, place: Place, whole: Span) -> Range {
    fn within<T>(list: Option<&Entries<T>>, entry: Option<usize>) -> Option<Range> {
        let list = list?;
        match entry {
            None => Some(list.at),
            Some(at) => list.values.get(at).map(|(_, at)| *at),
        }
    }
    let range = match place {
        Place::List(List::Origins, at) => within(arguments.origins.as_ref(), at),
        Place::List(List::Methods, at) => within(arguments.methods.as_ref(), at),
        Place::List(List::Headers, at) => within(arguments.headers.as_ref(), at),
        Place::List(List::Expose, at) => within(arguments.expose.as_ref(), at),
        Place::List(List::DangerouslyAllow, at) => within(arguments.dangers.as_ref(), at),
        Place::MaxAge => arguments.max_age.map(|(_, at)| at),
        Place::Enforce => arguments.enforce.map(Range::from),
        _ => None,
    };
    range.unwrap_or_else(|| whole.into())
}
