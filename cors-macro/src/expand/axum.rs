//! `#[cors::axum::cors(…)]`: the function becomes one whose future carries its policy as a type, which the routing
//! functions of `cors::axum` read.

use cors_core::__private::PolicyLiteral;
use cors_core::Policy;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, ReturnType, Token, Type, parse_quote};

use super::{
    by_cfg, check_named_policies, facade, handler_policy, hygienic, second_policy, second_policy_on,
};
use crate::expansion::arguments::{self, MacroKind, cfg};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::{self, Function};

/// Puts the attribute behind all others, so they see the function as it was written, wherever they stand.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let krate = facade(&arguments::parse(
        arguments.clone(),
        MacroKind::Axum,
        &mut Errors::default(),
    ));
    let last = quote!(#[#krate::__private::axum_inner(#arguments)]);
    match syn::parse2::<Function>(item.clone()) {
        Ok(mut function) => {
            check_in_body(&mut function);
            let before = &function.attributes;
            let rest = function.without_attributes();
            quote!(#(#before)* #last #rest)
        }
        Err(_) => quote!(#last #item),
    }
}

/// `#[axum::debug_handler]` calls the function to see its future, so it gets a copy of it as it was written.
fn check_in_body(function: &mut Function) {
    let is_check = |attribute: &Attribute| {
        let Some(last) = attribute.path().segments.last() else {
            return false;
        };
        // Often it is there in debug builds only.
        let of_condition = || {
            attribute
                .to_token_stream()
                .to_string()
                .contains("debug_handler")
        };
        last.ident == "debug_handler" || (last.ident == "cfg_attr" && of_condition())
    };
    let (checks, others): (Vec<_>, _) = function.attributes.drain(..).partition(is_check);
    function.attributes = others;
    if !checks.is_empty() {
        let copy = function.without_attributes();
        let body = &function.body;
        function.body = quote!(#[allow(dead_code)] #(#checks)* #copy #body);
    }
}

/// Expands the attribute once it is the last one.
pub(crate) fn inner_attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Axum, &mut errors);
    let krate = facade(&arguments);
    if let Some(branches) = by_cfg(
        &tokens,
        MacroKind::Axum,
        is_checked,
        &quote!(#krate::__private::axum_inner),
        &item,
    ) {
        return branches;
    }
    let policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_signature(&mut function, &mut errors);
    check_named_policies(&function, &arguments, &mut errors);
    if !errors.is_empty() {
        return function.with_errors(errors);
    }

    let methods = methods(policy.policy.as_ref());
    let policy = policy.function(&krate);
    let bindings = bindings(&mut function);
    let returned = match &function.signature.output {
        ReturnType::Type(_, returned) => (**returned).clone(),
        ReturnType::Default => parse_quote!(()),
    };
    let block = block(&function, &bindings, &returned);
    let taken = function
        .is_of_http()
        .then(|| quote!(#krate::__private::axum::WholeRequest));
    function.signature.asyncness = None;
    function.signature.output = syn::parse_quote_spanned! {Span::mixed_site()=>
        -> #krate::__private::axum::CorsFuture<
            impl ::core::future::Future<Output = #returned>,
            impl #krate::__private::axum::CorsPolicy<Methods = #krate::__private::axum::#methods>,
            #taken
        >
    };
    let body = hygienic! {
        struct __CorsPolicy;
        impl #krate::__private::axum::CorsPolicy for __CorsPolicy {
            type Methods = #krate::__private::axum::#methods;
            fn policy() -> #krate::PolicyChoice {
                #policy
                ::core::convert::From::from(__cors_policy())
            }
        }
        #krate::__private::axum::future(#block, __CorsPolicy)
    };
    function.with_body(&body)
}

/// Mends what it finds, so no second error follows from it.
fn check_signature(function: &mut Function, errors: &mut Errors) {
    let is_policy = |attribute: &Attribute| {
        let mut segments = attribute.path().segments.iter().rev();
        segments
            .next()
            .is_some_and(|last| last.ident == "axum_inner")
            && segments.next().is_some_and(|of| of.ident == "__private")
    };
    let (others, rest): (Vec<_>, _) = function.attributes.drain(..).partition(is_policy);
    function.attributes = rest;
    for other in others {
        errors.at(other.pound_token.span, second_policy_on("axum"));
    }
    if function.has_policy() {
        errors.at(Span::call_site(), second_policy());
    }
    let signature = &mut function.signature;
    if signature.asyncness.is_none() {
        let problem = "axum handlers must be `async`";
        errors.at(signature.fn_token.span, message(problem, "write async fn"));
        signature.asyncness = Some(Token![async](signature.fn_token.span));
    }
    if let Some(receiver) = signature.receiver() {
        let problem = "axum handlers can't take `self`";
        let help = "take shared state with the extractor `State`";
        errors.at(receiver.span(), message(problem, help));
    }
}

/// Gives every parameter a plain name, and what to put before the body so that all is called what it was.
fn bindings(function: &mut Function) -> TokenStream {
    let parameters = function.signature.inputs.iter_mut().enumerate();
    parameters
        .filter_map(|(at, input)| match input {
            FnArg::Typed(parameter) => Some((at, parameter)),
            FnArg::Receiver(_) => None,
        })
        .map(|(at, parameter)| {
            let (name, is_all) = match function::plain_name(&parameter.pat) {
                Some(plain) => {
                    let is_all = plain.mutability.is_none() && plain.by_ref.is_none();
                    (plain.ident.clone(), is_all)
                }
                None => {
                    let name = format_ident!("__cors_argument{at}", span = Span::mixed_site());
                    (name, false)
                }
            };
            // This takes the value into the future, where it stays to the end even if it isn't used, as with any async
            // function.
            let taken = quote!(let #name = #name;);
            if is_all {
                return taken;
            }
            let unpack = function::rename(&mut parameter.pat, &name);
            quote!(#taken #unpack)
        })
        .collect()
}

fn block(function: &Function, bindings: &TokenStream, returned: &Type) -> TokenStream {
    let body = &function.body;
    let first = function::type_of_block(returned);
    let block = function.in_braces(quote!(#bindings #first #body));
    hygienic!(async move #block)
}

/// The type that says for which methods the handler may be registered.
fn methods(policy: Option<&Policy>) -> TokenStream {
    let list = match policy.map(|policy| PolicyLiteral::from(policy).methods) {
        Some(list) if !list.is_empty() && list != "*" => list,
        _ => return quote!(InferredMethods),
    };
    let has = |name: &str| list.split(", ").any(|method| method == name);
    let (delete, options, patch, put) = (has("DELETE"), has("OPTIONS"), has("PATCH"), has("PUT"));
    quote!(ListedMethods<#delete, #options, #patch, #put>)
}
