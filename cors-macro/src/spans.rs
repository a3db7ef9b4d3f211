//! Where in the user's source something stands.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// A stretch of the source, which the compiler underlines as a whole. (On a stable compiler, two [`Span`]s
/// can't be joined to one.)
#[derive(Clone, Copy)]
pub(crate) struct SpanRange {
    pub(crate) start: Span,
    pub(crate) end: Span,
}

impl SpanRange {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut spans = tokens.into_token_stream().into_iter().map(|t| t.span());
        let start = spans.next().unwrap_or_else(Span::call_site);
        Self {
            start,
            end: spans.last().unwrap_or(start),
        }
    }
}

impl From<Span> for SpanRange {
    fn from(span: Span) -> Self {
        Self {
            start: span,
            end: span,
        }
    }
}

/// The macro's whole call, as a place in the code that these tokens come from.
pub(crate) fn call_span(tokens: &TokenStream) -> Span {
    let call = Span::call_site();
    match tokens.clone().into_iter().next() {
        Some(token) => call.resolved_at(token.span()),
        None => call,
    }
}

/// This place, with hygienic names for local variables.
pub(crate) fn mixed_site_at(place: Span) -> Span {
    place.resolved_at(Span::mixed_site())
}

/// The same tokens at this place, for the compiler to point at.
pub(crate) fn respan(tokens: TokenStream, place: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(place.resolved_at(token.span()));
        token
    });
    tokens.collect()
}
