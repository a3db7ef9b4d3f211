//! `#[cors::poem::cors(…)]` and `#[cors::salvo::cors(…)]`: the attribute of a framework that makes a type of each handler stands below ours. That type
//! is hidden behind one of the same name, which carries the policy and which only our routing takes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;
use syn::spanned::Spanned as _;

use super::{by_cfg, check_named_policies, facade, handler_policy, second_policy_on};
use crate::expansion::arguments::{self, MacroKind, cfg};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::Function;
use crate::expansion::spans::SpanRange;

/// A framework whose attribute makes a type of each handler.
pub(crate) struct Framework {
    kind: MacroKind,
    /// Its module in the facade, which is its name.
    name: &'static str,
    /// Its attributes, by their last segments.
    attributes: &'static [&'static str],
    /// Whether its own routing takes our type, which its package's macro then makes a handler.
    implements_handler: bool,
    /// What to do where the attribute is on a method.
    instead_of_self: &'static str,
}

pub(crate) const POEM: Framework = Framework {
    kind: MacroKind::Poem,
    name: "poem",
    attributes: &["handler"],
    implements_handler: false,
    instead_of_self: "take shared state with an extractor; for the operations of poem-openapi, put `cors::poem::Cors` \
                      around their service",
};

pub(crate) const SALVO: Framework = Framework {
    kind: MacroKind::Salvo,
    name: "salvo",
    attributes: &["handler", "endpoint"],
    implements_handler: true,
    instead_of_self: "take shared state from the depot; for an `impl` block with #[handler], put `cors::salvo::Cors` on \
                      its router",
};

/// Whether this attribute makes a type of a handler.
pub(super) fn is_handler(attribute: &Attribute) -> bool {
    // salvo's are poem's, and one more.
    last_segment(attribute).is_some_and(|name| SALVO.attributes.contains(&&*name))
}

fn last_segment(attribute: &Attribute) -> Option<String> {
    let segment = attribute.path().segments.last()?;
    Some(segment.ident.to_string())
}

pub(crate) fn attribute(
    tokens: TokenStream,
    item: TokenStream,
    framework: &Framework,
) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), framework.kind, &mut errors);
    let krate = facade(&arguments);
    let module = Ident::new(framework.name, Span::call_site());
    let attribute = quote!(#krate::#module::cors);
    if let Some(branches) = by_cfg(&tokens, framework.kind, is_checked, &attribute, &item) {
        return branches;
    }
    let policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_function(&function, framework, &mut errors);
    check_named_policies(&function, &arguments, &mut errors);
    if !errors.is_empty() {
        return function.with_errors(errors);
    }

    let named = |name| {
        let attributes = function.attributes.iter();
        let named =
            attributes.filter(move |attribute: &&Attribute| attribute.path().is_ident(name));
        quote!(#(#named)*)
    };
    let policy = policy.function(&krate);
    let (docs, conditions) = (named("doc"), named("cfg"));
    let visibility = std::mem::replace(&mut function.visibility, syn::Visibility::Inherited);
    let name = function.signature.ident.clone();
    let handler = format_ident!("__CorsHandler");
    let inner = function.with_body(&function.body);
    let implementation = framework
        .implements_handler
        .then(|| quote!(#krate::__private::#module::implement_handler!(#handler);));
    // The block inside of a block lets both types have the function's name, each where it is looked for.
    quote! {
        #docs
        #conditions
        #[allow(non_camel_case_types)]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        #visibility struct #name;
        #conditions
        const _: () = {
            type #handler = #name;
            #implementation
            const _: () = {
                #inner
                impl #krate::__private::#module::GovernedHandler for #handler {
                    fn policy() -> #krate::PolicyChoice {
                        #policy
                        ::core::convert::From::from(__cors_policy())
                    }
                    fn inner() -> impl #krate::__private::#module::Inner { #name }
                }
            };
        };
    }
}

fn check_function(function: &Function, framework: &Framework, errors: &mut Errors) {
    let Framework {
        name, attributes, ..
    } = framework;
    let is_of_framework = |attribute: &Attribute| {
        last_segment(attribute).is_some_and(|last| attributes.contains(&&*last))
    };
    if let Some(second) = function.second_policy() {
        errors.at(SpanRange::of(second), second_policy_on(name));
    }
    if let Some(receiver) = function.signature.receiver() {
        let problem = format!("{name} handlers can't take `self`");
        errors.at(receiver.span(), message(problem, framework.instead_of_self));
    } else if !function.attributes.iter().any(is_of_framework) {
        let written = attributes[0];
        let problem = format!("`#[cors::{name}::cors]` stands above `#[{written}]`");
        let help = format!(
            "write #[{name}::{written}] in the line below, and move it there if it is above"
        );
        errors.at(Span::call_site(), message(problem, help));
    }
    let generics = &function.signature.generics;
    if generics.type_params().next().is_some() || generics.const_params().next().is_some() {
        let problem = "a handler with a policy can't be generic";
        let help = "write one handler for each type";
        errors.at(generics.span(), message(problem, help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(item: &TokenStream) -> String {
        attribute(
            quote!(origins = ["https://app.example.com"]),
            item.clone(),
            &POEM,
        )
        .to_string()
    }

    #[test]
    fn the_attribute_says_where_it_belongs() {
        let help = "write #[poem::handler] in the line below, and move it there if it is above";
        let without = expand(&quote!(
            async fn list() {}
        ));
        assert!(
            without.contains("`#[cors::poem::cors]` stands above `#[handler]`"),
            "{without}"
        );
        assert!(without.contains(help), "{without}");
        // What it sees when it stands below.
        let below = expand(&quote!(
            #[inline]
            async fn list() {}
        ));
        assert!(below.contains(help), "{below}");
        let tokens = quote!(origins = ["*"]);
        let salvo = attribute(
            tokens,
            quote!(
                async fn list() {}
            ),
            &SALVO,
        )
        .to_string();
        assert!(
            salvo.contains("write #[salvo::handler] in the line below"),
            "{salvo}"
        );
        for above in [
            quote!(#[handler]),
            quote!(#[poem::handler]),
            quote!(#[inline] #[handler]),
        ] {
            let above = expand(&quote!(#above async fn list() {}));
            assert!(!above.contains("compile_error"), "{above}");
        }
    }

    #[test]
    fn what_the_function_may_not_be_is_said_once_for_each() {
        let item = quote! {
            #[handler]
            #[cors::poem::cors(origins = ["*"])]
            async fn list<'a, T: Copy, const N: usize>(&self, request: &'a Request) {}
        };
        let expanded = expand(&item);
        for message in [
            "put all arguments into one `#[cors::poem::cors(…)]`",
            "can't take `self`",
            "can't be generic",
        ] {
            assert_eq!(
                expanded.matches(message).count(),
                1,
                "{message}: {expanded}"
            );
        }
        // A method of poem-openapi, whose macro has removed its own attribute.
        let method = expand(&quote!(
            async fn list(&self) {}
        ));
        assert_eq!(method.matches("compile_error").count(), 1, "{method}");
        assert!(
            method.contains("put `cors::poem::Cors` around their service"),
            "{method}"
        );
        let lifetime = expand(&quote!(
            #[handler]
            fn list<'a>(request: &'a Request) {}
        ));
        assert!(!lifetime.contains("compile_error"), "{lifetime}");
    }
}
