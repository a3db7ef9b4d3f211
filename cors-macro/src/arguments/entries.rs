//! The entries of a list.

use cors_core::{Hazard, List};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::ParseStream;
use syn::{LitStr, Path, Result, Token};

use super::habits::{self, Word};
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
    if input.peek(LitStr) && !continues(input) {
        let literal: LitStr = input.parse()?;
        return Ok((literal.value(), literal.span().into()));
    }
    let written = skip_to_comma(input);
    Err(error(SpanRange::of(&written), not_a_string(&written)))
}

/// Whether more than a string stands before the next comma: `"x".to_string()`.
fn continues(input: ParseStream<'_>) -> bool {
    input.peek2(Token![.]) || input.peek2(Token![as]) || input.peek2(Token![?])
}

fn not_a_string(written: &TokenStream) -> String {
    // `"a" . "b"` has a dot for the comma.
    let tokens: Vec<_> = written.clone().into_iter().collect();
    if let [
        TokenTree::Literal(first),
        TokenTree::Punct(dot),
        TokenTree::Literal(second),
    ] = &tokens[..]
        && dot.as_char() == '.'
        // Elsewhere the dot joins two parts of one.
        && !first.to_string().ends_with("/\"")
    {
        return message("expected `,`", format_args!("write {first}, {second}"));
    }
    let help = match habits::only_string(written) {
        Some(text) => {
            return message(
                "expected a string literal alone",
                format_args!("write {text:?}"),
            );
        }
        None => "for values that are only known at run time, use `cors::Config`",
    };
    message(
        "expected a string literal: policies are checked at compile time",
        help,
    )
}

/// What to say of a word that isn't an origin, such as `Any`, where an entry of `origins` is expected. None for all that
/// may be the name of something that holds origins.
pub(super) fn word_in_origins(written: &TokenStream, has_credentials: bool) -> Option<String> {
    let help = habits::help_for_word_in_origins(written, r#""*""#, has_credentials)?;
    Some(message("expected an origin in quotes", help))
}

pub(super) fn parse_origin(input: ParseStream<'_>, has_credentials: bool) -> Result<Origin> {
    let written = skip_to_comma(&input.fork());
    if input.peek(LitStr) {
        return parse_string(input).map(|(text, at)| Origin::Text(text, at));
    }
    if let Some(path) = as_path(&written).filter(|_| is_slot(&written)) {
        skip_to_comma(input);
        return Ok(Origin::Slot(path));
    }
    let said = match word_in_origins(&written, has_credentials) {
        Some(said) => said,
        None => not_an_origin(&written),
    };
    Err(error(SpanRange::of(skip_to_comma(input)), said))
}

fn is_lower_case_name(written: &TokenStream) -> bool {
    as_path(written).is_some_and(|path| {
        path.get_ident()
            .is_some_and(|name| name.to_string().contains(char::is_lowercase))
    })
}

fn not_an_origin(written: &TokenStream) -> String {
    let text = joined(written);
    let is_text = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-.:*/".contains(c));
    let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*')
        && text.contains(|c: char| c.is_ascii_alphabetic());
    // `example.com` or `localhost:3000`, but no path to something.
    let unquoted = (is_text && starts && !text.contains("::") && text.contains(['.', ':']))
        .then(|| habits::list_of(List::Origins, std::slice::from_ref(&text), false))
        .flatten();
    let problem = "expected an origin in quotes, a string literal";
    // `[["https://a.com", "https://b.com"]]`
    if text.starts_with('[')
        && let Some(list) =
            habits::strings(written).and_then(|all| habits::list_of(List::Origins, &all, false))
    {
        let entries = list.trim_matches(['[', ']']);
        return message(problem, format_args!("write {entries}"));
    }
    match (unquoted, habits::only_string(written)) {
        (Some(list), _) => message(
            problem,
            format_args!("write {}", list.trim_matches(['[', ']'])),
        ),
        (None, Some(_)) => not_a_string(written),
        // In lower case it could be any variable, of which a macro can't tell what it holds.
        (None, None) if is_lower_case_name(written) => message(
            problem,
            format_args!(
                "origins that are only known at run time are a `static` of type `cors::LiveOrigins`, named in capitals: \
                 write {}",
                text.to_ascii_uppercase()
            ),
        ),
        (None, None) => message(
            problem,
            "for origins that are only known at run time, name a `static` of type `cors::LiveOrigins`",
        ),
    }
}

pub(super) fn parse_header(input: ParseStream<'_>) -> Result<(String, SpanRange)> {
    if input.peek(LitStr) {
        return parse_string(input);
    }
    let written = skip_to_comma(&input.fork());
    let problem = "expected the name of a header in quotes, a string literal";
    let help = match (habits::word(&written), habits::header_name(&written)) {
        (Some(Word::Every), _) => r#"write "*""#.to_owned(),
        (Some(Word::Nothing | Word::Null), _) => "remove it".to_owned(),
        (_, Some(name)) => format!("write {name:?}"),
        _ => return parse_string(input),
    };
    Err(error(
        SpanRange::of(skip_to_comma(input)),
        message(problem, help),
    ))
}

pub(super) fn parse_method(input: ParseStream<'_>) -> Result<(String, SpanRange)> {
    if input.peek(LitStr) {
        return parse_string(input);
    }
    let written = parse_word(input);
    let at = SpanRange::of(&written);
    let path = as_path(&written);
    if path.as_ref().is_some_and(|path| path.get_ident().is_some()) {
        return Ok((written.to_string(), at));
    }
    if habits::word(&written) == Some(Word::Every) {
        let problem = "expected the name of a method";
        return Err(error(at, message(problem, r#"write "*""#)));
    }
    let standard = habits::method_name(&written);
    let text = joined(&written);
    let (problem, help) = match (path, standard, habits::only_string(&written)) {
        (Some(path), standard, _) => {
            let last = path.segments.last().map(|last| last.ident.to_string());
            let name = standard.or(last).unwrap_or_default();
            (
                "expected a method as a bare identifier",
                format!("write {name}"),
            )
        }
        (None, Some(name), _) => (
            "expected a method as a bare identifier",
            format!("write {name}"),
        ),
        (None, None, Some(name)) => (
            "expected the name of a method alone",
            format!("write {name:?}"),
        ),
        (None, None, None) if several_methods(&text).is_some() => {
            let names = several_methods(&text).unwrap_or_default();
            (
                "expected one method per entry",
                format!("write {}", names.join(", ")),
            )
        }
        (None, None, None) => {
            // `M-SEARCH` isn't one identifier to Rust.
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

/// The methods of `GET | POST`.
fn several_methods(text: &str) -> Option<Vec<&str>> {
    let names: Vec<_> = text
        .split(['|', '/', '&', ';', '+'])
        .filter(|name| !name.is_empty())
        .collect();
    let is_name =
        |name: &&str| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    (names.len() > 1 && names.iter().all(is_name)).then_some(names)
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
