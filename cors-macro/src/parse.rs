//! Tokens → arguments with spans.

use cors_core::rules::Hazard;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Error, Expr, Ident, LitInt, LitStr, Path, Result, Token, bracketed, token};

use crate::errors::{Errors, Range, error, message};

/// What the arguments of a macro say, each with where it says so.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) origins: Option<Entries<String>>,
    pub(crate) methods: Option<Entries<String>>,
    pub(crate) headers: Option<Entries<String>>,
    pub(crate) expose: Option<Entries<String>>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<(i64, Range)>,
    pub(crate) enforce: Option<Span>,
    pub(crate) dangers: Option<Entries<Hazard>>,
    /// Whether a hazard may be meant to be allowed that isn't among those.
    pub(crate) dangers_unread: bool,
    pub(crate) policy: Option<Expr>,
    pub(crate) request: Option<Ident>,
    pub(crate) krate: Option<Path>,
    /// The arguments as named, in order.
    pub(crate) names: Vec<Ident>,
}

/// The entries of a list, and where the list is.
pub(crate) struct Entries<T> {
    pub(crate) at: Range,
    pub(crate) values: Vec<(T, Range)>,
}

/// Which macro is being parsed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// `#[cors]`
    Http,
    /// `#[cors::axum::cors]`
    Axum,
    /// `policy!`
    Policy,
}

impl Macro {
    fn takes(self, argument: &str) -> bool {
        match argument {
            "policy" => self != Self::Policy,
            "request" => self == Self::Http,
            _ => true,
        }
    }
}

/// What the arguments of a policy are called.
const POLICY_ARGUMENTS: [&str; 8] = [
    "origins",
    "methods",
    "headers",
    "expose",
    "credentials",
    "max_age",
    "enforce",
    "dangerously_allow",
];
/// What else an attribute takes.
const ATTRIBUTE_ARGUMENTS: [&str; 2] = ["policy", "request"];

impl Arguments {
    /// The arguments that make a policy of its own.
    pub(crate) fn of_policy(&self) -> impl Iterator<Item = &Ident> {
        self.names
            .iter()
            .filter(|name| POLICY_ARGUMENTS.iter().any(|known| *name == known))
    }
}

/// Parses every argument that can be parsed, and says what is wrong with the others.
pub(crate) fn arguments(tokens: TokenStream, of: Macro, errors: &mut Errors) -> Arguments {
    let mut arguments = Arguments::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = argument(input, of, &mut arguments, errors) {
                errors.add(error);
                until_comma(input);
            } else {
                comma_or_end(input, errors);
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.add(error);
    }
    arguments
}

fn argument(
    input: ParseStream<'_>,
    of: Macro,
    arguments: &mut Arguments,
    errors: &mut Errors,
) -> Result<()> {
    if !input.peek(Ident::peek_any) {
        return Err(not_a_name(input, of));
    }
    let name = input.call(Ident::parse_any)?;
    if arguments.names.contains(&name) {
        return Err(error(
            name.span(),
            message(
                format_args!("`{name}` is already given"),
                "remove one of them",
            ),
        ));
    }
    arguments.names.push(name.clone());
    match name.to_string().as_str() {
        "origins" if input.peek(Token![=]) && input.peek2(LitStr) => {
            input.parse::<Token![=]>()?;
            let origin: LitStr = input.parse()?;
            arguments.origins = Some(Entries {
                at: origin.span().into(),
                values: vec![(origin.value(), origin.span().into())],
            });
        }
        "origins" => arguments.origins = Some(list(input, &name, errors, string)?),
        "methods" => arguments.methods = Some(list(input, &name, errors, method)?),
        "headers" => arguments.headers = Some(list(input, &name, errors, header)?),
        "expose" => arguments.expose = Some(list(input, &name, errors, header)?),
        "dangerously_allow" => {
            arguments.dangers_unread = true;
            let mut unread = Errors::default();
            let dangers = list(input, &name, &mut unread, danger)?;
            arguments.dangers_unread = !unread.is_empty();
            arguments.dangers = Some(dangers);
            errors.append(unread);
        }
        "credentials" => arguments.credentials = flag(input, &name, errors),
        "enforce" => {
            arguments.enforce = flag(input, &name, errors).then(|| name.span());
        }
        "max_age" => arguments.max_age = Some(seconds(input, &name)?),
        "policy" if of.takes("policy") => {
            arguments.policy = Some(value(input, &name, Expr::parse)?);
        }
        "request" if of.takes("request") => {
            // Any word, as `self` is one that the language keeps for itself.
            arguments.request = Some(value(input, &name, Ident::parse_any)?);
        }
        "crate" => {
            equals(input, &name)?;
            arguments.krate = Some(input.call(Path::parse_mod_style)?);
        }
        _ => {
            let (error, meant) = unknown(&name, of);
            arguments.dangers_unread |= meant == Some("dangerously_allow");
            return Err(error);
        }
    }
    Ok(())
}

/// What to say of something where the name of an argument should be.
fn not_a_name(input: ParseStream<'_>, of: Macro) -> Error {
    if input.peek(Token![,]) {
        return too_many_commas(input);
    }
    if input.peek(Token![#]) {
        return error(
            input.span(),
            message(
                "only the entries of a list can have a `#[cfg(…)]`",
                "for the whole, write an attribute for each case: #[cfg_attr(…, cors(…))]",
            ),
        );
    }
    let here = input.span();
    let (string, list) = (input.peek(LitStr), input.peek(token::Bracket));
    let written = until_comma(input);
    let (at, help) = match (string, list) {
        (true, _) => (Range::of(&written), format!("write origins = [{written}]")),
        (_, true) => (Range::of(&written), format!("write origins = {written}")),
        _ => (here.into(), of_arguments(of)),
    };
    error(at, message("an argument starts with its name", help))
}

fn too_many_commas(input: ParseStream<'_>) -> Error {
    error(
        input.span(),
        message("there is a `,` too many", "remove it"),
    )
}

/// After an argument, or an entry of a list.
fn comma_or_end(input: ParseStream<'_>, errors: &mut Errors) {
    if !input.is_empty() && !input.peek(Token![,]) {
        errors.at(input.span(), "a `,` is missing before this");
        until_comma(input);
    }
}

fn equals(input: ParseStream<'_>, name: &Ident) -> Result<()> {
    let mut at = Range::from(name.span());
    if input.peek(Token![=]) {
        at.end = input.parse::<Token![=]>()?.span;
        if !input.is_empty() && !input.peek(Token![,]) {
            return Ok(());
        }
    }
    Err(error(
        at,
        message(
            format_args!("`{name}` needs a value"),
            format_args!("write {name} = {}", example(name)),
        ),
    ))
}

fn value<T>(
    input: ParseStream<'_>,
    name: &Ident,
    parse: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    equals(input, name)?;
    let written = until_comma(input);
    let at = Range::of(&written);
    parse.parse2(written).map_err(|_| {
        error(
            at,
            message(
                format_args!("this is not a value for `{name}`"),
                format_args!("write {name} = {}", example(name)),
            ),
        )
    })
}

/// What an argument may look like.
fn example(name: &Ident) -> &'static str {
    match name.to_string().as_str() {
        "origins" => r#"["https://app.example.com"]"#,
        "methods" => "[PUT, DELETE]",
        "headers" => r#"["content-type"]"#,
        "expose" => r#"["etag"]"#,
        "max_age" => "600",
        "dangerously_allow" => "[insecure_origins]",
        "policy" => "API",
        "request" => "req",
        _ => "::cors",
    }
}

/// Whether the flag is set, as far as can be told.
fn flag(input: ParseStream<'_>, name: &Ident, errors: &mut Errors) -> bool {
    let group = input.peek(token::Paren) || input.peek(token::Bracket) || input.peek(token::Brace);
    if !group && !input.peek(Token![=]) && !input.peek(Token![:]) {
        return true;
    }
    let value = until_comma(input);
    let off = matches!(
        value.clone().into_iter().last(),
        Some(TokenTree::Ident(last)) if last == "false"
    );
    let help = if off {
        format!("leave `{name}` out")
    } else {
        format!("write the bare word `{name}`")
    };
    errors.at(
        Range::of(value),
        message(format_args!("`{name}` is a flag and takes no value"), help),
    );
    !off
}

fn seconds(input: ParseStream<'_>, name: &Ident) -> Result<(i64, Range)> {
    equals(input, name)?;
    let written = until_comma(input);
    let at = Range::of(&written);
    let number = |input: ParseStream<'_>| {
        let minus: Option<Token![-]> = input.parse()?;
        let literal: LitInt = input.parse()?;
        if !literal.suffix().is_empty() {
            return Err(input.error("a suffix"));
        }
        let negative = if minus.is_some() { "-" } else { "" };
        // A number that is too large for its type is too large for the rule as well.
        let too_large = if minus.is_some() { i64::MIN } else { i64::MAX };
        let digits = format!("{negative}{}", literal.base10_digits());
        Ok(digits.parse().unwrap_or(too_large))
    };
    match number.parse2(written) {
        Ok(seconds) => Ok((seconds, at)),
        Err(_) => Err(error(
            at,
            message(
                "`max_age` is a whole number of seconds, written out",
                "write max_age = 600 for ten minutes",
            ),
        )),
    }
}

fn list<T>(
    input: ParseStream<'_>,
    name: &Ident,
    errors: &mut Errors,
    entry: impl Fn(ParseStream<'_>) -> Result<(T, Range)>,
) -> Result<Entries<T>> {
    equals(input, name)?;
    if !input.peek(token::Bracket) {
        let written = until_comma(input);
        let fits = match syn::parse2(written.clone()) {
            Ok(Expr::Lit(literal)) => {
                name != "dangerously_allow" && matches!(literal.lit, syn::Lit::Str(_))
            }
            Ok(Expr::Path(path)) => {
                (name == "dangerously_allow" || name == "methods")
                    && path.path.get_ident().is_some()
            }
            _ => false,
        };
        let help = if fits {
            format!("write {name} = [{written}]")
        } else {
            format!("write {name} = {}", example(name))
        };
        return Err(error(
            Range::of(written),
            message(format_args!("`{name}` takes a list"), help),
        ));
    }
    let content;
    let brackets = bracketed!(content in input);
    let mut values = vec![];
    while !content.is_empty() {
        match without_attributes(&content).and_then(|()| entry(&content)) {
            Ok(value) => {
                values.push(value);
                comma_or_end(&content, errors);
            }
            Err(error) => {
                errors.add(error);
                until_comma(&content);
            }
        }
        content.parse::<Option<Token![,]>>()?;
    }
    Ok(Entries {
        at: brackets.span.join().into(),
        values,
    })
}

/// `#[cfg(…)]` is resolved before anything is parsed; nothing else means anything on an entry.
fn without_attributes(input: ParseStream<'_>) -> Result<()> {
    let attributes = input.call(Attribute::parse_outer)?;
    let problem = match attributes.first() {
        None if input.peek(Token![,]) => return Err(too_many_commas(input)),
        None => return Ok(()),
        Some(_) if input.is_empty() || input.peek(Token![,]) => {
            "there is no entry behind this attribute"
        }
        Some(_) => "the only attribute that an entry can have is `#[cfg(…)]`",
    };
    Err(error(
        Range::of(&attributes[0]),
        message(problem, "remove it"),
    ))
}

fn string(input: ParseStream<'_>) -> Result<(String, Range)> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return Ok((literal.value(), literal.span().into()));
    }
    Err(error(
        Range::of(until_comma(input)),
        message(
            "this must be a string literal, so that it can be checked while the program compiles",
            "for values that are known at run time, there is `Policy::builder()`",
        ),
    ))
}

fn header(input: ParseStream<'_>) -> Result<(String, Range)> {
    // `content-type` without its quotes, which no constant is called.
    let unquoted = text(&until_comma(&input.fork()));
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !unquoted.starts_with(|c: char| c.is_ascii_lowercase()) || !unquoted.chars().all(lower) {
        return string(input);
    }
    Err(error(
        Range::of(until_comma(input)),
        message(
            "the name of a header is written in quotes",
            format_args!("write {unquoted:?}"),
        ),
    ))
}

fn method(input: ParseStream<'_>) -> Result<(String, Range)> {
    if input.peek(LitStr) {
        return string(input);
    }
    let written = words(input);
    let at = Range::of(&written);
    let (problem, help) = match path(&written) {
        Some(path) if path.get_ident().is_some() => return Ok((written.to_string(), at)),
        Some(path) => {
            let name = path
                .segments
                .last()
                .map(|segment| segment.ident.to_string());
            let help = format!("write {}", name.unwrap_or_default());
            ("a method is written by its bare name", help)
        }
        None => {
            // `M-SEARCH` isn't one name to Rust.
            let text = text(&written);
            let dashed = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let help = if text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(dashed)
            {
                format!("write {text:?}")
            } else {
                r#"write its name, e.g. PUT or "PURGE""#.to_owned()
            };
            ("this is not the name of a method", help)
        }
    };
    Err(error(at, message(problem, help)))
}

fn danger(input: ParseStream<'_>) -> Result<(Hazard, Range)> {
    let written = words(input);
    let at = Range::of(&written);
    let path = path(&written);
    let bare = path.as_ref().is_some_and(|path| path.get_ident().is_some());
    let name = match &path {
        Some(path) => path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        None => syn::parse2(written).ok().map(|text: LitStr| text.value()),
    };
    let name = name.unwrap_or_default();
    let names: Vec<_> = Hazard::ALL.iter().map(|danger| danger.name()).collect();
    let known = Hazard::ALL.iter().find(|danger| danger.name() == name);
    let problem = match known {
        Some(danger) if bare => return Ok((*danger, at)),
        Some(_) => "a hazard is written by its bare name",
        None => "this is not a hazard that can be allowed",
    };
    let help = match nearest(&name, &names) {
        Some(meant) => format!("write {meant}"),
        None => format!("those that can be are {}", names.join(", ")),
    };
    Err(error(at, message(problem, help)))
}

fn path(written: &TokenStream) -> Option<Path> {
    Path::parse_mod_style.parse2(written.clone()).ok()
}

/// What to say of an argument that doesn't exist, and which one was meant.
fn unknown(name: &Ident, of: Macro) -> (Error, Option<&'static str>) {
    let text = name.to_string();
    if ATTRIBUTE_ARGUMENTS.contains(&&*text) {
        let problem = match of {
            Macro::Axum => format!("`{text}` has no meaning here: axum has extractors"),
            _ => format!("`{text}` is an argument of `#[cors]` alone"),
        };
        return (error(name.span(), message(problem, "remove it")), None);
    }
    let meant = nearest(&text, &names(of));
    let help = match meant {
        Some(meant) => format!("write {meant}"),
        None => of_arguments(of),
    };
    let problem = format!("there is no argument `{text}`");
    (error(name.span(), message(problem, help)), meant)
}

fn names(of: Macro) -> Vec<&'static str> {
    let mut names = POLICY_ARGUMENTS.to_vec();
    names.extend(
        ATTRIBUTE_ARGUMENTS
            .iter()
            .filter(|argument| of.takes(argument)),
    );
    names
}

fn of_arguments(of: Macro) -> String {
    format!("the arguments are {}", names(of).join(", "))
}

/// The name that was most likely meant.
fn nearest(written: &str, names: &[&'static str]) -> Option<&'static str> {
    // `allow_origin`, `exposed_headers` and the like, as other libraries call them.
    let stem = |name: &str| written.contains(name.trim_end_matches('s'));
    let written_like = |name: &str| strsim::jaro_winkler(written, name);
    let other_library = [
        "expose",
        "origins",
        "methods",
        "headers",
        "credentials",
        "max_age",
    ];
    other_library
        .into_iter()
        .find(|name| stem(name))
        .and_then(|stem| names.iter().find(|name| **name == stem))
        .or_else(|| {
            let best = names
                .iter()
                .max_by(|a, b| written_like(a).total_cmp(&written_like(b)))?;
            (written_like(best) > 0.75).then_some(best)
        })
        .copied()
}

/// These tokens without white space.
fn text(tokens: &TokenStream) -> String {
    let tokens = tokens.clone().into_iter();
    tokens.map(|token| token.to_string()).collect()
}

/// An entry without quotes. Two words side by side are two, with no comma between.
fn words(input: ParseStream<'_>) -> TokenStream {
    let two = input.peek2(Ident::peek_any) || input.peek2(LitStr);
    if input.peek(Ident::peek_any)
        && two
        && let Ok(first) = input.parse::<TokenTree>()
    {
        return first.into();
    }
    until_comma(input)
}

/// What stands before the next `,`, or before the end.
fn until_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>() {
            Ok(token) => token.to_tokens(&mut tokens),
            Err(_) => break,
        }
    }
    tokens
}
