//! The arguments of a call, one after the other.

use std::collections::HashMap;
use std::time::Duration;

use cors_core::__private::Location;
use cors_core::Config;
use cors_core::{List, Violation};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Error, Expr, Ident, LitInt, LitStr, Path, Result, Token, bracketed, token};

use super::entries::{Origin, parse_hazard, parse_header, parse_method, parse_origin};
use super::habits::{self, Word};
use super::names::{self, list_of_arguments};
use super::table::{ARGUMENTS, Argument, Entry, MacroKind, Value};
use super::tokens::{
    as_path, expect_comma_or_end, is_path, joined, skip_to_comma, unexpected_comma,
};
use crate::expansion::errors::{Errors, error, message};
use crate::expansion::spans::SpanRange;

/// What the arguments of a macro say, and where.
#[derive(Default)]
pub(crate) struct Arguments {
    /// The policy, as far as it could be read.
    pub(crate) config: Config,
    /// Where its parts are written. A list that is written has an entry for the whole of it.
    pub(crate) spans: HashMap<Location, SpanRange>,
    /// A `max_age` below zero, which no [`Config`] can have.
    pub(crate) negative_max_age: Option<i64>,
    /// The slots among the origins, by their paths.
    pub(crate) slots: Vec<Path>,
    /// Whether a hazard that couldn't be read may be meant to be allowed.
    pub(crate) hazards_incomplete: bool,
    pub(crate) policy: Option<Expr>,
    pub(crate) policy_by: Option<Expr>,
    /// The flag that stands for a policy without origins.
    pub(crate) none: Option<Ident>,
    pub(crate) request: Option<Ident>,
    pub(crate) krate: Option<Path>,
    /// Whether `origins` is a string without brackets.
    pub(crate) bare_origins: bool,
    /// Whether `credentials` stands somewhere, as what a message may offer depends on it.
    has_credentials: bool,
    /// The names of the arguments, and whether each is part of a policy.
    names: Vec<(Ident, bool)>,
}

/// The path of a slot, as it is written.
pub(crate) fn slot_name(path: &Path) -> String {
    joined(&path.to_token_stream())
}

/// Parses every argument that can be parsed, and says what is wrong with the others.
pub(crate) fn parse(tokens: TokenStream, kind: MacroKind, errors: &mut Errors) -> Arguments {
    let mut arguments = Arguments {
        has_credentials: tokens
            .clone()
            .into_iter()
            .any(|token| matches!(token, TokenTree::Ident(name) if name == "credentials")),
        ..Arguments::default()
    };
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = arguments.parse_one(input, kind, errors) {
                errors.add(error);
                skip_to_comma(input);
            } else {
                expect_comma_or_end(input, errors);
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

impl Arguments {
    /// The lists that are written and have no entries.
    pub(crate) fn empty_lists(&self) -> impl Iterator<Item = List> {
        let lists = self.spans.keys().filter_map(|location| match location {
            Location::List(list, None) => Some(*list),
            _ => None,
        });
        lists.filter(|list| {
            let has_slots = *list == List::Origins && !self.slots.is_empty();
            !has_slots && !self.spans.contains_key(&Location::List(*list, Some(0)))
        })
    }

    pub(crate) fn is_written(&self, list: List) -> bool {
        self.spans.contains_key(&Location::List(list, None))
    }

    /// The arguments that are part of a policy.
    pub(crate) fn policy_parts(&self) -> impl Iterator<Item = &Ident> {
        self.names
            .iter()
            .filter(|(_, is_of_policy)| *is_of_policy)
            .map(|(name, _)| name)
    }

    fn parse_one(
        &mut self,
        input: ParseStream<'_>,
        kind: MacroKind,
        errors: &mut Errors,
    ) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(self.not_a_name(input, kind));
        }
        if let Some(error) = self.not_one_word(input, kind) {
            return Err(error);
        }
        let name = input.call(Ident::parse_any)?;
        if self.names.iter().any(|(other, _)| *other == name) {
            let problem = format!("duplicate argument `{name}`");
            return Err(error(name.span(), message(problem, "remove one of them")));
        }
        let value = skip_to_comma(&input.fork());
        let found = names::find(&name, &value, kind, self.has_credentials);
        let is_of_policy = matches!(found, Ok(argument) if argument.is_of_policy());
        self.names.push((name.clone(), is_of_policy));
        let argument = found.map_err(|(error, meant)| {
            let hazards = |meant: &Argument| matches!(meant.value, Value::Hazards);
            self.hazards_incomplete |= meant.is_some_and(hazards);
            error
        })?;
        let named = Named { name, argument };
        match argument.value {
            Value::Strings(list, entry, field) => {
                let (at, entries) =
                    named.parse_strings(input, entry, self.has_credentials, errors)?;
                *field(&mut self.config) = self.keep_spans(list, at, entries);
            }
            Value::Origins => {
                let (at, entries) = named.parse_origins(input, self, errors)?;
                let mut origins = vec![];
                for entry in entries {
                    match entry {
                        Origin::Text(text, at) => origins.push((text, at)),
                        Origin::Slot(path) => self.add_slot(path, errors),
                    }
                }
                self.config.origins = self.keep_spans(List::Origins, at, origins);
            }
            Value::Hazards => {
                self.hazards_incomplete = true;
                let mut unread = Errors::default();
                let (at, entries) =
                    named.parse_list(input, self.has_credentials, &mut unread, parse_hazard)?;
                self.hazards_incomplete = !unread.is_empty();
                errors.append(unread);
                self.config.dangerously_allow =
                    self.keep_spans(List::DangerouslyAllow, at, entries);
            }
            Value::Flag(location, field) => {
                *field(&mut self.config) = named.parse_flag(input, errors);
                self.spans
                    .extend(location.map(|location| (location, named.name.span().into())));
            }
            Value::Seconds => {
                let (seconds, at) = named.parse_seconds(input)?;
                self.spans.insert(Location::MaxAge, at);
                match u64::try_from(seconds) {
                    Ok(seconds) => self.config.max_age = Some(Duration::from_secs(seconds)),
                    Err(_) => self.negative_max_age = Some(seconds),
                }
            }
            Value::Chooser => self.policy_by = Some(named.parse_place(input)?),
            Value::Expression => self.policy = Some(named.parse_place(input)?),
            Value::Nobody => {
                if named.parse_flag(input, errors) {
                    self.none = Some(named.name);
                }
            }
            // Any word, as `self` is one that the language keeps for itself.
            Value::Parameter => self.request = Some(named.parse_value(input, Ident::parse_any)?),
            Value::Facade => {
                if let Some(error) = named.parse_unquoted(input)? {
                    return Err(error);
                }
                self.krate = Some(named.parse_value(input, Path::parse_mod_style)?);
            }
        }
        Ok(())
    }

    fn add_slot(&mut self, path: Path, errors: &mut Errors) {
        let value = slot_name(&path);
        if self.slots.iter().any(|other| slot_name(other) == value) {
            let list = List::Origins;
            errors.at(SpanRange::of(&path), Violation::Duplicate { list, value });
        } else {
            self.slots.push(path);
        }
    }

    fn keep_spans<T>(&mut self, list: List, at: SpanRange, entries: Vec<(T, SpanRange)>) -> Vec<T> {
        self.spans.insert(Location::List(list, None), at);
        let entries = entries.into_iter().enumerate();
        entries
            .map(|(index, (entry, at))| {
                self.spans.insert(Location::List(list, Some(index)), at);
                entry
            })
            .collect()
    }
}

impl Arguments {
    /// What to say of something where the name of an argument should be.
    fn not_a_name(&mut self, input: ParseStream<'_>, kind: MacroKind) -> Error {
        if input.peek(Token![,]) {
            return unexpected_comma(input);
        }
        if input.peek(Token![#]) {
            return unexpected_attribute(
                input,
                "`#[cfg(…)]` is only allowed on the entries of a list",
                "to switch a whole argument, use `#[cfg_attr(…, cors(…))]`",
            );
        }
        let here = input.span();
        let (string, list) = (input.peek(LitStr), input.peek(token::Bracket));
        let (number, not) = (input.peek(LitInt), input.peek(Token![!]));
        let braces = input.peek(token::Brace);
        let written = skip_to_comma(input);
        let at = SpanRange::of(&written);
        let named = |after: usize| {
            let name = written.clone().into_iter().nth(after)?;
            Some(name.to_string().trim_matches('"').to_owned())
        };
        let separator = named(1).filter(|sign| [":", "="].contains(&&**sign));
        if string && separator.is_some() {
            // `"origins": […]`
            let name = named(0).unwrap_or_default();
            let is_known = ARGUMENTS.iter().any(|argument| argument.name == name);
            let said = match is_known {
                true => message(
                    format_args!("expected the name of an argument, found {name:?}"),
                    format_args!("write {name}, without quotes"),
                ),
                false => {
                    let value = written.clone().into_iter().skip(2).collect();
                    let (said, meant) =
                        names::message_of_unknown(&name, &value, kind, self.has_credentials);
                    let is_hazards = |meant: &Argument| matches!(meant.value, Value::Hazards);
                    self.hazards_incomplete |= meant.is_some_and(is_hazards);
                    said
                }
            };
            return error(here, said);
        }
        let last = self
            .names
            .last()
            .map(|(name, _)| name.to_string())
            .unwrap_or_default();
        let help = if string && last == "origins" && self.bare_origins {
            // `origins = "…", "…"`
            let mut entries = self.config.origins.clone();
            entries.extend(habits::strings(&written).into_iter().flatten());
            while input.peek(Token![,]) && input.peek2(LitStr) {
                let _: Result<Token![,]> = input.parse();
                entries.extend(habits::strings(&skip_to_comma(input)).into_iter().flatten());
            }
            match habits::list_of(List::Origins, &entries, self.has_credentials) {
                Some(origins) => format!("write origins = {origins}"),
                None => "write all of them in brackets: origins = […]".to_owned(),
            }
        } else if number && last == "max_age" {
            // `max_age = 3,600`
            let first = self.config.max_age.unwrap_or_default().as_secs();
            format!("write max_age = {first}{written}")
        } else if let Some(origins) = habits::strings(&written)
            .filter(|_| string || list)
            .and_then(|origins| habits::list_of(List::Origins, &origins, self.has_credentials))
        {
            format!("write origins = {origins}")
        } else if let Some(flag) =
            habits::only_string(&written).filter(|name| string && (is_flag(name) || name == "none"))
        {
            format!("write {flag}, without quotes")
        } else if string && kind != MacroKind::Policy && is_one_word(&written) {
            "write the name of the policy without quotes: policy = API".to_owned()
        } else if string || list {
            habits::TRUST.to_owned()
        } else if braces {
            "write the arguments without braces, e.g. origins = [\"https://app.example.com\"]"
                .to_owned()
        } else if not && let Some(flag) = named(1).filter(|name| is_flag(name)) {
            names::leave_out(&flag)
        } else if habits::word(&written) == Some(Word::Every) && !self.has_credentials {
            r#"write origins = ["*"] for every origin"#.to_owned()
        } else if not_an_argument_but_a_policy(&written) && kind != MacroKind::Policy {
            let place = written.to_string().replace(' ', "");
            format!("write policy = {}", place.trim_start_matches('&'))
        } else {
            return error(
                here,
                message("expected the name of an argument", list_of_arguments(kind)),
            );
        };
        error(at, message("expected the name of an argument", help))
    }

    /// What to say of several tokens where one word should be: `crate::API`, `max-age = 600`.
    fn not_one_word(&mut self, input: ParseStream<'_>, kind: MacroKind) -> Option<Error> {
        let ahead = input.fork();
        let written = skip_to_comma(&ahead);
        let problem = "expected the name of an argument";
        let words: Vec<_> = written.clone().into_iter().collect();
        if not_an_argument_but_a_policy(&written) && kind != MacroKind::Policy {
            skip_to_comma(input);
            let policy = joined(&written);
            return Some(error(
                SpanRange::of(&written),
                message(problem, format_args!("write policy = {policy}")),
            ));
        }
        // `CorsLayer::permissive()`
        if habits::is_constructor(&written) {
            skip_to_comma(input);
            let help = match habits::word(&written) {
                Some(Word::Every) if self.has_credentials => habits::TRUST.to_owned(),
                Some(Word::Every) => r#"write origins = ["*"] for every origin"#.to_owned(),
                _ => list_of_arguments(kind),
            };
            return Some(error(SpanRange::of(&written), message(problem, help)));
        }
        // `access-control-allow-origin`, `cors.allowed.origins`
        let is = |at: usize, punct: char| matches!(words.get(at), Some(TokenTree::Punct(p)) if p.as_char() == punct);
        let mut end = 1;
        while (is(end, '-') || is(end, '.'))
            && matches!(words.get(end + 1), Some(TokenTree::Ident(_)))
        {
            end += 2;
        }
        let is_dotted = is(1, '.');
        if end == 1 || is_dotted && !is(end, '=') && !is(end, ':') {
            return None;
        }
        let name: TokenStream = words[..end].iter().cloned().collect();
        let text = joined(&name);
        skip_to_comma(input);
        let snake = text.replace(['-', '.'], "_");
        let argument = ARGUMENTS.iter().find(|argument| argument.name == snake);
        let (said, meant) = match argument {
            Some(argument) => (
                message(
                    format_args!("unknown argument `{text}`"),
                    format_args!("write {snake}"),
                ),
                Some(argument),
            ),
            None => {
                let value = words[end..].iter().cloned().collect();
                names::message_of_unknown(&text, &value, kind, self.has_credentials)
            }
        };
        let is_hazards = |meant: &Argument| matches!(meant.value, Value::Hazards);
        self.hazards_incomplete |= meant.is_some_and(is_hazards);
        Some(error(SpanRange::of(name), said))
    }
}

/// Whether this is a path to something, or a name in capitals, as a static has.
fn not_an_argument_but_a_policy(written: &TokenStream) -> bool {
    let text = joined(written);
    let text = text.trim_start_matches('&');
    let is_path = text.split("::").all(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let last = text.rsplit("::").next().unwrap_or_default();
    let is_constant = last.len() > 1
        && last.starts_with(|c: char| c.is_ascii_uppercase())
        && !last.contains(|c: char| c.is_ascii_lowercase());
    let is_method = habits::method_name(written).is_some();
    let is_call = text.strip_suffix("()").is_some_and(|path| {
        path.contains("::")
            && !habits::is_constructor(written)
            && path
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_:".contains(c))
    });
    // `headers: :any` has no path.
    let is_path = is_path && (!text.contains("::") || as_path(&after_ampersand(written)).is_some());
    is_call
        || is_path && (text.contains("::") || is_constant && !is_method)
        || text.starts_with("cors::policy!{") && text.ends_with('}')
}

fn after_ampersand(written: &TokenStream) -> TokenStream {
    let is_ampersand =
        |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '&');
    written
        .clone()
        .into_iter()
        .skip_while(is_ampersand)
        .collect()
}

fn is_flag(name: &str) -> bool {
    let named = ARGUMENTS.iter().find(|argument| argument.name == name);
    named.is_some_and(Argument::is_flag)
}

/// An attribute where none can be, or one of another kind.
fn unexpected_attribute(input: ParseStream<'_>, problem: &str, help: &str) -> Error {
    let here = input.span();
    match input.call(Attribute::parse_outer) {
        Ok(attributes)
            if attributes
                .first()
                .is_some_and(|first| first.path().is_ident("doc")) =>
        {
            let problem = "unexpected doc comment";
            error(
                SpanRange::of(&attributes[0]),
                message(problem, "write it with two slashes: // …"),
            )
        }
        _ => error(here, message(problem, help)),
    }
}

/// An argument as it was named, whose value is to be parsed.
struct Named {
    name: Ident,
    argument: &'static Argument,
}

impl Named {
    fn help(&self) -> String {
        format!("write {} = {}", self.name, self.argument.example)
    }

    fn parse_equals(&self, input: ParseStream<'_>) -> Result<()> {
        let mut at = SpanRange::from(self.name.span());
        let ahead = input.fork();
        let value = skip_to_comma(&ahead);
        if input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>]) {
            at.end = input.parse::<Token![=]>()?.span;
            if !input.is_empty() && !input.peek(Token![,]) {
                return Ok(());
            }
        }
        let problem = format!("expected a value for `{}`", self.name);
        // `methods: [PUT]`, `methods(PUT)`, `policy API`
        let text = value.to_string();
        let text = text.trim_start_matches(|c: char| "=>:+ ".contains(c));
        let help = match self.argument.value {
            Value::Hazards if text.starts_with('[') && text.ends_with(']') => {
                format!("write {} = {text}", self.name)
            }
            // `policy!(origins = ["*"])`
            Value::Expression if text.starts_with('!') => {
                let inner = value.clone().into_iter().last();
                match inner {
                    Some(TokenTree::Group(group)) => {
                        let arguments = group.stream();
                        format!("write {arguments}, without `policy!`")
                    }
                    _ => self.help(),
                }
            }
            Value::Expression | Value::Chooser | Value::Parameter => {
                let inner = text.trim_matches(['(', ')', ' ', '&', '"']);
                let is_path = !inner.is_empty()
                    && inner
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_: ".contains(c));
                match is_path {
                    true => format!("write {} = {}", self.name, inner.replace(' ', "")),
                    false => self.help(),
                }
            }
            Value::Origins => {
                let parts = value
                    .into_iter()
                    .skip_while(|token| matches!(token, TokenTree::Punct(_)));
                let mut entries = habits::strings(&parts.collect());
                // `origins "…", "…"`
                input.advance_to(&ahead);
                while input.peek(Token![,]) && input.peek2(LitStr) {
                    let _: Result<Token![,]> = input.parse();
                    let more = habits::strings(&skip_to_comma(input));
                    entries
                        .iter_mut()
                        .for_each(|all| all.extend(more.clone().unwrap_or_default()));
                }
                let written =
                    entries.and_then(|entries| habits::list_of(List::Origins, &entries, false));
                match written {
                    // A slot isn't a string.
                    _ if text.starts_with('[')
                        && !text.contains('(')
                        && text
                            .split('"')
                            .step_by(2)
                            .any(|code| code.contains(char::is_uppercase)) =>
                    {
                        format!("write {} = {text}", self.name)
                    }
                    Some(written) => format!("write {} = {written}", self.name),
                    None => self.help(),
                }
            }
            Value::Strings(list, entry, _) => {
                let parts: TokenStream = value
                    .into_iter()
                    .skip_while(|token| matches!(token, TokenTree::Punct(_)))
                    .collect();
                let entries = entries_without_brackets(&parts, list, entry);
                let written = entries.and_then(|entries| habits::list_of(list, &entries, false));
                match written {
                    Some(written) => format!("write {} = {written}", self.name),
                    // `headers: :any`
                    None if habits::word(&parts) == Some(Word::Every) => {
                        format!(r#"write {} = ["*"]"#, self.name)
                    }
                    None => self.help(),
                }
            }
            Value::Seconds => {
                let parts: TokenStream = value
                    .into_iter()
                    .skip_while(|token| matches!(token, TokenTree::Punct(_)))
                    .collect();
                match habits::seconds(&parts) {
                    Some(seconds) => format!("write {} = {seconds}", self.name),
                    None => self.help(),
                }
            }
            _ => self.help(),
        };
        Err(error(at, message(problem, help)))
    }

    /// What to say of a path or an expression in quotes.
    fn parse_unquoted(&self, input: ParseStream<'_>) -> Result<Option<Error>> {
        let ahead = input.fork();
        if ahead.parse::<Token![=]>().is_err() || !ahead.peek(LitStr) {
            return Ok(None);
        }
        let written = skip_to_comma(&ahead);
        self.parse_equals(input)?;
        skip_to_comma(input);
        let help = match habits::quoted_path(&written) {
            Some(path) => format!("write {} = {path}", self.name),
            None => self.help(),
        };
        let problem = format!("unexpected value for `{}`", self.name);
        Ok(Some(error(SpanRange::of(&written), message(problem, help))))
    }

    /// An expression of something that is defined elsewhere.
    fn parse_place(&self, input: ParseStream<'_>) -> Result<Expr> {
        match self.parse_unquoted(input)? {
            Some(error) => Err(error),
            None => self.parse_value(input, Expr::parse),
        }
    }

    fn parse_value<T>(
        &self,
        input: ParseStream<'_>,
        parse: impl FnOnce(ParseStream<'_>) -> Result<T>,
    ) -> Result<T> {
        self.parse_equals(input)?;
        let written = skip_to_comma(input);
        let at = SpanRange::of(&written);
        parse.parse2(written).map_err(|_| {
            let problem = format!("unexpected value for `{}`", self.name);
            error(at, message(problem, self.help()))
        })
    }

    /// Whether the flag is set, as far as can be told.
    fn parse_flag(&self, input: ParseStream<'_>, errors: &mut Errors) -> bool {
        let group =
            input.peek(token::Paren) || input.peek(token::Bracket) || input.peek(token::Brace);
        // `credentials true`
        let bare = skip_to_comma(&input.fork());
        let is_value = bare.clone().into_iter().nth(1).is_none() && habits::is_on(&bare).is_some();
        if !group && !is_value && !input.peek(Token![=]) && !input.peek(Token![:]) {
            return true;
        }
        let name = &self.name;
        let value = skip_to_comma(input);
        let on = habits::is_on(&value);
        let help = match on {
            Some(true) => format!("write the bare word `{name}`"),
            Some(false) => names::leave_out(&name.to_string()),
            None => format!("write the bare word `{name}`, or leave `{name}` out"),
        };
        let problem = format!("`{name}` is a flag and takes no value");
        errors.at(SpanRange::of(value), message(problem, help));
        on != Some(false)
    }

    fn parse_seconds(&self, input: ParseStream<'_>) -> Result<(i64, SpanRange)> {
        self.parse_equals(input)?;
        let written = skip_to_comma(input);
        let at = SpanRange::of(&written);
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
        let meant = habits::seconds(&written);
        let nothing = habits::word(&written) == Some(habits::Word::Nothing);
        match number.parse2(written) {
            Ok(seconds) => Ok((seconds, at)),
            Err(_) => Err(error(
                at,
                message(
                    format_args!("`{}` must be an integer literal, in seconds", self.name),
                    match meant {
                        Some(seconds) => format!("write {} = {seconds}", self.name),
                        None if nothing => format!("leave `{}` out", self.name),
                        None => format!("{} for ten minutes", self.help()),
                    },
                ),
            )),
        }
    }

    fn parse_strings(
        &self,
        input: ParseStream<'_>,
        entry: Entry,
        has_credentials: bool,
        errors: &mut Errors,
    ) -> Result<(SpanRange, Vec<(String, SpanRange)>)> {
        match entry {
            Entry::Method => self.parse_list(input, has_credentials, errors, parse_method),
            Entry::Header => self.parse_list(input, has_credentials, errors, parse_header),
        }
    }

    fn parse_origins(
        &self,
        input: ParseStream<'_>,
        arguments: &mut Arguments,
        errors: &mut Errors,
    ) -> Result<(SpanRange, Vec<Origin>)> {
        let has_credentials = arguments.has_credentials;
        let parse_origin = |input: ParseStream<'_>| parse_origin(input, has_credentials);
        let single = input.fork();
        if self.parse_equals(&single).is_err() || !(single.peek(LitStr) || is_path(&single)) {
            return self.parse_list(input, has_credentials, errors, parse_origin);
        }
        self.parse_equals(input)?;
        let at = SpanRange::of(skip_to_comma(&input.fork()));
        arguments.bare_origins = input.peek(LitStr);
        Ok((at, vec![parse_origin(input)?]))
    }

    fn parse_list<T>(
        &self,
        input: ParseStream<'_>,
        has_credentials: bool,
        errors: &mut Errors,
        parse_entry: impl Fn(ParseStream<'_>) -> Result<T>,
    ) -> Result<(SpanRange, Vec<T>)> {
        self.parse_equals(input)?;
        // `[]string{"…"}` is Go's.
        if !input.peek(token::Bracket) || input.peek2(Ident::peek_any) && !is_next_argument(input) {
            let written = skip_to_comma(input);
            return Err(self.not_a_list(&written, input, has_credentials));
        }
        let content;
        let brackets = bracketed!(content in input);
        let mut entries = vec![];
        while !content.is_empty() {
            match reject_attributes(&content).and_then(|()| parse_entry(&content)) {
                Ok(entry) => {
                    entries.push(entry);
                    expect_comma_or_end(&content, errors);
                }
                Err(error) => {
                    errors.add(error);
                    skip_to_comma(&content);
                }
            }
            content.parse::<Option<Token![,]>>()?;
        }
        Ok((brackets.span.join().into(), entries))
    }

    /// What to say of a value that isn't in brackets. `input` is what follows it.
    fn not_a_list(
        &self,
        written: &TokenStream,
        input: ParseStream<'_>,
        has_credentials: bool,
    ) -> Error {
        let name = &self.name;
        let (list, entry) = match self.argument.value {
            Value::Origins => (List::Origins, None),
            Value::Strings(list, entry, _) => (list, Some(entry)),
            _ => (List::DangerouslyAllow, None),
        };
        let is_origins = list == List::Origins;
        let problem = format!("expected a list for `{name}`");
        let is_word = (is_origins || entry.is_some())
            .then(|| habits::word(written))
            .flatten();
        let mut all = written.clone();
        if is_word.is_none() && !is_origins {
            // `methods = GET, POST`
            while is_bare_entry(input, entry)
                && let Ok(comma) = input.parse::<Token![,]>()
            {
                comma.to_tokens(&mut all);
                skip_to_comma(input).to_tokens(&mut all);
            }
        }
        let at = SpanRange::of(&all);
        let write = |list: String| format!("write {name} = {list}");
        let help = match (entry, is_word) {
            (None, Some(_)) if is_origins => {
                let every = format!(r#"{name} = ["*"]"#);
                habits::help_for_word_in_origins(written, &every, has_credentials)
            }
            (Some(_), Some(Word::Every)) if list == List::Expose && has_credentials => {
                Some(r#"list the response headers, e.g. expose = ["etag"]"#.to_owned())
            }
            (Some(_), Some(Word::Every)) => Some(write(r#"["*"]"#.to_owned())),
            (Some(_), Some(Word::Nothing | Word::Null | Word::Own)) => Some(format!("leave `{name}` out")),
            (None, None) if is_origins => habits::strings(written)
                .and_then(|entries| habits::list_of(list, &entries, has_credentials))
                .map(write)
                .or_else(|| {
                    let problem = "write the origins themselves; for origins that are only known at run time, \
                                   name a `static` of type `cors::LiveOrigins`";
                    let is_string = habits::strings(written).is_some();
                    (!is_string || written.to_string().contains(['.', '('])).then(|| problem.to_owned())
                }),
            (Some(entry), None) => entries_without_brackets(&all, list, entry)
                .and_then(|entries| match entries.iter().all(|entry| is_method_word(entry)) {
                    true if entry == Entry::Method && !all.to_string().contains('"') => {
                        Some(format!("[{}]", entries.join(", ")))
                    }
                    _ => habits::list_of(list, &entries, has_credentials),
                })
                .map(write),
            (None, _) => {
                let is_name = syn::parse2::<Ident>(written.clone()).is_ok();
                is_name.then(|| write(format!("[{all}]")))
            }
        };
        error(at, message(problem, help.unwrap_or_else(|| self.help())))
    }
}

/// Whether the word behind these brackets begins another argument, before which a comma is missing.
fn is_next_argument(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let brackets = ahead.parse::<TokenTree>();
    let is_empty = matches!(brackets, Ok(TokenTree::Group(group)) if group.stream().is_empty());
    !is_empty || ahead.call(Ident::parse_any).is_err() || !ahead.peek(token::Brace)
}

/// Whether this is a string with one word in it, such as the name of something.
fn is_one_word(written: &TokenStream) -> bool {
    let word = habits::only_string(written).unwrap_or_default();
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether an entry without brackets follows, and not another argument.
fn is_bare_entry(input: ParseStream<'_>, entry: Option<Entry>) -> bool {
    let ahead = input.fork();
    if ahead.parse::<Token![,]>().is_err() {
        return false;
    }
    let written = skip_to_comma(&ahead);
    let mut words = written.clone().into_iter();
    match (words.next(), words.next()) {
        (Some(TokenTree::Literal(_)), None) => true,
        (Some(TokenTree::Ident(word)), None) => {
            entry == Some(Entry::Method) && is_method_word(&word.to_string())
        }
        _ => false,
    }
}

fn is_method_word(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The entries of a list that has no brackets, or others.
fn entries_without_brackets(
    written: &TokenStream,
    list: List,
    entry: Entry,
) -> Option<Vec<String>> {
    if let Some(strings) = habits::strings(written)
        && !strings.is_empty()
        && written.to_string().contains('"')
    {
        return Some(
            strings
                .iter()
                .flat_map(|text| habits::split_list(list, text))
                .collect(),
        );
    }
    let group = written
        .clone()
        .into_iter()
        .last()
        .and_then(|last| match last {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        });
    let parse = |input: ParseStream<'_>| {
        let mut entries = vec![];
        while !input.is_empty() {
            entries.push(skip_to_comma(input));
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(entries)
    };
    let entries = parse
        .parse2(group.unwrap_or_else(|| written.clone()))
        .ok()?;
    let name = |tokens: &TokenStream| match entry {
        Entry::Method => habits::method_name(tokens).or_else(|| {
            let word: Ident = syn::parse2(tokens.clone()).ok()?;
            Some(word.to_string())
        }),
        _ => habits::header_name(tokens),
    };
    let names: Vec<_> = entries.iter().map(name).collect::<Option<_>>()?;
    (!names.is_empty()).then_some(names)
}

/// `#[cfg(…)]` is resolved before anything is parsed; nothing else means anything on an entry.
fn reject_attributes(input: ParseStream<'_>) -> Result<()> {
    let ahead = input.fork();
    let is_doc = |attribute: &Attribute| attribute.path().is_ident("doc");
    if ahead
        .call(Attribute::parse_outer)?
        .first()
        .is_some_and(is_doc)
    {
        return Err(unexpected_attribute(input, "", ""));
    }
    let attributes = input.call(Attribute::parse_outer)?;
    let problem = match attributes.first() {
        None if input.peek(Token![,]) => return Err(unexpected_comma(input)),
        None => return Ok(()),
        Some(_) if input.is_empty() || input.peek(Token![,]) => {
            "expected an entry after this attribute"
        }
        Some(_) => "unexpected attribute: an entry can only have `#[cfg(…)]`",
    };
    Err(error(
        SpanRange::of(&attributes[0]),
        message(problem, "remove it"),
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// The errors of these arguments, one after the other.
    fn said(tokens: &str) -> String {
        let mut errors = Errors::default();
        parse(tokens.parse().unwrap(), MacroKind::Http, &mut errors);
        let text = errors.into_statements().to_string();
        text.replace("\\\"", "\"")
    }

    #[test]
    fn what_is_offered_for_other_syntax_can_be_written_so() {
        for (written, offered) in [
            (
                "CorsLayer::permissive()",
                r#"write origins = ["*"] for every origin"#,
            ),
            ("Cors::default()", "the arguments are"),
            (
                r#""localhost:3000""#,
                r#"write origins = ["http://localhost:3000"]"#,
            ),
            (r#""MyPolicy""#, "policy = API"),
            (r#""none""#, "write none, without quotes"),
            (r#""credentials""#, "write credentials, without quotes"),
            (
                "AllowedOrigins::all()",
                r#"write origins = ["*"] for every origin"#,
            ),
            (
                r#"origins: [HeaderValue::from_static("https://a.com")]"#,
                r#"write origins = ["https://a.com"]"#,
            ),
            (
                r#"origins: ["https://App.example.com"]"#,
                r#"write origins = ["https://app.example.com"]"#,
            ),
            ("origins: [APP]", "write origins = [APP]"),
            (r#"{ origin: "https://a.com" }"#, "without braces"),
            (
                r#"origins "a.com", "b.com""#,
                r#"write origins = ["https://a.com", "https://b.com"]"#,
            ),
            (
                r#"origins = "a.com", "b.com""#,
                r#"write origins = ["https://a.com", "https://b.com"]"#,
            ),
            (
                r#"origins += ["https://a.com"]"#,
                r#"write origins = ["https://a.com"]"#,
            ),
            (
                r#"origins = []string{"https://a.com"}"#,
                r#"write origins = ["https://a.com"]"#,
            ),
            (
                r#"origins = [["https://a.com"]]"#,
                r#"write "https://a.com""#,
            ),
            (
                r#"origins = [c"https://a.com"]"#,
                r#"write "https://a.com""#,
            ),
            (
                r#"origins = [concat!("https://", "a.com")]"#,
                r#"write "https://a.com""#,
            ),
            (
                r#"origins = ["https://a.com". "https://b.com"]"#,
                r#"write "https://a.com", "https://b.com""#,
            ),
            (
                "methods: [:get, :post]",
                r#"write methods = ["GET", "POST"]"#,
            ),
            ("methods = [http.MethodPut]", "write PUT"),
            ("headers: :any", r#"write headers = ["*"]"#),
            ("max_age: 1728000", "write max_age = 86400"),
            (
                r#"policy!(origins = ["*"])"#,
                r#"write origins = ["*"], without `policy!`"#,
            ),
        ] {
            assert!(
                said(written).contains(offered),
                "{written}: {}",
                said(written)
            );
            // What has no words behind it is accepted as it is.
            if let Some(offer) = offered.strip_prefix("write ")
                && offer.contains(" = ")
                && offer.ends_with(|end: char| end == ']' || end.is_ascii_digit())
            {
                assert_eq!(said(offer), "", "{offer}");
            }
        }
    }

    #[test]
    fn names_of_other_libraries_mean_one_argument_or_none() {
        for (written, meant) in [
            ("cors.allowed.origins = \"*\"", "write origins"),
            ("add_header Access-Control-Allow-Origin *", "write origins"),
            ("frontend_url = \"https://a.com\"", "write origins"),
            ("anyHost()", r#"write origins = ["*"]"#),
            ("disable_vary_header", "`Vary` is always sent"),
            ("disable_preflight", "responds to every preflight"),
            ("chainPreflight = false", "responds to every preflight"),
            ("success_status = 200", "responds to every preflight"),
            ("preflight_headers = [\"x-a\"]", "write headers"),
            ("optional_origins = [\"https://a.com\"]", "write origins"),
            ("allowSameOrigin = true", "own origin need no CORS"),
            ("allow_subdomains = true", "write a pattern into `origins`"),
            (
                "allow_null_origin",
                "write dangerously_allow = [null_origin]",
            ),
            ("keepHeadersOnError: true", "every response has the headers"),
            (
                "Cross-Origin-Resource-Policy = \"same-site\"",
                "not a part of CORS",
            ),
            (
                "CorsConfiguration { AllowOrigins: [] }",
                "the arguments are",
            ),
            ("deny_all", "write none"),
            ("preflight_max_age = 600", "write max_age"),
        ] {
            assert!(
                said(written).contains(meant),
                "{written}: {}",
                said(written)
            );
        }
    }

    #[test]
    fn a_closure_is_one_value() {
        let said = said("allowed_origin_fn = |origin, _head| origin.len() > 3, max_age = 600");
        assert_eq!(said.matches("unknown argument").count(), 1);
    }

    #[test]
    fn arguments_are_a_config_and_where_its_parts_are() {
        let tokens = r#"origins = "https://a.example", expose = [], max_age = -1, enforce"#;
        let mut errors = Errors::default();
        let arguments = parse(tokens.parse().unwrap(), MacroKind::Policy, &mut errors);
        assert!(errors.is_empty());

        let config = Config::new().origins(["https://a.example"]).enforce(true);
        assert_eq!(arguments.config, config);
        let mut locations: Vec<_> = arguments.spans.keys().copied().collect();
        locations.sort();
        assert_eq!(
            locations,
            [
                Location::List(List::Origins, None),
                Location::List(List::Origins, Some(0)),
                Location::List(List::Expose, None),
                Location::MaxAge,
                Location::Enforce,
            ]
        );
        // Neither of these is anything to a `Config`.
        assert!(arguments.empty_lists().eq([List::Expose]));
        assert_eq!(arguments.negative_max_age, Some(-1));
    }
}
