//! `#[cfg(…)]` on the entries of lists. Only the compiler can evaluate them. So for one predicate at a time the
//! macro expands to itself twice, with the entries and without them, each under the `cfg` that decides.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Arguments in which entries depend on a predicate, as they are in either case.
pub(crate) struct CfgBranches {
    pub(crate) predicate: TokenStream,
    pub(crate) enabled: TokenStream,
    pub(crate) disabled: TokenStream,
}

/// Both cases of the first predicate in the lists of these arguments, if there is one.
pub(crate) fn split(arguments: &TokenStream) -> Option<CfgBranches> {
    let predicate = first_predicate(arguments)?;
    Some(CfgBranches {
        enabled: resolve(arguments, &predicate, true),
        disabled: resolve(arguments, &predicate, false),
        predicate,
    })
}

/// What stands before arguments whose entries are checked already, whether or not they are a part of this build.
const MARK: char = '@';

/// The arguments with the mark.
pub(crate) fn marked(arguments: &TokenStream) -> TokenStream {
    let mark = proc_macro2::Punct::new(MARK, proc_macro2::Spacing::Alone);
    [TokenTree::Punct(mark)]
        .into_iter()
        .chain(arguments.clone())
        .collect()
}

/// Whether there is a mark, and the arguments without it.
pub(crate) fn unmark(arguments: TokenStream) -> (bool, TokenStream) {
    let mut tokens = arguments.clone().into_iter();
    match tokens.next() {
        Some(TokenTree::Punct(mark)) if mark.as_char() == MARK => (true, tokens.collect()),
        _ => (false, arguments),
    }
}

/// The arguments with all entries, as if every predicate held.
pub(crate) fn with_all_entries(arguments: &TokenStream) -> TokenStream {
    arguments
        .clone()
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(list) if is_list(&list) => {
                let rest = entries(list.stream())
                    .into_iter()
                    .flat_map(|entry| entry.rest);
                let mut all = Group::new(Delimiter::Bracket, rest.collect());
                all.set_span(list.span());
                TokenTree::Group(all)
            }
            other => other,
        })
        .collect()
}

fn first_predicate(arguments: &TokenStream) -> Option<TokenStream> {
    lists(arguments).find_map(|list| {
        entries(list.stream())
            .into_iter()
            .find_map(|entry| entry.predicates.into_iter().next())
    })
}

fn resolve(arguments: &TokenStream, predicate: &TokenStream, holds: bool) -> TokenStream {
    let same = |other: &TokenStream| other.to_string() == predicate.to_string();
    let mut resolved: Vec<TokenTree> = vec![];
    let mut tokens = arguments.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let list = match token {
            TokenTree::Group(list) if is_list(&list) => list,
            other => {
                resolved.push(other);
                continue;
            }
        };
        let kept: TokenStream = entries(list.stream())
            .into_iter()
            .filter(|entry| holds || !entry.predicates.iter().any(same))
            .flat_map(|entry| {
                let open = entry.predicates.into_iter().filter(|other| !same(other));
                let attributes = open.flat_map(|predicate| quote::quote!(#[cfg(#predicate)]));
                attributes.chain(entry.rest).collect::<Vec<_>>()
            })
            .collect();
        // A list that is empty in this build only is left out of it. Without `origins` no origin would be allowed.
        if kept.is_empty()
            && !list.stream().is_empty()
            && let [.., TokenTree::Ident(name), TokenTree::Punct(_)] = &resolved[..]
            && name != "origins"
        {
            resolved.truncate(resolved.len() - 2);
            tokens.next_if(is_comma);
            continue;
        }
        let mut rest = Group::new(Delimiter::Bracket, kept);
        rest.set_span(list.span());
        resolved.push(TokenTree::Group(rest));
    }
    resolved.into_iter().collect()
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// An entry of a list: the predicates of its `cfg` attributes, and all that follows them, with the comma.
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
            && let Some(TokenTree::Group(attribute)) = tokens.peek().cloned()
            && let Some(predicate) = predicate(&attribute)
        {
            tokens.next();
            // Before a comma or the end it is on nothing, which is an error of the parser's.
            if tokens.peek().is_none_or(is_comma) {
                entry.rest.extend([token, TokenTree::Group(attribute)]);
            } else {
                entry.predicates.push(predicate);
            }
            continue;
        }
        let ends = is_comma(&token);
        entry.rest.push(token);
        if ends {
            entries.push(std::mem::take(&mut entry));
        }
    }
    entries.push(entry);
    entries
}

/// The predicate of `[cfg(…)]`.
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn one_predicate_at_a_time_in_both_cases() {
        let arguments = r#"origins = ["a", #[cfg(x)] "b", #[cfg(not(x))] #[cfg(y)] "c"], headers = [#[cfg(x)] "d"]"#;
        let first = split(&arguments.parse().unwrap()).unwrap();
        assert_eq!(first.predicate.to_string(), "x");
        assert_eq!(
            first.enabled.to_string(),
            r#"origins = ["a" , "b" , # [cfg (not (x))] # [cfg (y)] "c"] , headers = ["d"]"#
        );
        // A list of which nothing is left isn't empty: it isn't there.
        assert_eq!(
            first.disabled.to_string(),
            r#"origins = ["a" , # [cfg (not (x))] # [cfg (y)] "c"] ,"#
        );
        let second = split(&first.enabled).unwrap();
        assert_eq!(second.predicate.to_string(), "not (x)");
    }
}
