//! Policy + function → tokens. What is generated calls `cors-core` and does nothing by itself.

use cors_core::__private::Pattern;
use cors_core::rules::{Allowed, Passed};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Path, parse_quote};

use crate::cfg::Either;
use crate::errors::{Errors, Range, message};
use crate::function::{self, Function};
use crate::parse::{self, Arguments, Macro};
use crate::{cfg, check};

/// [`quote!`] with names of variables that nothing of the user's can see or be seen by.
macro_rules! hygienic {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
pub(crate) use hygienic;

/// This place, with names that nothing of the user's can see or be seen by.
fn of_macro(place: Span) -> Span {
    place.resolved_at(Span::mixed_site())
}

/// All of the macro's call, as a place in the code that these tokens come from.
pub(crate) fn whole(tokens: &TokenStream) -> Span {
    let call = Span::call_site();
    match tokens.clone().into_iter().next() {
        Some(token) => call.resolved_at(token.span()),
        None => call,
    }
}

/// The same tokens, for the compiler to point at this place if they are wrong.
fn located(tokens: TokenStream, place: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(place.resolved_at(token.span()));
        token
    });
    tokens.collect()
}

/// `cors::policy! { … }`
pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::arguments(tokens.clone(), Macro::Policy, &mut errors);
    let krate = facade(&arguments);
    if let Some(Either {
        predicate,
        with,
        without,
    }) = cfg::split(&tokens)
    {
        return quote! {{
            #[cfg(#predicate)]
            { #krate::policy! { #with } }
            #[cfg(not(#predicate))]
            { #krate::policy! { #without } }
        }};
    }
    match check::policy(&arguments, whole(&tokens), &mut errors) {
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
            expression_of_policy(expression, &krate)
        }
        None => match check::policy(&arguments, whole(&item), &mut errors) {
            Some(passed) => {
                let policy = constant(&passed, &krate);
                hygienic! {
                    let policy: &#krate::Policy = {
                        static __CORS_POLICY: #krate::Policy = #policy;
                        &__CORS_POLICY
                    };
                }
            }
            None => TokenStream::new(),
        },
    };
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    match answer(&mut function, &arguments, &policy, &krate, &mut errors) {
        Some(body) if errors.is_empty() => function.with_body(&body),
        _ => function.with_errors(errors),
    }
}

/// A `let policy`, all of it where the expression is, for the compiler to point at if that is no policy.
pub(crate) fn expression_of_policy(expression: &Expr, krate: &Path) -> TokenStream {
    let start = expression.span();
    let krate = located(krate.to_token_stream(), start);
    quote_spanned!(of_macro(start)=> let policy: &#krate::Policy = &#expression;)
}

/// The item with the attribute twice, where a `#[cfg(…)]` decides about an entry: with the entry and without.
pub(crate) fn by_cfg(
    arguments: &TokenStream,
    attribute: &TokenStream,
    item: &TokenStream,
) -> Option<TokenStream> {
    let Either {
        predicate,
        with,
        without,
    } = cfg::split(arguments)?;
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
        let help = "remove `const`";
        errors.at(
            token.span(),
            message("a `const fn` can't answer requests", help),
        );
    }
    if let Some(second) = function.second_policy() {
        let help = "put all of it into one `#[cors(…)]`";
        errors.at(
            Range::of(second),
            message("this function has a policy already", help),
        );
    }
    let returns = function.returns().map_err(|error| errors.add(error)).ok();
    let request = function
        .request(arguments.request.as_ref())
        .map_err(|error| errors.add(error))
        .ok();
    let (returns, request) = (returns?, request?);
    let (unpack, body) = (&request.unpack, &function.body);
    let run = if function.signature.asyncness.is_some() {
        let first = function::type_of_block(&returns);
        let block = function.in_braces(quote!(#first #unpack #body));
        hygienic!(async move #block.await)
    } else {
        let block = function.in_braces(quote!(#unpack #body));
        hygienic!(#krate::__private::call(move || -> #returns #block))
    };
    let on_err = function::response_error(&returns).map(|error| {
        hygienic! {
            let returned = ::core::result::Result::map_err(returned, |error| {
                <#error as #krate::Respond>::with_headers(error, ::core::clone::Clone::clone(&headers))
            });
        }
    });
    // Where the parameter's type is, for the compiler to point at if it is no request.
    let decide = {
        let Range { start, end } = request.at;
        let krate = located(krate.to_token_stream(), start);
        let name = located(request.name.to_token_stream(), end);
        quote_spanned!(of_macro(start)=> #krate::Policy::decide(policy, &#name))
    };
    Some(hygienic! {
        #policy
        let headers = match #decide {
            #krate::Decision::Answer(answer) => return <#returns as #krate::Respond>::from_answer(answer),
            #krate::Decision::Run(headers) => headers,
        };
        #[allow(clippy::result_large_err)]
        let returned: #returns = #run;
        #on_err
        <#returns as #krate::Respond>::with_headers(returned, headers)
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
