//! Stretches of tokens between commas.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Ident, LitStr, Path, Token};

use crate::expansion::errors::{Errors, error, message};
use crate::expansion::spans::SpanRange;

/// The tokens before the next `,`, or before the end.
pub(super) fn skip_to_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        // The parameters of a closure
        if input.peek(Token![|]) && !input.peek(Token![||]) {
            let ahead = input.fork();
            let mut parameters: TokenStream = ahead.parse::<TokenTree>().into_iter().collect();
            let is_parameter = |ahead: ParseStream<'_>| {
                ahead.peek(Ident::peek_any)
                    || ahead.peek(Token![,])
                    || ahead.peek(Token![&])
                    || ahead.peek(Token![:])
                    || ahead.peek(Token![_])
            };
            while is_parameter(&ahead)
                && let Ok(token) = ahead.parse::<TokenTree>()
            {
                token.to_tokens(&mut parameters);
            }
            if ahead.peek(Token![|]) {
                input.advance_to(&ahead);
                parameters.to_tokens(&mut tokens);
            }
        }
        match input.parse::<TokenTree>() {
            Ok(token) => token.to_tokens(&mut tokens),
            Err(_) => break,
        }
    }
    tokens
}

/// After an argument, or an entry of a list.
pub(super) fn expect_comma_or_end(input: ParseStream<'_>, errors: &mut Errors) {
    if input.peek(Token![.]) || input.peek(Token![?]) {
        // `["https://example.com"].to_vec()`
        let rest = skip_to_comma(input);
        let problem = format!("unexpected `{}`: a value is a literal", joined(&rest));
        errors.at(SpanRange::of(rest), message(problem, "remove it"));
    } else if !input.is_empty() && !input.peek(Token![,]) {
        errors.at(input.span(), "expected `,`");
        skip_to_comma(input);
    }
}

pub(super) fn unexpected_comma(input: ParseStream<'_>) -> Error {
    error(input.span(), message("unexpected `,`", "remove it"))
}

/// An entry without quotes. Two words side by side are two entries, with no comma between.
pub(super) fn parse_word(input: ParseStream<'_>) -> TokenStream {
    let two = input.peek2(Ident::peek_any) || input.peek2(LitStr);
    if input.peek(Ident::peek_any)
        && two
        && let Ok(first) = input.parse::<TokenTree>()
    {
        return first.into();
    }
    skip_to_comma(input)
}

/// These tokens without white space.
pub(super) fn joined(tokens: &TokenStream) -> String {
    let tokens = tokens.clone().into_iter();
    tokens.map(|token| token.to_string()).collect()
}

/// Whether a path, such as the name of a constant, is next.
pub(super) fn is_path(input: ParseStream<'_>) -> bool {
    as_path(&skip_to_comma(&input.fork())).is_some()
}

pub(super) fn as_path(tokens: &TokenStream) -> Option<Path> {
    Path::parse_mod_style.parse2(tokens.clone()).ok()
}
