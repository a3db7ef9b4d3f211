//! `#[cors::poem::cors(…)]`: the attribute of a framework that makes a type of each handler stands below ours. That type
//! is hidden behind one of the same name, which carries the policy and which only our routing takes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;
use syn::spanned::Spanned as _;

use super::http::second_policy;
use super::{by_cfg, facade, handler_policy};
use crate::expansion::arguments::{self, MacroKind};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::Function;

/// A framework whose attribute makes a type of each handler.
pub(crate) struct Framework {
    kind: MacroKind,
    /// Its module in the facade, which is its name.
    name: &'static str,
    /// Its attributes, by their last segments.
    attributes: &'static [&'static str],
}

pub(crate) const POEM: Framework = Framework {
    kind: MacroKind::Poem,
    name: "poem",
    attributes: &["handler"],
};

pub(crate) fn attribute(
    tokens: TokenStream,
    item: TokenStream,
    framework: &Framework,
) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), framework.kind, &mut errors);
    let krate = facade(&arguments);
    let module = Ident::new(framework.name, Span::call_site());
    if let Some(branches) = by_cfg(&tokens, &quote!(#krate::#module::cors), &item) {
        return branches;
    }
    let body = handler_policy(&arguments, &item, &krate, &mut errors).body;
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_function(&function, framework, &mut errors);
    if let Some(expression) = &arguments.policy {
        errors.ok(function.check_policy("policy", expression));
    }
    if !errors.is_empty() {
        return function.with_errors(errors);
    }

    let named = |name| {
        let attributes = function.attributes.iter();
        let named =
            attributes.filter(move |attribute: &&Attribute| attribute.path().is_ident(name));
        quote!(#(#named)*)
    };
    let (docs, conditions) = (named("doc"), named("cfg"));
    let visibility = std::mem::replace(&mut function.visibility, syn::Visibility::Inherited);
    let name = function.signature.ident.clone();
    let handler = format_ident!("__CorsHandler");
    let inner = function.with_body(&function.body);
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
            const _: () = {
                #inner
                impl #krate::__private::#module::CorsHandler for #handler {
                    fn policy() -> &'static #krate::Policy { #body }
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
    let last = |attribute: &Attribute| {
        let segment = attribute.path().segments.last()?;
        Some(segment.ident.to_string())
    };
    let is_of_framework =
        |attribute: &Attribute| last(attribute).is_some_and(|last| attributes.contains(&&*last));
    if let Some(second) = function.second_policy() {
        errors.at(second.pound_token.span, second_policy());
    }
    if !function.attributes.iter().any(is_of_framework) {
        let written = attributes[0];
        let problem = format!("`#[cors::{name}::cors]` stands above `#[{written}]`");
        let help = format!(
            "write #[{name}::{written}] in the line below, and move it there if it is above"
        );
        errors.at(Span::call_site(), message(problem, help));
    }
    if let Some(receiver) = function.signature.receiver() {
        let problem = format!("{name} handlers can't take `self`");
        errors.at(
            receiver.span(),
            message(problem, "take shared state with an extractor"),
        );
    }
    let generics = &function.signature.generics;
    if generics.type_params().next().is_some() || generics.const_params().next().is_some() {
        let problem = "a handler with a policy can't be generic";
        let help = "write one handler for each type";
        errors.at(generics.span(), message(problem, help));
    }
}
