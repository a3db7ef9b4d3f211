//! Which argument, or which hazard, a name means.

use syn::{Error, Ident};

use super::table::{ARGUMENTS, Argument, MacroKind};
use crate::expansion::errors::{error, message};

/// The argument of this name that a macro of this kind takes; else what to say, and which one was meant.
pub(super) fn find(
    name: &Ident,
    kind: MacroKind,
) -> Result<&'static Argument, (Error, Option<&'static Argument>)> {
    match ARGUMENTS.iter().find(|argument| name == argument.name) {
        Some(argument) if argument.macros.contains(&kind) => Ok(argument),
        Some(_) => Err((argument_of_another_macro(name, kind), None)),
        None => Err(unknown_argument(name, kind)),
    }
}

fn argument_of_another_macro(name: &Ident, kind: MacroKind) -> Error {
    if kind == MacroKind::Axum && name == "policy_by" {
        let problem = "`policy_by` isn't supported on axum handlers: \
                       a router knows the policy of each before a request comes";
        let help = "put `CorsLayer::by` around the routes";
        return error(name.span(), message(problem, help));
    }
    if kind == MacroKind::Poem && name == "policy_by" {
        let problem = "`policy_by` isn't supported on poem handlers: \
                       a route knows the policy of each before a request comes";
        let help = "put `Cors::by` around the routes";
        return error(name.span(), message(problem, help));
    }
    if kind == MacroKind::Salvo && name == "policy_by" {
        let problem = "`policy_by` isn't supported on salvo handlers: \
                       a service knows the policy of each before a request comes";
        let help = "add the hoop `Cors::by` to a router";
        return error(name.span(), message(problem, help));
    }
    let problem = match kind {
        MacroKind::Axum => {
            format!("`{name}` isn't supported on axum handlers: extractors take its place")
        }
        MacroKind::Poem => {
            format!("`{name}` isn't supported on poem handlers: extractors take its place")
        }
        MacroKind::Salvo => {
            format!("`{name}` isn't supported on salvo handlers, of which every one has a request")
        }
        _ => format!("`{name}` is only supported by `#[cors]`"),
    };
    error(name.span(), message(problem, "remove it"))
}

fn unknown_argument(name: &Ident, kind: MacroKind) -> (Error, Option<&'static Argument>) {
    let text = name.to_string();
    let meant = of_other_libraries(&text)
        .or_else(|| closest_match(&text, listed(kind), |argument| argument.name));
    let help = match meant {
        Some(meant) => format!("write {}", meant.name),
        None => list_of_arguments(kind),
    };
    let problem = format!("unknown argument `{name}`");
    (error(name.span(), message(problem, help)), meant)
}

/// The arguments of a macro, as a message lists them.
pub(super) fn list_of_arguments(kind: MacroKind) -> String {
    let names: Vec<_> = listed(kind).map(|argument| argument.name).collect();
    format!("expected one of {}", names.join(", "))
}

fn listed(kind: MacroKind) -> impl Iterator<Item = &'static Argument> {
    ARGUMENTS
        .iter()
        .filter(move |argument| argument.macros.contains(&kind) && argument.is_listed())
}

/// `allow_origin`, `exposed_headers` and the like. From the end of the table, where `expose` comes before `headers`.
fn of_other_libraries(written: &str) -> Option<&'static Argument> {
    ARGUMENTS.iter().rev().find(|argument| {
        argument.is_of_policy() && written.contains(argument.name.trim_end_matches('s'))
    })
}

/// The candidate that was most likely meant, by its name.
pub(super) fn closest_match<T>(
    written: &str,
    candidates: impl Iterator<Item = T>,
    name: impl Fn(&T) -> &'static str,
) -> Option<T> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(written, name(&candidate)), candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(likeness, _)| *likeness > 0.75)
        .map(|(_, candidate)| candidate)
}
