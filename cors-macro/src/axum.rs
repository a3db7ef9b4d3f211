//! `#[cors::axum::cors(…)]`: the function becomes one whose future carries its policy as a type, which is
//! what the routing functions of `cors::axum` look for.

use cors_core::rules::Allowed;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, Pat, ReturnType, Token, Type, parse_quote};

use crate::check;
use crate::errors::{Errors, message};
use crate::expand::{by_cfg, constant, expression_of_policy, facade, hygienic, whole};
use crate::function::{self, Function};
use crate::parse::{self, Macro};

/// Puts the attribute behind all others, so that they see the function as it was written, wherever they stand.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let krate = facade(&parse::arguments(
        arguments.clone(),
        Macro::Axum,
        &mut Errors::default(),
    ));
    let last = quote!(#[#krate::__private::axum(#arguments)]);
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

/// `#[axum::debug_handler]` calls the function to see its future, so that it gets a copy as it was written.
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
pub(crate) fn last_attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::arguments(tokens.clone(), Macro::Axum, &mut errors);
    let krate = facade(&arguments);
    if let Some(either) = by_cfg(&tokens, &quote!(#krate::__private::axum), &item) {
        return either;
    }
    let mut methods = quote!(FromRegistration);
    let policy = match &arguments.policy {
        Some(expression) => {
            check::policy_is_alone(&arguments, &mut errors);
            let policy = expression_of_policy(expression, &krate);
            hygienic! {
                static __CORS_POLICY: ::std::sync::LazyLock<#krate::Policy> =
                    ::std::sync::LazyLock::new(|| {
                        #policy
                        <#krate::Policy as ::core::clone::Clone>::clone(policy)
                    });
            }
        }
        None => match check::policy(&arguments, whole(&item), &mut errors) {
            Some(passed) => {
                methods = written(&passed.methods);
                let policy = constant(&passed, &krate);
                hygienic!(static __CORS_POLICY: #krate::Policy = #policy;)
            }
            None => TokenStream::new(),
        },
    };
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_signature(&mut function, &mut errors);
    if !errors.is_empty() {
        return function.with_errors(errors);
    }

    let bindings = bindings(&mut function);
    let returned = match &function.signature.output {
        ReturnType::Type(_, returned) => (**returned).clone(),
        ReturnType::Default => parse_quote!(()),
    };
    let block = block(&function, &bindings, &returned);
    function.signature.asyncness = None;
    function.signature.output = syn::parse_quote_spanned! {Span::mixed_site()=>
        -> #krate::axum::RouteWithCors<
            impl ::core::future::Future<Output = #returned>,
            impl #krate::axum::Annotation<Methods = #krate::axum::methods::#methods>,
        >
    };
    let body = hygienic! {
        struct __CorsAnnotation;
        impl #krate::axum::Annotation for __CorsAnnotation {
            type Methods = #krate::axum::methods::#methods;
            fn policy() -> &'static #krate::Policy {
                #policy
                &__CORS_POLICY
            }
        }
        #krate::axum::RouteWithCors::new(#block, __CorsAnnotation)
    };
    function.with_body(&body)
}

/// Mends what it finds, so that nothing else is wrong because of it.
fn check_signature(function: &mut Function, errors: &mut Errors) {
    let is_policy = |attribute: &Attribute| {
        let mut segments = attribute.path().segments.iter().rev();
        segments.next().is_some_and(|last| last.ident == "axum")
            && segments.next().is_some_and(|of| of.ident == "__private")
    };
    let (others, rest): (Vec<_>, _) = function.attributes.drain(..).partition(is_policy);
    function.attributes = rest;
    for other in others {
        let help = "put all of it into one `#[cors(…)]`";
        let problem = "this function has a policy already";
        errors.at(other.pound_token.span, message(problem, help));
    }
    let signature = &mut function.signature;
    if signature.asyncness.is_none() {
        let problem = "handlers for axum are async";
        errors.at(signature.fn_token.span, message(problem, "write async fn"));
        signature.asyncness = Some(Token![async](signature.fn_token.span));
    }
    if let Some(receiver) = signature.receiver() {
        let problem = "axum calls a handler without a `self`";
        errors.at(
            receiver.span(),
            message(problem, "take what it needs from a State(…)"),
        );
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
            let name = match &*parameter.pat {
                Pat::Ident(pattern) if pattern.subpat.is_none() && !is_unused(&pattern.ident) => {
                    pattern.ident.clone()
                }
                _ => Ident::new(&format!("argument{at}"), Span::mixed_site()),
            };
            let pattern = std::mem::replace(&mut parameter.pat, parse_quote!(#name));
            // The first of them takes the value into the future, where it stays to the end even if nothing
            // uses it, as with any async function.
            quote! {
                let #name = #name;
                #[allow(clippy::no_effect_underscore_binding)]
                let #pattern = #name;
            }
        })
        .collect()
}

/// Whether the name says that nobody uses it. Then we don't either, or clippy would complain.
fn is_unused(name: &Ident) -> bool {
    name.to_string().starts_with('_')
}

fn block(function: &Function, bindings: &TokenStream, returned: &Type) -> TokenStream {
    let body = &function.body;
    let first = function::type_of_block(returned);
    let block = function.in_braces(quote!(#bindings #first #body));
    hygienic!(async move #block)
}

/// For which methods the handler may be registered.
fn written(methods: &Allowed) -> TokenStream {
    let list = match methods {
        Allowed::List(list) if !list.is_empty() && list != "*" => list,
        _ => return quote!(FromRegistration),
    };
    let has = |name: &str| list.split(", ").any(|method| method == name);
    let (delete, options, patch, put) = (has("DELETE"), has("OPTIONS"), has("PATCH"), has("PUT"));
    quote!(Written<#delete, #options, #patch, #put>)
}
