//! `#[cfg(…)]` on the entries of lists. Only the compiler knows which hold, so that it is asked: for one
//! predicate at a time the macro expands to itself twice, with the entries and without them, each under
//! the `cfg` that tells.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The first predicate in the lists of these arguments.
pub(crate) fn first_predicate(arguments: &TokenStream) -> Option<TokenStream> {
    lists(arguments).find_map(|list| {
        entries(list.stream())
            .into_iter()
            .find_map(|entry| entry.predicates.into_iter().next())
    })
}

/// The arguments as they are where this predicate is true, or where it is false.
pub(crate) fn resolve(
    arguments: &TokenStream,
    predicate: &TokenStream,
    holds: bool,
) -> TokenStream {
    let same = |other: &TokenStream| other.to_string() == predicate.to_string();
    arguments
        .clone()
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(list) if is_list(&list) => {
                let kept = entries(list.stream())
                    .into_iter()
                    .filter(|entry| holds || !entry.predicates.iter().any(same))
                    .flat_map(|entry| {
                        let open = entry.predicates.into_iter().filter(|other| !same(other));
                        let attributes =
                            open.flat_map(|predicate| quote::quote!(#[cfg(#predicate)]));
                        attributes.chain(entry.rest).collect::<Vec<_>>()
                    })
                    .collect();
                let mut resolved = Group::new(Delimiter::Bracket, kept);
                resolved.set_span(list.span());
                TokenTree::Group(resolved)
            }
            other => other,
        })
        .collect()
}

/// An entry of a list: what its `cfg` attributes ask, and everything behind them, with the comma.
#[derive(Default)]
struct Entry {
    predicates: Vec<TokenStream>,
    rest: Vec<TokenTree>,
}

fn entries(list: TokenStream) -> Vec<Entry> {
    let mut entries = vec![];
    let mut entry = Entry::default();
    let mut tokens = list.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if entry.rest.is_empty()
            && matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#')
            && let Some(TokenTree::Group(attribute)) = tokens.peek()
            && let Some(predicate) = predicate(attribute)
        {
            entry.predicates.push(predicate);
            tokens.next();
            continue;
        }
        let ends = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        entry.rest.push(token);
        if ends {
            entries.push(std::mem::take(&mut entry));
        }
    }
    entries.push(entry);
    entries
}

/// What stands in the parentheses of `[cfg(…)]`.
fn predicate(attribute: &Group) -> Option<TokenStream> {
    let mut tokens = attribute.stream().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), Some(TokenTree::Group(predicate)), None)
            if name == "cfg" && predicate.delimiter() == Delimiter::Parenthesis =>
        {
            Some(predicate.stream())
        }
        _ => None,
    }
}

fn lists(arguments: &TokenStream) -> impl Iterator<Item = Group> {
    arguments
        .clone()
        .into_iter()
        .filter_map(|token| match token {
            TokenTree::Group(list) if is_list(&list) => Some(list),
            _ => None,
        })
}

fn is_list(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
}
