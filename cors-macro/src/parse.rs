//! Tokens → arguments with spans.

use cors_core::rules::Danger;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Attribute, Error, Expr, Ident, LitInt, LitStr, Path, Result, Token, bracketed, token};

use crate::errors::{Errors, message};

/// What the arguments of a macro say, each with where it says so.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) origins: Option<Entries<String>>,
    pub(crate) methods: Option<Entries<String>>,
    pub(crate) headers: Option<Entries<String>>,
    pub(crate) expose: Option<Entries<String>>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<(i64, Span)>,
    pub(crate) enforce: Option<Span>,
    pub(crate) dangers: Option<Entries<Danger>>,
    pub(crate) policy: Option<Expr>,
    pub(crate) request: Option<Ident>,
    pub(crate) krate: Option<Path>,
    /// The arguments as named, in order.
    pub(crate) names: Vec<Ident>,
}

/// The entries of a list, and where the list is.
pub(crate) struct Entries<T> {
    pub(crate) span: Span,
    pub(crate) values: Vec<(T, Span)>,
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
                skip_entry(input)?;
            } else if !input.is_empty() && !input.peek(Token![,]) {
                errors.add(input.error("expected a `,` between arguments"));
                skip_entry(input)?;
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
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| Error::new(error.span(), "expected the name of an argument"))?;
    if arguments.names.contains(&name) {
        return Err(Error::new(
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
                span: origin.span(),
                values: vec![(origin.value(), origin.span())],
            });
        }
        "origins" => arguments.origins = Some(list(input, &name, errors, string)?),
        "methods" => arguments.methods = Some(list(input, &name, errors, method)?),
        "headers" => arguments.headers = Some(list(input, &name, errors, string)?),
        "expose" => arguments.expose = Some(list(input, &name, errors, string)?),
        "dangerously_allow" => arguments.dangers = Some(list(input, &name, errors, danger)?),
        "credentials" => {
            flag(input, &name)?;
            arguments.credentials = true;
        }
        "enforce" => {
            flag(input, &name)?;
            arguments.enforce = Some(name.span());
        }
        "max_age" => arguments.max_age = Some(seconds(input, &name)?),
        "policy" if of.takes("policy") => arguments.policy = Some(value(input, &name)?),
        "request" if of.takes("request") => arguments.request = Some(value(input, &name)?),
        "crate" => {
            equals(input, &name)?;
            arguments.krate = Some(input.call(Path::parse_mod_style)?);
        }
        _ => return Err(unknown(&name, of)),
    }
    Ok(())
}

fn equals(input: ParseStream<'_>, name: &Ident) -> Result<()> {
    if input.parse::<Option<Token![=]>>()?.is_some() {
        return Ok(());
    }
    Err(Error::new(
        name.span(),
        message(
            format_args!("`{name}` needs a value"),
            format_args!("write {name} = {}", example(name)),
        ),
    ))
}

fn value<T: syn::parse::Parse>(input: ParseStream<'_>, name: &Ident) -> Result<T> {
    equals(input, name)?;
    input.parse().map_err(|error| {
        Error::new(
            error.span(),
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

fn flag(input: ParseStream<'_>, name: &Ident) -> Result<()> {
    if !input.peek(Token![=]) {
        return Ok(());
    }
    let equals: Token![=] = input.parse()?;
    let (span, off) = match input.parse::<Expr>() {
        Ok(Expr::Lit(literal)) => {
            let off = matches!(&literal.lit, syn::Lit::Bool(value) if !value.value);
            (literal.span(), off)
        }
        Ok(other) => (other.span(), false),
        Err(_) => (equals.span(), false),
    };
    let help = if off {
        format!("leave `{name}` out")
    } else {
        format!("write the bare word `{name}`")
    };
    Err(Error::new(
        span,
        message(format_args!("`{name}` is a flag and takes no value"), help),
    ))
}

fn seconds(input: ParseStream<'_>, name: &Ident) -> Result<(i64, Span)> {
    equals(input, name)?;
    let minus: Option<Token![-]> = input.parse()?;
    let whole = if input.peek(LitInt) {
        let literal: LitInt = input.parse()?;
        let negative = if minus.is_some() { "-" } else { "" };
        match literal.suffix() {
            "" => {
                // A number that is too large for its type is too large for the rule as well.
                let digits = format!("{negative}{}", literal.base10_digits());
                let seconds =
                    digits
                        .parse()
                        .unwrap_or(if minus.is_some() { i64::MIN } else { i64::MAX });
                return Ok((seconds, literal.span()));
            }
            _ => literal.span(),
        }
    } else {
        match input.parse::<TokenTree>() {
            Ok(other) => other.span(),
            Err(error) => error.span(),
        }
    };
    Err(Error::new(
        whole,
        message(
            "`max_age` is a whole number of seconds, written out",
            "write max_age = 600 for ten minutes",
        ),
    ))
}

fn list<T>(
    input: ParseStream<'_>,
    name: &Ident,
    errors: &mut Errors,
    entry: impl Fn(ParseStream<'_>) -> Result<(T, Span)>,
) -> Result<Entries<T>> {
    equals(input, name)?;
    if !input.peek(token::Bracket) {
        return Err(input.error(message(
            format_args!("`{name}` takes a list"),
            format_args!("write {name} = {}", example(name)),
        )));
    }
    let content;
    let brackets = bracketed!(content in input);
    let mut values = vec![];
    while !content.is_empty() {
        match without_attributes(&content).and_then(|()| entry(&content)) {
            Ok(value) => {
                values.push(value);
                if !content.is_empty() && !content.peek(Token![,]) {
                    errors.add(content.error("expected a `,` between entries"));
                    skip_entry(&content)?;
                }
            }
            Err(error) => {
                errors.add(error);
                skip_entry(&content)?;
            }
        }
        content.parse::<Option<Token![,]>>()?;
    }
    Ok(Entries {
        span: brackets.span.join(),
        values,
    })
}

/// `#[cfg(…)]` is resolved before anything is parsed; nothing else means anything on an entry.
fn without_attributes(input: ParseStream<'_>) -> Result<()> {
    match input.call(Attribute::parse_outer)?.first() {
        None => Ok(()),
        Some(attribute) => Err(Error::new(
            attribute.span(),
            "the only attribute that an entry can have is `#[cfg(…)]`",
        )),
    }
}

fn string(input: ParseStream<'_>) -> Result<(String, Span)> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return Ok((literal.value(), literal.span()));
    }
    let span = match input.parse::<Expr>() {
        Ok(other) => other.span(),
        Err(_) => input.span(),
    };
    Err(Error::new(
        span,
        message(
            "this must be a string literal, so that it can be checked while the program compiles",
            "for values that are known at run time, there is `Policy::builder()`",
        ),
    ))
}

fn method(input: ParseStream<'_>) -> Result<(String, Span)> {
    if input.peek(LitStr) {
        return string(input);
    }
    let expression: Expr = input.parse()?;
    let span = expression.span();
    if let Expr::Path(path) = &expression
        && let Some(last) = path.path.segments.last()
    {
        if let Some(method) = path.path.get_ident() {
            return Ok((method.to_string(), span));
        }
        return Err(Error::new(
            span,
            message(
                "a method is written by its bare name",
                format_args!("write {}", last.ident),
            ),
        ));
    }
    Err(Error::new(
        span,
        message(
            "this is not a method",
            r#"write its name, e.g. PUT or "PURGE""#,
        ),
    ))
}

fn danger(input: ParseStream<'_>) -> Result<(Danger, Span)> {
    let span = input.span();
    let name = match input.parse::<Ident>() {
        Ok(name) => name.to_string(),
        Err(_) => String::new(),
    };
    let names = Danger::ALL.map(Danger::name);
    if let Some(danger) = Danger::ALL.into_iter().find(|danger| danger.name() == name) {
        return Ok((danger, span));
    }
    let help = match nearest(&name, &names) {
        Some(meant) => format!("write {meant}"),
        None => format!("those that can be are {}", names.join(", ")),
    };
    Err(Error::new(
        span,
        message("this is not a hazard that can be allowed", help),
    ))
}

fn unknown(name: &Ident, of: Macro) -> Error {
    let text = name.to_string();
    if ATTRIBUTE_ARGUMENTS.contains(&&*text) {
        return Error::new(
            name.span(),
            message(format_args!("`{text}` has no meaning here"), "remove it"),
        );
    }
    let mut known = POLICY_ARGUMENTS.to_vec();
    known.extend(
        ATTRIBUTE_ARGUMENTS
            .iter()
            .filter(|argument| of.takes(argument)),
    );
    let help = match nearest(&text, &known) {
        Some(meant) => format!("write {meant}"),
        None => format!("the arguments are {}", known.join(", ")),
    };
    Error::new(
        name.span(),
        message(format_args!("there is no argument `{text}`"), help),
    )
}

/// The name that was most likely meant.
fn nearest<'name>(written: &str, names: &[&'name str]) -> Option<&'name str> {
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

/// Goes on to the next `,`, or to the end.
fn skip_entry(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
