//! The entries of a list.

use cors_core::Hazard;
use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{LitStr, Path, Result};

use super::names::closest_match;
use super::tokens::{as_path, joined, parse_word, skip_to_comma};
use crate::expansion::errors::{error, message};
use crate::expansion::spans::SpanRange;

/// An entry of `origins`.
pub(super) enum Origin {
    Text(String, SpanRange),
    /// A `static` with the origins, by its path.
    Slot(Path),
}

pub(super) fn parse_origin(input: ParseStream<'_>) -> Result<Origin> {
    let written = skip_to_comma(&input.fork());
    match as_path(&written) {
        Some(path) if is_slot(&written) => {
            skip_to_comma(input);
            Ok(Origin::Slot(path))
        }
        _ if input.peek(LitStr) => parse_string(input).map(|(text, at)| Origin::Text(text, at)),
        path => {
            let last = path.and_then(|path| Some(path.segments.last()?.ident.to_string()));
            let help = match last.map(|word| word.to_lowercase()).as_deref() {
                Some("all" | "any" | "star" | "wildcard") => r#"for every origin, write "*""#,
                Some("none" | "null") => "list the origins you trust",
                _ => {
                    "for origins that are only known at run time, \
                     name a `static` of type `cors::LiveOrigins`"
                }
            };
            Err(error(
                SpanRange::of(skip_to_comma(input)),
                message("expected an origin in quotes", help),
            ))
        }
    }
}

/// Whether this is the path of a `static`, by the case of its name. What people write for `*` or for nothing isn't one.
fn is_slot(written: &TokenStream) -> bool {
    let Some(path) = as_path(written) else {
        return false;
    };
    let Some(last) = path.segments.last() else {
        return false;
    };
    let name = last.ident.to_string();
    let is_word = ["ALL", "ANY", "NONE", "NULL", "STAR", "WILDCARD"].contains(&&*name);
    last.arguments.is_none()
        && !name.contains(|c: char| c.is_lowercase())
        && !(is_word && path.get_ident().is_some())
}

pub(super) fn parse_string(input: ParseStream<'_>) -> Result<(String, SpanRange)> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return Ok((literal.value(), literal.span().into()));
    }
    Err(error(
        SpanRange::of(skip_to_comma(input)),
        message(
            "expected a string literal: policies are checked at compile time",
            "for values that are only known at run time, use `cors::Config`",
        ),
    ))
}

pub(super) fn parse_header(input: ParseStream<'_>) -> Result<(String, SpanRange)> {
    // `content-type` without its quotes. No constant has such a name.
    let unquoted = joined(&skip_to_comma(&input.fork()));
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !unquoted.starts_with(|c: char| c.is_ascii_lowercase()) || !unquoted.chars().all(lower) {
        return parse_string(input);
    }
    Err(error(
        SpanRange::of(skip_to_comma(input)),
        message(
            "expected the name of a header in quotes",
            format_args!("write {unquoted:?}"),
        ),
    ))
}

pub(super) fn parse_method(input: ParseStream<'_>) -> Result<(String, SpanRange)> {
    if input.peek(LitStr) {
        return parse_string(input);
    }
    let written = parse_word(input);
    let at = SpanRange::of(&written);
    let (problem, help) = match as_path(&written) {
        Some(path) if path.get_ident().is_some() => return Ok((written.to_string(), at)),
        Some(path) => {
            let name = path.segments.last().map(|last| last.ident.to_string());
            let help = format!("write {}", name.unwrap_or_default());
            ("expected a method as a bare identifier", help)
        }
        None => {
            // `M-SEARCH` isn't one identifier to Rust.
            let text = joined(&written);
            let dashed = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let help = if text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(dashed)
            {
                format!("write {text:?}")
            } else {
                r#"write its name, e.g. PUT or "PURGE""#.to_owned()
            };
            ("expected a method", help)
        }
    };
    Err(error(at, message(problem, help)))
}

pub(super) fn parse_hazard(input: ParseStream<'_>) -> Result<(Hazard, SpanRange)> {
    let written = parse_word(input);
    let at = SpanRange::of(&written);
    let path = as_path(&written);
    let bare = path.as_ref().is_some_and(|path| path.get_ident().is_some());
    let name = match &path {
        Some(path) => path.segments.last().map(|last| last.ident.to_string()),
        None => syn::parse2(written).ok().map(|text: LitStr| text.value()),
    };
    let name = name.unwrap_or_default();
    let hazards = || Hazard::ALL.iter().copied();
    let problem = match hazards().find(|hazard| hazard.name() == name) {
        Some(hazard) if bare => return Ok((hazard, at)),
        Some(_) => "expected a hazard as a bare identifier",
        None => "unknown hazard",
    };
    let help = match closest_match(&name, hazards(), |hazard| hazard.name()) {
        Some(meant) => format!("write {meant}"),
        None => {
            let names: Vec<_> = hazards().map(Hazard::name).collect();
            format!("expected one of {}", names.join(", "))
        }
    };
    Err(error(at, message(problem, help)))
}
