//! Policy + function → tokens. What is generated calls `cors-core` and does nothing by itself.

use cors_core::__private::Pattern;
use cors_core::rules::{Allowed, Passed};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, parse_quote};

use crate::errors::Errors;
use crate::function::{self, Function};
use crate::parse::{self, Arguments, Macro};
use crate::{cfg, check};

/// [`quote!`] with names of variables that nothing of the user's can see or be seen by.
macro_rules! hygienic {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use hygienic;

/// `cors::policy! { … }`
pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::arguments(tokens.clone(), Macro::Policy, &mut errors);
    let krate = facade(&arguments);
    if let Some(predicate) = cfg::first_predicate(&tokens) {
        let with = cfg::resolve(&tokens, &predicate, true);
        let without = cfg::resolve(&tokens, &predicate, false);
        return quote! {{
            #[cfg(#predicate)]
            { #krate::policy! { #with } }
            #[cfg(not(#predicate))]
            { #krate::policy! { #without } }
        }};
    }
    match check::policy(&arguments, &mut errors) {
        Some(passed) => constant(&passed, &krate),
        None => {
            let errors = errors.into_statements();
            quote! {{ #errors #krate::__private::Checked::NOTHING.into_policy() }}
        }
    }
}

/// `#[cors(…)]`
pub(crate) fn attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::arguments(tokens.clone(), Macro::Http, &mut errors);
    let krate = facade(&arguments);
    if let Some(either) = by_cfg(&tokens, &quote!(#krate::cors), &item) {
        return either;
    }
    let policy = match &arguments.policy {
        Some(expression) => {
            check::policy_is_alone(&arguments, &mut errors);
            quote!(&#expression)
        }
        None => match check::policy(&arguments, &mut errors) {
            Some(passed) => {
                let policy = constant(&passed, &krate);
                hygienic!({
                    static __CORS_POLICY: #krate::Policy = #policy;
                    &__CORS_POLICY
                })
            }
            None => TokenStream::new(),
        },
    };
    let mut function: Function = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            errors.add(function::not_a_handler(&item, error));
            let errors = errors.into_statements();
            return quote!(#item #errors);
        }
    };
    match answer(&mut function, &arguments, &policy, &krate, &mut errors) {
        Some(body) if errors.is_empty() => function.with_body(&body),
        _ => {
            let body = &function.body;
            let errors = errors.into_statements();
            function.with_body(&quote!(#errors #body))
        }
    }
}

/// The item with the attribute twice, where a `#[cfg(…)]` decides about an entry: with the entry and without.
pub(crate) fn by_cfg(
    arguments: &TokenStream,
    attribute: &TokenStream,
    item: &TokenStream,
) -> Option<TokenStream> {
    let predicate = cfg::first_predicate(arguments)?;
    let with = cfg::resolve(arguments, &predicate, true);
    let without = cfg::resolve(arguments, &predicate, false);
    Some(quote! {
        #[cfg_attr(#predicate, #attribute(#with))]
        #[cfg_attr(not(#predicate), #attribute(#without))]
        #item
    })
}

/// The body of the handler with its policy in front.
fn answer(
    function: &mut Function,
    arguments: &Arguments,
    policy: &TokenStream,
    krate: &Path,
    errors: &mut Errors,
) -> Option<TokenStream> {
    if let Some(token) = function.signature.constness {
        errors.at(token.span(), "a `const fn` can't answer requests");
    }
    let returns = function.returns().map_err(|error| errors.add(error)).ok();
    let request = function
        .request(arguments.request.as_ref())
        .map_err(|error| errors.add(error))
        .ok();
    let (returns, request) = (returns?, request?);
    let (name, unpack, body) = (&request.name, &request.unpack, &function.body);
    let into_response = quote_spanned!(returns.span()=> #krate::Answer::into_response::<#returns>);
    let on = if function::errors_are_responses(&returns) {
        quote!(on_either)
    } else {
        quote!(on)
    };
    let run = if function.signature.asyncness.is_some() {
        let first = function::type_of_block(&returns);
        hygienic! {
            async move {
                #first
                #unpack
                #body
            }
            .await
        }
    } else {
        hygienic!((move || -> #returns { #unpack #body })())
    };
    Some(hygienic! {
        let policy: &#krate::Policy = #policy;
        let headers = match #krate::Policy::decide(policy, &#name) {
            #krate::Decision::Answer(answer) => return #into_response(answer),
            #krate::Decision::Run(headers) => headers,
        };
        #[allow(clippy::redundant_closure_call, clippy::result_large_err)]
        let returned: #returns = #run;
        #krate::ResponseHeaders::#on(headers, returned)
    })
}

/// A policy that passed the rule book, as a constant expression.
pub(crate) fn constant(passed: &Passed, krate: &Path) -> TokenStream {
    let mut items = quote!(use #krate::__private::{Checked, Pattern};);
    let mut fields = TokenStream::new();
    match &passed.origins {
        None => fields.extend(quote!(origins: ::core::option::Option::None,)),
        Some((patterns, index)) => {
            let patterns = patterns.iter().map(pattern);
            items.extend(quote!(const ORIGINS: &[Pattern] = &[#(#patterns),*];));
            fields.extend(quote!(origins: ::core::option::Option::Some(ORIGINS),));
            if !index.is_empty() {
                fields.extend(quote!(index: &[#(#index),*],));
            }
        }
    }
    match &passed.methods {
        Allowed::Requested => fields.extend(quote!(reflect_methods: true,)),
        Allowed::List(list) => text(&mut fields, quote!(methods), list),
    }
    match &passed.headers {
        Allowed::Requested => fields.extend(quote!(reflect_headers: true,)),
        Allowed::List(list) => text(&mut fields, quote!(headers), list),
    }
    text(&mut fields, quote!(expose), &passed.expose);
    text(&mut fields, quote!(max_age), &passed.max_age);
    if passed.credentials {
        fields.extend(quote!(credentials: true,));
    }
    if passed.enforce {
        fields.extend(quote!(enforce: true,));
    }
    quote! {{
        #[allow(unused_imports)]
        #items
        Checked { #fields ..Checked::NOTHING }.into_policy()
    }}
}

fn text(fields: &mut TokenStream, name: TokenStream, value: &str) {
    if !value.is_empty() {
        fields.extend(quote!(#name: #value,));
    }
}

fn pattern(pattern: &Pattern) -> TokenStream {
    match pattern {
        Pattern::Exact(origin) => quote!(Pattern::exact(#origin)),
        Pattern::AnyPort(origin) => quote!(Pattern::any_port(#origin)),
        Pattern::Subdomains(before, after) => quote!(Pattern::subdomains(#before, #after)),
        Pattern::SubdomainsAnyPort(before, after) => {
            quote!(Pattern::subdomains_any_port(#before, #after))
        }
    }
}

/// Where the facade is.
pub(crate) fn facade(arguments: &Arguments) -> Path {
    arguments
        .krate
        .clone()
        .unwrap_or_else(|| parse_quote!(::cors))
}
