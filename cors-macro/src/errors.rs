//! All that is wrong with an attribute, to be reported at once.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::expansion::spans::SpanRange;

#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn at(&mut self, place: impl Into<SpanRange>, message: impl Display) {
        self.add(error(place, message));
    }

    pub(crate) fn append(&mut self, others: Self) {
        others.0.into_iter().for_each(|error| self.add(error));
    }

    /// The value of a result; its error is kept here.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
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

pub(crate) fn error(place: impl Into<SpanRange>, message: impl Display) -> syn::Error {
    let SpanRange { start, end } = place.into();
    let mut tokens = quote_spanned!(start=> _);
    tokens.extend(quote_spanned!(end=> _));
    syn::Error::new_spanned(tokens, message)
}

/// A message in the style of the rule book's: what is wrong, and what to write instead.
pub(crate) fn message(problem: impl Display, help: impl Display) -> String {
    format!("{problem}\nhelp: {help}")
}
