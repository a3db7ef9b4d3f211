//! All that is wrong with an attribute, to be reported at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn at(&mut self, place: impl Into<Range>, message: impl Display) {
        self.add(error(place, message));
    }

    pub(crate) fn append(&mut self, others: Self) {
        others.0.into_iter().for_each(|error| self.add(error));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// As statements that don't compile; none where there are no errors.
    pub(crate) fn into_statements(self) -> TokenStream {
        self.0
            .map(syn::Error::into_compile_error)
            .unwrap_or_default()
    }
}

/// A stretch of the source, which the compiler underlines as a whole. (A [`Span`] of its own can't be made
/// of two on a stable compiler.)
#[derive(Clone, Copy)]
pub(crate) struct Range {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl Range {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut spans = tokens.into_token_stream().into_iter().map(|t| t.span());
        let start = spans.next().unwrap_or_else(Span::call_site);
        Self {
            start,
            end: spans.last().unwrap_or(start),
        }
    }
}

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        Self {
            start: span,
            end: span,
        }
    }
}

pub(crate) fn error(place: impl Into<Range>, message: impl Display) -> syn::Error {
    let Range { start, end } = place.into();
    let mut tokens = quote_spanned!(start=> _);
    tokens.extend(quote_spanned!(end=> _));
    syn::Error::new_spanned(tokens, message)
}

/// A message in the style of the rule book's: what is wrong, and what to write instead.
pub(crate) fn message(problem: impl Display, help: impl Display) -> String {
    format!("{problem}\nhelp: {help}")
}
