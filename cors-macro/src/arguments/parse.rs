//! The arguments of a call, one after the other.

use std::collections::HashMap;
use std::time::Duration;

use cors_core::__private::Location;
use cors_core::Config;
use cors_core::{List, Violation};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Error, Expr, Ident, LitInt, LitStr, Path, Result, Token, bracketed, token};

use super::entries::{Origin, parse_hazard, parse_header, parse_method, parse_origin};
use super::names::{self, list_of_arguments};
use super::table::{Argument, Entry, MacroKind, Value};
use super::tokens::{expect_comma_or_end, is_path, joined, skip_to_comma, unexpected_comma};
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
    /// The names of the arguments, and whether each is part of a policy.
    names: Vec<(Ident, bool)>,
}

/// The path of a slot, as it is written.
pub(crate) fn slot_name(path: &Path) -> String {
    joined(&path.to_token_stream())
}

/// Parses every argument that can be parsed, and says what is wrong with the others.
pub(crate) fn parse(tokens: TokenStream, kind: MacroKind, errors: &mut Errors) -> Arguments {
    let mut arguments = Arguments::default();
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
            return Err(not_a_name(input, kind));
        }
        let name = input.call(Ident::parse_any)?;
        if self.names.iter().any(|(other, _)| *other == name) {
            let problem = format!("duplicate argument `{name}`");
            return Err(error(name.span(), message(problem, "remove one of them")));
        }
        let found = names::find(&name, kind);
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
                let (at, entries) = named.parse_strings(input, entry, errors)?;
                *field(&mut self.config) = self.keep_spans(list, at, entries);
            }
            Value::Origins => {
                let (at, entries) = named.parse_origins(input, errors)?;
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
                let (at, entries) = named.parse_list(input, &mut unread, parse_hazard)?;
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
            Value::Chooser => self.policy_by = Some(named.parse_value(input, Expr::parse)?),
            Value::Expression => self.policy = Some(named.parse_value(input, Expr::parse)?),
            Value::Nobody => {
                if named.parse_flag(input, errors) {
                    self.none = Some(named.name);
                }
            }
            // Any word, as `self` is one that the language keeps for itself.
            Value::Parameter => self.request = Some(named.parse_value(input, Ident::parse_any)?),
            Value::Facade => {
                named.parse_equals(input)?;
                self.krate = Some(input.call(Path::parse_mod_style)?);
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

/// What to say of something where the name of an argument should be.
fn not_a_name(input: ParseStream<'_>, kind: MacroKind) -> Error {
    if input.peek(Token![,]) {
        return unexpected_comma(input);
    }
    if input.peek(Token![#]) {
        return error(
            input.span(),
            message(
                "`#[cfg(…)]` is only allowed on the entries of a list",
                "to switch a whole argument, use `#[cfg_attr(…, cors(…))]`",
            ),
        );
    }
    let here = input.span();
    let (string, list) = (input.peek(LitStr), input.peek(token::Bracket));
    let written = skip_to_comma(input);
    let (at, help) = match (string, list) {
        (true, _) => (
            SpanRange::of(&written),
            format!("write origins = [{written}]"),
        ),
        (_, true) => (
            SpanRange::of(&written),
            format!("write origins = {written}"),
        ),
        _ => (here.into(), list_of_arguments(kind)),
    };
    error(at, message("expected the name of an argument", help))
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
        if input.peek(Token![=]) {
            at.end = input.parse::<Token![=]>()?.span;
            if !input.is_empty() && !input.peek(Token![,]) {
                return Ok(());
            }
        }
        let problem = format!("expected a value for `{}`", self.name);
        Err(error(at, message(problem, self.help())))
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
        if !group && !input.peek(Token![=]) && !input.peek(Token![:]) {
            return true;
        }
        let name = &self.name;
        let value = skip_to_comma(input);
        let off = matches!(
            value.clone().into_iter().last(),
            Some(TokenTree::Ident(last)) if last == "false"
        );
        let help = if off {
            format!("omit `{name}`")
        } else {
            format!("write the bare word `{name}`")
        };
        let problem = format!("`{name}` is a flag and takes no value");
        errors.at(SpanRange::of(value), message(problem, help));
        !off
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
        match number.parse2(written) {
            Ok(seconds) => Ok((seconds, at)),
            Err(_) => Err(error(
                at,
                message(
                    format_args!("`{}` must be an integer literal, in seconds", self.name),
                    format_args!("{} for ten minutes", self.help()),
                ),
            )),
        }
    }

    fn parse_strings(
        &self,
        input: ParseStream<'_>,
        entry: Entry,
        errors: &mut Errors,
    ) -> Result<(SpanRange, Vec<(String, SpanRange)>)> {
        match entry {
            Entry::Method => self.parse_list(input, errors, parse_method),
            Entry::Header => self.parse_list(input, errors, parse_header),
        }
    }

    fn parse_origins(
        &self,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> Result<(SpanRange, Vec<Origin>)> {
        let single = input.fork();
        if self.parse_equals(&single).is_err() || !(single.peek(LitStr) || is_path(&single)) {
            return self.parse_list(input, errors, parse_origin);
        }
        self.parse_equals(input)?;
        let at = SpanRange::of(skip_to_comma(&input.fork()));
        Ok((at, vec![parse_origin(input)?]))
    }

    fn parse_list<T>(
        &self,
        input: ParseStream<'_>,
        errors: &mut Errors,
        parse_entry: impl Fn(ParseStream<'_>) -> Result<T>,
    ) -> Result<(SpanRange, Vec<T>)> {
        self.parse_equals(input)?;
        if !input.peek(token::Bracket) {
            return Err(self.not_a_list(&skip_to_comma(input)));
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

    /// What to say of a value that isn't in brackets.
    fn not_a_list(&self, written: &TokenStream) -> Error {
        let (bare, quoted) = match self.argument.value {
            Value::Strings(_, Entry::Method, _) => (true, true),
            Value::Hazards => (true, false),
            _ => (false, true),
        };
        let is_entry = match syn::parse2(written.clone()) {
            Ok(Expr::Lit(literal)) => quoted && matches!(literal.lit, syn::Lit::Str(_)),
            Ok(Expr::Path(path)) => bare && path.path.get_ident().is_some(),
            _ => false,
        };
        let name = &self.name;
        let help = if is_entry {
            format!("write {name} = [{written}]")
        } else {
            self.help()
        };
        error(
            SpanRange::of(written),
            message(format_args!("expected a list for `{name}`"), help),
        )
    }
}

/// `#[cfg(…)]` is resolved before anything is parsed; nothing else means anything on an entry.
fn reject_attributes(input: ParseStream<'_>) -> Result<()> {
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
